"""Sending mail: plain text to one address, with a link back."""

from django.conf import settings
from django.core.mail import EmailMessage

from shifan.core.telling import Said

FOOT = {
    "zh": "点击查看：{link}\n\n此邮件由系统发出，请勿回复。不想再收到这类邮件：{choose}",
    "en": "Open it: {link}\n\nSent by the system; please do not reply. To stop mails like this one: {choose}",
}


# For somebody who has no account and so nothing to choose.
STRANGER = {
    "zh": "点击查看：{link}\n\n此邮件由系统发出，请勿回复。如不认识邀请人，不必理会。",
    "en": "Open it: {link}\n\nSent by the system; please do not reply. If you do not know who invites you, ignore it.",
}


def worded(said: Said, path: str, language: str, *, is_stranger: bool = False) -> str:
    """This function will give the text of a mail: what is said, the page it leads to, and how to stop such mails."""
    foot = (STRANGER if is_stranger else FOOT)["zh" if language.startswith("zh") else "en"]
    return f"{said.body}\n\n{foot.format(link=settings.SITE + path, choose=settings.SITE + '/inbox/settings/')}\n"


def send(*, to: str, subject: str, text: str) -> None:
    """This function will send one mail now; raises OSError or SMTPException where the server does not take it."""
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    one_line = " ".join(subject.split())  # no header may be broken by what somebody typed
    EmailMessage(one_line, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()
