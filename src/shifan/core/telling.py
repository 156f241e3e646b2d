"""Decide what people are told, in which words, and when they are reminded of a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shifan.core import words
from shifan.core.calendar import local_day
from shifan.core.form import Words

Params = Mapping[str, str]

STEPS = (7, 3, 1)  # days before a date; users who are reminded more often stop reading

# What a person can switch off, by channel: the first word of a kind (`deadline.fill`).
GROUPS: Mapping[str, Words] = {
    "deadline": Words(zh="截止日期前 7、3、1 天的提醒", en="Reminders 7, 3 and 1 days before a deadline"),
    "changes": Words(zh="申报被退回修改", en="An application sent back for changes"),
    "stage": Words(zh="申报的进展和结果", en="Progress and results of applications"),
    "file": Words(zh="安全扫描在材料中发现问题", en="What the virus scan found in proofs"),
    "comment": Words(zh="同事的批注", en="Comments of colleagues"),
    "task": Words(zh="送到本单位或本人的审核、评审任务", en="Work that has come to your desk"),
    "organisation": Words(zh="单位核验和人员邀请", en="Verification of the organisation, invitations"),
}
CHANNELS: Mapping[str, Words] = {"inbox": Words(zh="站内消息", en="Inbox"), "mail": Words(zh="电子邮件", en="E-mail")}

# Kind → (title, body), each in Chinese and English.
MESSAGES: Mapping[str, tuple[Words, Words]] = {
    "deadline.fill": (
        Words(zh="{number} 距申报截止还有 {days} 天", en="{number}: applications close soon, days left: {days}"),
        Words(
            zh="“{round}”于 {closes}（北京时间）截止申报，{number} 尚未提交。",
            en="“{round}” closes at {closes} (Beijing time) and {number} has not been submitted.",
        ),
    ),
    "deadline.certify": (
        Words(
            zh="{number} 等您确认属实，距截止还有 {days} 天",
            en="{number} waits for you to certify it, days left: {days}",
        ),
        Words(
            zh="“{round}”的 {number} 须于 {closes}（北京时间）前提交，提交前须由您确认内容属实。",
            en="{number} (“{round}”) is due by {closes} (Beijing time); before that you have to certify its content.",
        ),
    ),
    "deadline.changes": (
        Words(zh="{number} 距修改期限还有 {days} 天", en="{number}: days left for the changes: {days}"),
        Words(
            zh="{number} 被退回修改，须于 {closes}（北京时间）前重新提交。",
            en="{number} was sent back for changes and must be submitted again by {closes} (Beijing time).",
        ),
    ),
    "deadline.desk": (
        Words(zh="距“{stage}”截止还有 {days} 天", en="“{stage}” closes soon, days left: {days}"),
        Words(
            zh="“{round}”的“{stage}”于 {closes}（北京时间）截止，{body} 的名单尚未报送。",
            en="“{stage}” of “{round}” closes at {closes} (Beijing time); the list of {body} has not been sent.",
        ),
    ),
    "deadline.review": (
        Words(zh="还有 {count} 份评审，距截止还有 {days} 天", en="Reviews open: {count}, days left: {days}"),
        Words(
            zh="“{round}”的评审于 {closes}（北京时间）截止，您还有 {count} 份评审意见没有提交。",
            en="Reviews of “{round}” close at {closes} (Beijing time); {count} of yours have not been filed.",
        ),
    ),
    "changes.asked": (
        Words(zh="{number} 被退回修改", en="{number} was sent back for changes"),
        Words(
            zh="{body} 要求修改 {number} 的 {count} 处内容，期限 {closes}（北京时间）。退回理由：{reason}",
            en="{body} asks for changes to {number} (places: {count}) by {closes} (Beijing time). Reason: {reason}",
        ),
    ),
    "stage.submitted": (
        Words(zh="{number} 已提交", en="{number} has been submitted"),
        Words(
            zh="{who} 于 {when}（北京时间）提交了 {number}（第 {submission} 次提交），校验码 {digest}。",
            en="{who} submitted {number} (submission {submission}) at {when} (Beijing time), digest {digest}.",
        ),
    ),
    "stage.recommended": (
        Words(zh="{number} 已获推荐", en="{number} has been recommended"),
        Words(
            zh="{body} 已将 {number} 列入推荐名单并报送。", en="{body} has put {number} on its list and sent the list."
        ),
    ),
    "stage.declined": (
        Words(zh="{number} 未获推荐", en="{number} has not been recommended"),
        Words(zh="{body} 未推荐 {number}。理由：{reason}", en="{body} has not recommended {number}. Reason: {reason}"),
    ),
    "stage.turned_away": (
        Words(zh="{number} 未通过形式审查", en="{number} did not pass the completeness check"),
        Words(zh="{number} 未通过形式审查。理由：{reason}", en="{number} did not pass. Reason: {reason}"),
    ),
    "stage.proposed": (
        Words(zh="{number} 列入公示名单", en="{number} is on the proposed list"),
        Words(
            zh="“{round}”的拟入选名单已公示，{number} 在名单内。公示至 {closes}（北京时间）。",
            en="The proposed list of “{round}” has been published until {closes} (Beijing time); {number} is on it.",
        ),
    ),
    "stage.left_out": (
        Words(zh="{number} 未入选", en="{number} has not been selected"),
        Words(zh="“{round}”遴选结束，{number} 未入选。", en="“{round}” has been decided; {number} is not selected."),
    ),
    "stage.selected": (
        Words(zh="{number} 入选", en="{number} has been selected"),
        Words(
            zh="“{round}”的最终名单已公布，{number} 入选。",
            en="The final list of “{round}” has been published; {number} is on it.",
        ),
    ),
    "stage.date_moved": (
        Words(zh="“{stage}”延期至 {closes}", en="“{stage}” now closes at {closes}"),
        Words(
            zh="“{round}”的“{stage}”截止时间改为 {closes}（北京时间）。原因：{reason}",
            en="“{stage}” of “{round}” now closes at {closes} (Beijing time). Reason: {reason}",
        ),
    ),
    "file.infected": (
        Words(zh="{number} 的材料未通过安全扫描", en="A proof of {number} did not pass the virus scan"),
        Words(
            zh="{number} 的材料“{name}”经安全扫描发现“{found}”，任何人不能打开。"
            "尚未提交的，请删除后重新上传；已经提交的，请联系受理单位退回后更换。",
            en="“{name}” of {number} was found to hold {found}; nobody can open it. Before you submit, remove it and "
            "send it in anew; after that, ask the desk to send the application back.",
        ),
    ),
    "organisation.joined": (
        Words(zh="{who} 请您参与 {number}", en="{who} asks you to take part in {number}"),
        Words(
            zh="{who} 请您参与“{round}”的申报 {number}。", en="{who} asks you to take part in {number} of “{round}”."
        ),
    ),
    "comment.said": (
        Words(zh="{who} 批注了 {number}", en="{who} commented on {number}"),
        Words(zh="{who} 在“{place}”写了批注，请登录查看。", en="{who} commented on “{place}”; sign in to read it."),
    ),
    "task.arrived": (
        Words(zh="{number} 已报送至 {body}", en="{number} has come to {body}"),
        Words(
            zh="{applicant} 提交了 {number}（第 {submission} 次提交），等待审核。",
            en="{applicant} submitted {number} (submission {submission}); it waits to be checked.",
        ),
    ),
    "task.verify": (
        Words(zh="{name} 提请单位核验", en="{name} asks to be verified"),
        Words(zh="{name} 的登记资料等待核验。", en="The registration of {name} waits to be verified."),
    ),
    "organisation.verified": (
        Words(zh="{name} 已通过核验", en="{name} has been verified"),
        Words(zh="{desk} 已同意核验，{name} 可以提交申报。", en="{desk} has agreed; {name} may submit."),
    ),
    "organisation.returned": (
        Words(zh="{name} 的登记资料被退回", en="The registration of {name} was returned"),
        Words(zh="{desk} 退回了登记资料。理由：{reason}", en="{desk} has returned the registration. Reason: {reason}"),
    ),
    "organisation.invited": (
        Words(zh="{who} 邀请您加入 {name}", en="{who} invites you to join {name}"),
        Words(
            zh="{who} 邀请您加入 {name}，与同事一起填写申报。请在 {closes}（北京时间）前打开链接；链接使用一次即失效。",
            en="{who} invites you to join {name} and fill in applications together with colleagues. "
            "Open the link before {closes} (Beijing time); it works once.",
        ),
    ),
    "organisation.asked_in": (
        Words(zh="有人申请加入 {name}", en="Somebody asks to join {name}"),
        Words(
            zh="有人说明自己在 {name} 工作。请在“单位—人员”页面核实后发出邀请，或不予理会。",
            en="Somebody claims to work for {name}. Make sure on the page of its people, then invite or ignore them.",
        ),
    ),
    "organisation.consortium": (
        Words(zh="{lead} 邀请 {name} 组成联合体", en="{lead} lists {name} in a consortium"),
        Words(
            zh="{lead} 把 {name} 列为 {number}（{round}）的联合体成员，请确认是否参加。",
            en="{lead} lists {name} as a member in {number} ({round}); please confirm whether it takes part.",
        ),
    ),
    "organisation.partner_answered": (
        Words(zh="{name} 对联合体的答复：{answer}", en="{name} has answered about the consortium: {answer_en}"),
        Words(zh="{name} 对 {number} 的联合体：{answer}。", en="{name} on the consortium of {number}: {answer_en}."),
    ),
    "task.list": (
        Words(zh="{body} 报送了推荐名单", en="{body} has sent its list"),
        Words(
            zh="{body} 报送了“{round}”的推荐名单，共 {count} 家。",
            en="{body} has sent its list for “{round}” (applications: {count}).",
        ),
    ),
    "task.review": (
        Words(zh="有新的评审任务", en="You have been assigned a review"),
        Words(
            zh="“{round}”分派给您一份申报材料评审。如有利害关系，请先申请回避。",
            en="An application of “{round}” has been assigned to you. With a conflict of interest, recuse first.",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A message in words."""

    title: str
    body: str


