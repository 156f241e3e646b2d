"""What editors hold pack files against accepts every file of this repository and refuses what authors get wrong."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from shifan import packs
from shifan.packs import schema, skeleton
from shifan.packs.nodes import read

FOLDERS = packs.folders(Path(__file__).resolve().parents[2] / "programmes")
VALIDATORS = {name: Draft202012Validator(body) for name, body in schema.schemas().items()}
NAMES = {"pack.yaml": "pack", "clauses.yaml": "clauses"}
PLACES = {"lists": "list", "documents": "document", "cases": "cases", "awards": "awards"}


def kind_of(path: Path, folder: Path) -> str:
    """Say which schema an author's editor uses for a file; complete applications have none."""
    if path.parent == folder:
        return NAMES.get(path.name, "form" if path.stem.startswith("form") else "part")
    return PLACES.get(path.parent.name, "")


def errors(kind: str, text: str) -> list[str]:
    root, problems = read(text.encode(), "a.yaml")
    return [*map(str, problems), *(error.message for error in VALIDATORS[kind].iter_errors(root.plain() or {}))]


def every_file() -> list[object]:
    found = [(path, kind_of(path, folder)) for folder in FOLDERS for path in sorted(folder.glob("**/*.yaml"))]
    return [
        pytest.param(path, kind, id=f"{path.parent.name}/{path.name}")
        for path, kind in found
        if kind and path.parent.name != "base"
    ]


def test_schemas_are_schemas():
    for body in schema.schemas().values():
        Draft202012Validator.check_schema(body)


@pytest.mark.parametrize(("path", "kind"), every_file())
def test_file_of_a_pack_is_accepted(path, kind):
    assert errors(kind, path.read_text("utf-8")) == []


@pytest.mark.parametrize(("path", "text"), sorted(skeleton.parts().items()))
def test_skeleton_names_the_schema_that_accepts_it(path, text):
    if path.endswith(".txt") or "/base/" in path:
        return
    kind = kind_of(Path("x") / path, Path("x"))

    assert text.startswith(f"# yaml-language-server: $schema={'../' * (path.count('/') + 1)}schema/{kind}.json\n")
    assert errors(kind, text) == []


PACK = skeleton.parts()["pack.yaml"]
FORM = skeleton.parts()["form.yaml"]
RULES = skeleton.parts()["rules.yaml"]
STAGES = skeleton.parts()["stages.yaml"]
CASES = skeleton.parts()["cases/main.yaml"]


@pytest.mark.parametrize(
    ("kind", "text", "old", "new"),
    [
        ("pack", PACK, "year: 2030", "yaer: 2030"),
        ("pack", PACK, "year: 2030", 'year: "2030"'),
        ("pack", PACK, 'version: "0.1.0"', "version: 0.1"),
        ("pack", PACK, 'version: "0.1.0"\n', ""),
        ("pack", PACK, "{use: regions,", "{use: rejions,"),
        ("pack", PACK, "level: 1", "level: 0"),
        ("form", FORM, "type: yes_no", "type: yesno"),
        ("form", FORM, "type: text, limit", "type: text, mandatory: no, limit"),
        ("form", FORM, "{id: mobile,", "{id: Mobile,"),
        ("form", FORM, "label: {zh: 手机, en: Mobile}", "label: 手机"),
        ("part", RULES, "severity: block", "severity: error"),
        ("part", RULES, "    holds: unit.legal_person\n", ""),
        ("part", RULES, "clause: [n-03]", "clause: n-03"),
        ("part", STAGES, "kind: recommend", "kind: reccomend"),
        ("part", STAGES, "limit: 5", "limit: 五"),
        ("cases", CASES, "expect: [legal_person unit.legal_person]", "expects: []"),
    ],
)
def test_typical_mistake_is_refused(kind, text, old, new):
    assert old in text
    assert errors(kind, text.replace(old, new, 1)) != []
