"""What built-in findings about the people at work on an application say, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: Mapping[str, tuple[str, str]] = {
    "participation.write": (
        "您可以查看这份申报，但没有填写权限；请联系本单位管理员或申报发起人在“填报人员”中开通。",
        "You may read this application but not write in it; ask a manager of the organisation for the right to.",
    ),
    "participation.submit": (
        "您没有提交这份申报的权限；请联系本单位管理员或申报发起人在“填报人员”中开通。",
        "You may not submit this application; ask a manager of the organisation for the right to.",
    ),
    "participation.certify": (
        "您没有确认这份申报内容属实的权限。",
        "You may not certify this application.",
    ),
    "participation.manage": (
        "只有本单位管理员和能填写并提交的填报人员可以调整填报人员。",
        "Only a manager of the organisation or somebody who may write and submit may change who takes part.",
    ),
    "participation.person": (
        "没有用户名或邮箱为“{person}”的账号；请先在“单位”页面邀请。",
        "No account has the user name or e-mail “{person}”; invite the person on the organisation’s page.",
    ),
    "participation.last": (
        "须至少保留一名可以提交的填报人员。",
        "At least one person has to keep the right to submit.",
    ),
    "participation.uncertified": (
        "提交前须由 {names} 在“填报人员”页面确认内容属实；确认之后又有改动的，须重新确认。",
        "Before it is submitted, {names} must certify the answers on the page “People”; a change makes that void.",
    ),
}
