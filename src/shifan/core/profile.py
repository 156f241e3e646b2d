"""Know what an organisation says of itself: the fields of its registration and profile, cleaned as forms clean them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shifan.core import credit_code
from shifan.core.finding import Finding, Severity
from shifan.core.form import (
    CascadeField,
    ChoiceField,
    ContactField,
    DateField,
    Form,
    FormField,
    NumberField,
    Option,
    Section,
    TextField,
    Words,
)
from shifan.core.question import ListIndex, Question, plan_form
from shifan.core.values import Json, look

PLACE = ("province", "prefecture", "county")
INDUSTRY = ("section", "division", "group")

BASIC: tuple[FormField, ...] = (
    TextField(
        id="uscc",
        type="text",
        code="uscc",
        label=Words(zh="统一社会信用代码", en="Unified social credit code"),
        example="91130100MA0EXA007H",
    ),
    TextField(
        id="name",
        type="text",
        limit=100,
        label=Words(zh="单位名称", en="Name"),
        help=Words(zh="与营业执照一致。", en="As on the licence."),
    ),
    CascadeField(
        id="region",
        type="cascade",
        options_from="regions",
        levels=PLACE,
        label=Words(zh="所在地区", en="Region"),
        help=Words(
            zh="选到县（市、区）；由所在地主管部门逐级核验。",
            en="Down to the county; its authorities verify the organisation.",
        ),
    ),
    TextField(id="address", type="text", limit=100, label=Words(zh="单位地址", en="Address")),
)
PERSON: tuple[FormField, ...] = (
    TextField(
        id="person",
        type="text",
        limit=30,
        confidentiality="personal",
        label=Words(zh="联系人姓名", en="Contact person"),
    ),
    ContactField(id="mobile", type="mobile", label=Words(zh="联系人手机", en="Mobile number"), example="13800000000"),
    ContactField(id="email", type="email", label=Words(zh="电子邮箱", en="E-mail")),
)
# The names that packs use as `profile: organisation.<id>`.
FACTS: tuple[FormField, ...] = (
    DateField(id="established", type="date", mandatory=False, label=Words(zh="成立时间", en="Founded on")),
    ChoiceField(
        id="legal_form",
        type="choice",
        mandatory=False,
        label=Words(zh="法人资格", en="Legal status"),
        options=(
            Option(code="legal_person", label=Words(zh="独立法人", en="Independent legal person")),
            Option(code="branch", label=Words(zh="法人的分支机构", en="Branch of a legal person")),
            Option(code="none", label=Words(zh="不具有法人资格", en="No legal person")),
        ),
    ),
    ChoiceField(
        id="ownership",
        type="choice",
        mandatory=False,
        label=Words(zh="企业性质", en="Ownership"),
        options=(
            Option(code="central", label=Words(zh="中央企业", en="Central enterprise")),
            Option(code="local_state", label=Words(zh="地方国企", en="Local state-owned enterprise")),
            Option(code="private", label=Words(zh="民营", en="Private")),
            Option(code="foreign", label=Words(zh="三资", en="Foreign-funded (joint, cooperative or wholly)")),
        ),
    ),
    CascadeField(
        id="industry",
        type="cascade",
        mandatory=False,
        options_from="gbt4754",
        levels=INDUSTRY,
        label=Words(zh="所属行业", en="Industry"),
        help=Words(zh="《国民经济行业分类》（GB/T 4754-2017），选到中类。", en="GB/T 4754-2017, down to the group."),
    ),
    NumberField(
        id="headcount",
        type="integer",
        mandatory=False,
        least=1,
        unit=Words(zh="人", en="persons"),
        label=Words(zh="从业人员", en="Persons employed"),
    ),
    TextField(
        id="legal_name",
        type="text",
        limit=30,
        mandatory=False,
        confidentiality="personal",
        label=Words(zh="法定代表人姓名", en="Legal representative"),
    ),
    ContactField(
        id="legal_phone",
        type="phone",
        mandatory=False,
        label=Words(zh="法定代表人电话", en="Telephone of the representative"),
        example="0311-88000001",
    ),
    ContactField(
        id="phone", type="phone", mandatory=False, label=Words(zh="单位电话", en="Telephone"), example="0311-88000002"
    ),
    ContactField(
        id="fax",
        type="fax",
        mandatory=False,
        none_allowed=True,
        label=Words(zh="传真", en="Fax"),
        help=Words(zh="没有的填“无”。", en="无 if there is none."),
    ),
    TextField(
        id="introduction",
        type="longtext",
        limit=500,
        mandatory=False,
        label=Words(zh="单位简介", en="Introduction"),
        help=Words(zh="发展历程、主营业务、市场份额等。", en="History, main business, share of the market."),
    ),
)

KNOWN = (*BASIC, *PERSON, *FACTS)
NO_WORDS = Words(zh="", en="")
MOST_SAID = 60
Lists = Mapping[str, ListIndex]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of typed values: those that can be kept, by name, and what is wrong with them and with others."""

    values: Mapping[str, Json]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """This property will give the findings that stand against keeping anything."""
        return tuple(finding for finding in self.findings if finding.blocks)