def group(kind: str) -> str:
    """This function will give what a kind of message is switched by."""
    return kind.partition(".")[0]


def is_wanted(kind: str, channel: str, muted: list[str]) -> bool:
    """This function will say whether a person wants a kind of message in a channel (`inbox`, `mail`)."""
    return f"{channel}:{group(kind)}" not in muted


def say(kind: str, params: Params, language: str) -> Said:
    """This function will word a message; a value with an English form has it beside it under `<name>_en`."""
    title, body = MESSAGES[kind]
    if language.startswith("zh"):
        return Said(words.fill(title.zh, params), words.fill(body.zh, params))
    english = {name.removesuffix("_en"): value for name, value in params.items() if name.endswith("_en")}
    values = {**params, **{name: value for name, value in english.items() if value}}
    return Said(words.fill(title.en, values), words.fill(body.en, values))


def step(closes_at: datetime, now: datetime) -> int | None:
    """This function will give the reminder that is due: 7, 3 or 1 days before a date, None earlier or when it is past.

    It counts days of the calendar in China. One that was missed, because nothing ran that day, is made up for by the
    next run, and never two at once.
    """
    left = days_left(closes_at, now)
    if closes_at <= now or left > STEPS[0]:
        return None
    return min(one for one in STEPS if left <= one)


def days_left(closes_at: datetime, now: datetime) -> int:
    """This function will count the days from today to the day of a date; 0 on that day."""
    return (local_day(closes_at) - local_day(now)).days
