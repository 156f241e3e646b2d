"""Small packs for tests of the engine: one track with the fields, rules and lists that a test names."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from shifan.core import check as checks
from shifan.core import plan as plans
from shifan.core.answers import Flat
from shifan.core.check import Checked, Moment
from shifan.core.facts import Facts
from shifan.core.pack import Pack
from shifan.core.plan import Plan

TRACK = "main"
DAY = date(2030, 6, 1)
NOBODY = Facts()


def words(text: str) -> dict[str, str]:
    """Give the same words in both languages."""
    return {"zh": text, "en": text}


def element(id: str, type: str = "text", **more: object) -> dict[str, object]:
    """Give a field, or with type "" another element of a pack."""
    kind = {"type": type} if type else {}
    return {"id": id, "label": words(id), **kind, **more}


def rule(id: str, holds: str, **more: object) -> dict[str, object]:
    """Give a blocking rule."""
    return {"id": id, "label": words(id), "severity": "block", "holds": holds, "message": words(f"{id}!"), **more}


def code_list(id: str, *items: tuple[str, ...], levels: Sequence[str] = ()) -> dict[str, object]:
    """Give a list of (code, parent, level, tag …) whose names are 名 and the code."""
    entries = [
        {
            "code": item[0],
            "name": words(f"名{item[0]}"),
            "parent": "".join(item[1:2]),
            "level": "".join(item[2:3]),
            "tags": item[3:],
        }
        for item in items
    ]
    return {"id": id, "label": words(id), "levels": levels, "items": entries}


def pack_data(sections: Mapping[str, Sequence[Mapping[str, object]]], **more: object) -> dict[str, object]:
    """Give a whole pack as data: its sections by id, and whatever else a test names."""
    return {
        "id": "small",
        "version": "1",
        "year": 2030,
        "label": words("小"),
        "summary": words("小"),
        "notices": [{"title": words("通知"), "issuers": [words("示例部")]}],
        "tracks": [element(TRACK, "", form="form")],
        "forms": [
            element("form", "", sections=[element(name, "", fields=list(fields)) for name, fields in sections.items()])
        ],
        "stages": [element("fill", "", kind="fill")],
        **more,
    }


def pack_of(*fields: Mapping[str, object], **more: object) -> Pack:
    """Make a pack whose only section is `unit`."""
    return Pack.model_validate(pack_data({"unit": fields}, **more))


def plan_of(*fields: Mapping[str, object], **more: object) -> Plan:
    """Compile a pack whose only section is `unit`."""
    return plans.build(pack_of(*fields, **more))


def faults_of(*fields: Mapping[str, object], **more: object) -> list[str]:
    """Give the messages of all faults of a pack whose only section is `unit`."""
    return [fault.message for fault in plans.inspect(pack_of(*fields, **more))[1]]


def checked(plan: Plan, flat: Flat, at: Moment = "submit", facts: Facts = NOBODY) -> Checked:
    """Check answers on a day in 2030."""
    return checks.check(plan, TRACK, flat, at=at, facts=facts, today=DAY)


def found(plan: Plan, flat: Flat, at: Moment = "submit", facts: Facts = NOBODY) -> list[tuple[str, str]]:
    """Give rule and place of each finding."""
    return [(finding.rule, finding.where) for finding in checked(plan, flat, at, facts).findings]


PACK_YAML = """\
id: small
version: "1"
year: 2030
label: {zh: 小, en: Small}
summary: {zh: 小, en: Small}
notices:
  - {title: {zh: 通知, en: Notice}, issuers: [{zh: 示例部, en: Ministry}], clause: [c1]}
tracks:
  - {id: main, label: {zh: 方向, en: Track}, form: form}
stages:
  - {id: fill, kind: fill, label: {zh: 填报, en: Fill}, closes: 2030-05-01}
"""
FORM_YAML = """\
id: form
label: {zh: 表, en: Form}
sections:
  - id: unit
    label: {zh: 单位, en: Unit}
    fields:
      - {id: name, type: text, limit: 5, label: {zh: 名称, en: Name}, clause: [c2]}
      - {id: count, type: integer, label: {zh: 数量, en: Count}}
"""
RULES_YAML = """\
rules:
  - id: enough
    label: {zh: 足够, en: Enough}
    severity: block
    holds: unit.count > 2
    message: {zh: "只有 {count}。", en: "Only {count}."}
    values: {count: unit.count}
    clause: [c3]
"""
CLAUSES_YAML = """\
- {id: c1, line: 1, kind: a, how: auto, strength: hard, quote: 甲}
- {id: c2, line: 2, kind: a, how: auto, strength: hard, quote: 乙}
- {id: c3, line: 3, kind: a, how: auto, strength: hard, quote: 丙}
"""
FILES = {"pack.yaml": PACK_YAML, "form.yaml": FORM_YAML, "rules.yaml": RULES_YAML, "clauses.yaml": CLAUSES_YAML}


def write_pack(root: Path, name: str = "small", files: Mapping[str, str] = FILES, **changed: str) -> Path:
    """Write the files of a pack into a folder; `pack_yaml=…` replaces or adds pack.yaml."""
    folder = root / name
    for path, content in {**files, **{key.replace("_yaml", ".yaml"): text for key, text in changed.items()}}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    return folder
