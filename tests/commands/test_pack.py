import json

import pytest

from shifan import packs
from shifan.cli import main
from tests.small import CLAUSES_YAML, PACK_YAML, RULES_YAML, write_pack

CASES = {
    "cases/base/whole_yaml": "unit: {name: 示例, count: 3}\n",
    "cases/all_yaml": "base: whole\ntrack: main\non: 2030-04-01\n"
    "cases: [{id: few, change: {unit.count: 1}, expect: [enough]}]\n",
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with programmes/small in it, as the place the command is called from."""
    write_pack(tmp_path / "programmes", **CASES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(capsys) -> tuple[object, str]:
    captured = capsys.readouterr()
    return json.loads(captured.out), captured.err


def test_packs_are_listed(here, capsys):
    write_pack(here / "programmes", "broken", pack_yaml="id: [\n")

    assert main(["pack", "list", "--json"]) == 2
    listed, errors = shown(capsys)
    assert listed == {
        "packs": [{"pack": "small", "version": "1", "year": 2030, "label": {"zh": "小", "en": "Small"}}],
        "broken": ["broken"],
    }
    assert errors.startswith("broken/pack.yaml:2:1: not YAML")


def test_pack_without_mistakes_passes(here, capsys):
    assert main(["pack", "check", "small"]) == 0
    assert capsys.readouterr().out == "1 packs, no mistakes\n"


def test_mistakes_are_printed_one_a_line_and_end_with_2(here, capsys):
    folder = write_pack(here, "bad", rules_yaml=RULES_YAML.replace("count > 2", "cuont > 2").replace("[c3]", "[c9]"))

    assert main(["pack", "check", str(folder), "small"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "bad/rules.yaml:5:12: there is no answer or fact “unit.cuont” (did you mean “count”?)",
        "bad/rules.yaml:8:14: there is no clause “c9” (known: c1, c2, c3)",
    ]


def test_mistakes_as_json_are_one_document(here, capsys):
    folder = write_pack(here, "bad", rules_yaml=RULES_YAML.replace("[c3]", "[c9]"))

    assert main(["pack", "check", str(folder), "--json"]) == 2
    found, _ = shown(capsys)
    assert found == {
        "packs": ["bad"],
        "problems": [
            {
                "file": "bad/rules.yaml",
                "line": 8,
                "column": 14,
                "message": "there is no clause “c9”",
                "hint": "known: c1, c2, c3",
            }
        ],
        "notes": [],
    }


def test_notes_fail_nothing(here, capsys):
    more = CLAUSES_YAML + "- {id: c4, line: 4, kind: a, how: auto, strength: hard, quote: 丁}\n"
    folder = write_pack(here, "bare", clauses_yaml=more)

    assert main(["pack", "check", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "note: bare/clauses.yaml:4:8: nothing cites the clause “c4”",
        "1 packs, no mistakes, 1 notes",
    ]
    assert main(["pack", "check", str(folder), "--json"]) == 0
    assert [note["line"] for note in shown(capsys)[0]["notes"]] == [4]


def test_cases_are_run(here, capsys):
    assert main(["pack", "test", "small", "--json"]) == 0
    found, _ = shown(capsys)
    assert found == {
        "pack": "small",
        "cases": [{"id": "all:base", "ok": True, "wrong": []}, {"id": "all:few", "ok": True, "wrong": []}],
        "untested": [],
    }


def test_case_that_fails_ends_with_1_and_its_place(here, capsys):
    folder = write_pack(
        here, "bad", **CASES | {"cases/all_yaml": CASES["cases/all_yaml"].replace("count: 1", "count: 5")}
    )

    assert main(["pack", "test", str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "bad/cases/all.yaml:4: all:few: enough is expected; new: nothing",
        "small: no case lets “enough” fail",
        "small: 1 of 2 cases as expected",
    ]


def test_coverage_has_the_shape_of_the_design(here, capsys):
    assert main(["pack", "coverage", "small", "--json"]) == 0
    found, _ = shown(capsys)
    assert found == {
        "pack": "small",
        "clauses": 3,
        "executed": 3,
        "by": {"notice": 1, "field": 1, "rule": 1},
        "missing": [],
        "unknown": [],
        "idle": {},
        "how": {
            "c1": [{"kind": "notice", "id": ""}],
            "c2": [{"kind": "field", "id": "name"}],
            "c3": [{"kind": "rule", "id": "enough"}],
        },
    }


def test_clause_that_nothing_carries_out_ends_with_1(here, capsys):
    more = CLAUSES_YAML + "- {id: c4, line: 4, kind: a, how: auto, strength: hard, quote: 丁}\n"
    folder = write_pack(here, "bare", clauses_yaml=more)

    assert main(["pack", "coverage", str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "small: 2 of 4 clauses are carried out",
        "  c3  “enough” has no passing and failing case: 丙",
        "  c4  nothing cites it: 丁",
    ]


def test_all_packs_are_a_list_and_a_broken_one_does_not_hide_the_others(here, capsys):
    write_pack(here / "programmes", "broken", pack_yaml=PACK_YAML.replace("kind: fill", "kind: fil"))

    assert main(["pack", "coverage", "--all", "--json"]) == 2
    found, errors = shown(capsys)
    assert [item["pack"] for item in found] == ["small"]
    assert errors.startswith("broken/pack.yaml:11:22: “fil” is not allowed")


def test_outline_names_tracks_stages_and_fields(here, capsys):
    assert main(["pack", "show", "small", "--json"]) == 0
    found, _ = shown(capsys)
    assert found["digest"] == packs.load(here / "programmes" / "small").digest
    assert found["stages"] == [
        {"id": "fill", "kind": "fill", "label": {"zh": "填报", "en": "Fill"}, "dates": "– 2030-05-01", "bodies": []}
    ]

    assert main(["pack", "show", "small"]) == 0
    assert "  main         方向: 1 sections, 2 fields, 1 rules" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["pack", "check", "nothing"], "nothing:1:1: there is no such pack (known: small)"),
        (["pack", "what"], "invalid choice"),
        (["pack"], "required"),
        (["nothing"], "there is no command “nothing”"),
    ],
)
def test_wrong_command_ends_with_2(here, capsys, words, message):
    assert main(words) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_help_and_version_end_with_0(capsys):
    assert main(["--help"]) == 0
    assert main(["--version"]) == 0
    assert main(["pack", "check", "--help"]) == 0
    assert main([]) == 2
    assert "shifan COMMAND" in capsys.readouterr().out