def clean(fields: tuple[FormField, ...], typed: Mapping[str, str], lists: Lists) -> Cleaned:
    """This function will clean typed values as the forms of packs clean answers; a wrong one is not kept.

    Findings are at the id of their field. A credit code is looked at character by character (`credit_code.problems`).
    """
    values: dict[str, Json] = {}
    findings: list[Finding] = []
    for question in questions(fields, lists):
        kept, wrong = _look(question, typed.get(question.key, "").strip(), lists)
        findings += wrong
        if kept is not None and not any(finding.blocks for finding in wrong):
            values[question.key] = kept
    return Cleaned(values, tuple(findings))


def questions(fields: tuple[FormField, ...], lists: Lists) -> tuple[Question, ...]:
    """This function will lay out fields as questions."""
    section = Section(id="own", label=NO_WORDS, fields=fields)
    return plan_form(Form(id="own", label=NO_WORDS, sections=(section,)), (), lists).sections[0][1]


def changes(before: Mapping[str, Json], now: Mapping[str, Json]) -> list[dict[str, str]]:
    """This function will list what differs in the shape that events keep: name, both values cut to a line.

    Of what is personal it only says that it changed, for an event is never deleted.
    """
    personal = {one.id for one in KNOWN if one.confidentiality == "personal"}
    found = []
    for name in dict.fromkeys((*before, *now)):
        both = {"before": str(before.get(name) or ""), "now": str(now.get(name) or "")}
        if both["before"] != both["now"]:
            cut = {key: text if len(text) <= MOST_SAID else text[:MOST_SAID] + "…" for key, text in both.items()}
            found.append({"name": name} if name in personal else {"name": name, **cut})
    return found


def label(name: str) -> Words:
    """This function will name a field by its id; an unknown one is its own name."""
    return next((one.label for one in KNOWN if one.id == name), Words(zh=name, en=name))


def _look(question: Question, given: str, lists: Lists) -> tuple[Json, tuple[Finding, ...]]:
    asked = question.field
    if not given:
        return None, (_said(question, "field.required"),) if asked.mandatory else ()
    if isinstance(asked, TextField) and asked.code == "uscc":
        return credit_code.plain(given), credit_code.problems(given)
    kept, wrong = look(question, given)
    if isinstance(asked, CascadeField) and isinstance(kept, str):
        below = lists[asked.options_from].children.get(kept, ())
        if question.codes and question.codes.intersection(below):
            name = lists[asked.options_from].by_code[kept].name
            return None, (_said(question, "field.deeper", value=name.zh, value_en=name.en),)
    return kept, tuple(_said(question, one.code, **one.params) for one in wrong)


def _said(question: Question, code: str, **params: str) -> Finding:
    words = question.field.label
    named = {**params, "label": words.zh, "label_en": words.en}
    return Finding(code, Severity.BLOCK, where=question.key, path=question.key, params=named)
