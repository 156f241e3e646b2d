import pytest

from shifan import packs
from shifan.core import plan
from shifan.core.pack import PackError
from shifan.packs import cases
from tests.small import FORM_YAML, write_pack

BASE = "unit: {name: 示例, count: 3}\n"
HEAD = "base: whole\ntrack: main\non: 2030-04-01\ncases:\n"
ROWS = """\
      - id: rows
        type: repeat
        least: 1
        label: {zh: 行, en: Rows}
        fields: [{id: x, type: text, label: {zh: 格, en: X}}]
"""
FEW = "change: {unit.count: 1}"


def run(tmp_path, case: str, base: str = BASE, form: str = FORM_YAML) -> dict[str, tuple[str, ...]]:
    changed = {"form_yaml": form, "cases/base/whole_yaml": base, "cases/all_yaml": HEAD + case}
    folder = write_pack(tmp_path, **changed)
    return {result.id: result.wrong for result in cases.run(folder, plan.build(packs.load(folder)))}


@pytest.mark.parametrize(
    "case",
    [
        "  - {id: a, change: {unit.count: 1}, expect: [enough]}",
        "  - {id: a, change: {unit.count: 1}, expect: [enough unit.count]}",
        "  - {id: a, change: {unit.count: 1}, expect: {block: [enough]}}",
        "  - {id: a, change: {unit.count: 4}}",
        "  - {id: a, change: {unit.count: 4}, not: [enough]}",
        "  - {id: a, change: {unit.count: null}, expect: [field.required unit.count, rule.undetermined]}",
        "  - {id: a, change: {unit.count: null}, at: save, expect: {undetermined: [enough]}}",
        "  - {id: a, change: {unit.name: 一二三四五六}, expect: [field.limit]}",
        "  - {id: a, change: {unit.name: [x]}, expect: [field.shape unit.name]}",
        "  - {id: a, change: {unit: {name: 甲}}, expect: [field.required unit.count]}",
    ],
)
def test_case_is_as_expected(tmp_path, case):
    assert run(tmp_path, case + "\n") == {"all:base": (), "all:a": ()}


@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        ("{id: a, change: {unit.count: 4}, expect: [enough]}", "enough is expected; new: nothing"),
        (f"{{id: a, {FEW}}}", "nothing new is expected; new: enough unit.count"),
        (f"{{id: a, {FEW}, expect: {{warn: [enough]}}}}", "enough is expected as warn; new: enough unit.count"),
        (f"{{id: a, {FEW}, expect: [enough unit.name]}}", "enough unit.name is expected; new: enough unit.count"),
        (f"{{id: a, {FEW}, expect: [enough], not: [enough]}}", "enough should be silent; found enough unit.count"),
        ("{id: a, expect: {undetermined: [enough]}}", "enough should be undetermined; undetermined: none"),
        ("{id: a, not: [enuogh]}", "there is no rule “enuogh”"),
        ("{id: a, change: {'unit.name[3].x': 1}, expect: [enough]}", "nothing can be put at unit.name[3].x"),
        ("{id: base}", "the id “base” stands in this file twice"),
    ],
)  # fmt: skip
def test_case_that_brings_something_else_says_what(tmp_path, case, wrong):
    assert wrong in [line for lines in run(tmp_path, f"  - {case}\n").values() for line in lines]


def test_base_without_blocking_findings_is_asked_for(tmp_path):
    assert run(tmp_path, "  []\n", base="unit: {count: 1}\n") == {
        "all:base": ("the base has field.required unit.name", "the base has enough unit.count")
    }


@pytest.mark.parametrize(
    ("change", "expect"),
    [
        ("{'unit.rows[0].x': null}", "[field.required unit.rows[0].x]"),
        ("{'unit.rows[1].x': b}", "[]"),
        ("{'unit.rows[1]': {}}", "[field.required unit.rows[1].x]"),
        ("{'unit.rows[0]': null}", "[rows.least]"),
        ("{unit.rows: [{x: a}, {x: b}]}", "[]"),
    ],
)
def test_rows_are_changed_by_number(tmp_path, change, expect):
    expect = expect.replace("[field.required unit.rows", "['field.required unit.rows").replace(".x]", ".x']")

    wrong = run(
        tmp_path,
        f"  - {{id: a, change: {change}, expect: {expect}}}\n",
        BASE.replace("3}", "3, rows: [{x: a}]}"),
        FORM_YAML + ROWS,
    )

    assert wrong == {"all:base": (), "all:a": ()}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("base: nothing\ntrack: main\non: 2030-01-01\n", "all.yaml:1:7: there is no cases/base/nothing.yaml"),
        ("base: whole\ntrack: other\non: 2030-01-01\n", "all.yaml:2:8: there is no track “other”"),
        ("base: whole\ntrack: main\n", "all.yaml:1:1: “on” is missing"),
        (HEAD + "  - {id: a, chagne: {}}\n", "all.yaml:5:13: “chagne” is not known here (did you mean “change”?)"),
        (HEAD + "  - {id: a, not: x}\n", "all.yaml:5:18: “not” holds a list"),
        ("base: [\n", "all.yaml:2:1: not YAML"),
    ],
)
def test_case_file_with_a_mistake_is_refused(tmp_path, text, message):
    folder = write_pack(tmp_path, **{"cases/base/whole_yaml": BASE, "cases/all_yaml": text})

    with pytest.raises(PackError) as error:
        list(cases.run(folder, plan.build(packs.load(folder))))

    assert str(error.value).startswith(f"small/cases/{message}")


def test_rule_is_tested_when_a_case_expects_it_and_another_lets_it_hold(tmp_path):
    pack = packs.load(write_pack(tmp_path))

    def untested(case):
        folder = write_pack(tmp_path, **{"cases/base/whole_yaml": BASE, "cases/all_yaml": HEAD + case})
        return cases.untested(pack, None, cases.run(folder, plan.build(pack)))

    assert cases.untested(pack, None, ()) == ("no case lets “enough” fail", "“enough” holds in no case")
    assert untested("  []\n") == ("no case lets “enough” fail",)
    assert untested("  - {id: a, change: {unit.count: 1}, expect: [enough]}\n") == ()
    assert cases.untested(pack, pack, ()) == ()
