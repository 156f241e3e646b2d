import pytest

from shifan.models import Message
from shifan.queries import health
from shifan.render import fonts
from tests.make import NOW, make_organisation, make_user

pytestmark = pytest.mark.django_db


def mail_lines() -> dict[str, tuple[str, str]]:
    return {line.part: (line.state, line.en) for line in health.examine(NOW) if line.part.startswith("mail")}


def test_mail_server_that_does_not_answer_is_said(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    state, said = mail_lines()["mail"]

    assert (state, said.partition(": ")[0]) == (health.FAIL, "SMTP 127.0.0.1:9")


def test_mails_that_failed_are_counted_with_the_last_reason():
    for number, problem in enumerate(("old", "no such mailbox")):
        Message.objects.create(
            user=make_user(), kind="stage.selected", key=f"k{number}", told_at=NOW, mail="failed", mail_problem=problem
        )

    assert mail_lines()["mail.failed"] == (health.WARN, "2 mails failed, the last: no such mailbox")


def test_characters_filled_in_that_no_font_has_are_named():
    make_organisation(name="示例\U0001fae0公司")

    (line,) = (line for line in health.examine(NOW) if line.part == "font.characters")

    assert (line.state, line.en) == (health.WARN, "1 characters have no font: \U0001fae0(U+1FAE0)")


def test_fonts_of_an_operator_are_named_before_the_free_ones(settings, monkeypatch):
    names = {**fonts.OFFICE, "fang": ("FandolKai",)}  # what a folder of bought fonts would hold
    monkeypatch.setattr(fonts, "OFFICE", names)
    settings.FONT_DIRS = [str(fonts.shipped().folders[0])]

    said = {line.part: (line.state, line.en) for line in health.examine(NOW) if line.part.startswith("font.")}

    assert said["font.fang"][0] == health.OK
    assert said["font.fang"][1].startswith("FandolKai (")
    assert said["font.hei"][0] == health.OK  # none of the bought ones is needed
