import json

import pytest

from shifan import packs
from shifan.cli import main
from tests.small import FORM_YAML, write_pack

ROWS = """\
      - id: rows
        type: repeat
        mandatory: false
        label: {zh: 行, en: Rows}
        fields: [{id: x, type: text, label: {zh: 格, en: X}}]
"""
ON = ("--track", "main", "--on", "2030-04-01")


@pytest.fixture
def check(tmp_path, capsys):
    """Give a function that checks an application given as text: exit code, what was printed, what was complained of."""
    folder = write_pack(tmp_path, form_yaml=FORM_YAML + ROWS)

    def run(application: str | bytes, *words: str) -> tuple[int, str, str]:
        path = tmp_path / "application.yaml"
        path.write_bytes(application.encode() if isinstance(application, str) else application)
        code = main(["check", str(folder), str(path), *ON, *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_application_without_findings_ends_with_0(check, tmp_path):
    code, out, err = check("answers: {unit: {name: 示例, count: 3}}\n", "--json")

    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "pack": "small",
        "digest": packs.load(tmp_path / "small").digest,
        "findings": [],
        "undetermined": [],
    }


def test_blocking_finding_ends_with_1(check):
    code, out, _ = check("answers: {unit.name: 示例, unit.count: 1}\n", "--json")

    assert code == 1
    assert json.loads(out)["findings"] == [
        {
            "rule": "enough",
            "severity": "block",
            "where": "unit.count",
            "clause": ["c3"],
            "message": {"zh": "只有 1。", "en": "Only 1."},
        }
    ]


def test_findings_are_printed_for_people(check):
    code, out, err = check("unit: {name: 示例}\n")

    assert code == 1
    assert out.splitlines() == [
        "✗ unit.count: “数量”尚未填写。",
        "✗ unit.count: 规则“足够”所需的内容尚未填写：数量。 [c3]",
        "2 findings, 2 blocking",
    ]
    assert err == "undetermined: enough\n"


def test_saving_is_never_stopped(check):
    assert check("unit: {count: 1}\n", "--at", "save")[0] == 0


def test_json_is_read_too(check):
    assert check('{"answers": {"unit": {"name": "示例", "count": 3}}, "applicant": {"name": "示例"}}')[0] == 0


@pytest.mark.parametrize(
    ("application", "rule", "where"),
    [
        ("unit: {nmae: x}\n", "answer.unknown", "unit.nmae"),
        ("unti: {}\n", "answer.unknown", "unti"),
        ("unit: {name: {a: b}}\n", "field.shape", "unit.name"),
        ("unit: [1]\n", "answer.unknown", "unit"),
        ("unit: {name: 示例, count: 三}\n", "field.number", "unit.count"),
        ("unit: {rows: [" + "{x: a}, " * 10_000 + "]}\n", "answer.large", "unit.rows"),
        ("unit: {name: " + "字" * 1_000_000 + "}\n", "answer.large", "unit.name"),
        ("unit: {name: '<script>alert(1)</script>'}\n", "field.limit", "unit.name"),
        ("unit: {__proto__: 1, name: '{{ 7 * 7 }}'}\n", "answer.unknown", "unit.__proto__"),
    ],
)
def test_answer_that_the_form_does_not_take_is_a_finding(check, application, rule, where):
    code, out, _ = check(application, "--json")

    found = [(finding["rule"], finding["where"]) for finding in json.loads(out)["findings"]]
    assert code == 1
    assert (rule, where) in found


@pytest.mark.parametrize(
    ("application", "message"),
    [
        ("unit: {name: [\n", "application.yaml:2:1: not YAML"),
        ("unit:\n\tname: 1\n", "application.yaml:2:1: not YAML"),
        ("a: 1\na: 2\n", "application.yaml:2:1: the key “a” stands here twice"),
        ("- a\n", "application.yaml:1:1: keys and values are expected here, not “[…]”"),
        ("answers: 3\n", "application.yaml:1:10: “answers” holds keys and values"),
        ("answers: {}\nwho: 1\n", "application.yaml:2:1: “who” is not known here"),
        (b"\xff\xfe\x00", "application.yaml:1:1: the file is not UTF-8"),
        (
            b"unit: {name: " + b"x" * 20_000_000 + b"}",
            "application.yaml:1:1: the file has 20000014 bytes",
        ),
        ("", "application.yaml:1:1: keys and values are expected here, not “nothing”"),
    ],
)
def test_file_that_cannot_be_used_ends_with_2_and_its_place(check, application, message):
    code, out, err = check(application, "--json")

    assert (code, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--track", "other"), "there is no track “other” (known: main)"),
        (("--on", "2030-02-30"), "“2030-02-30” is not a date such as 2022-10-20"),
        (("--at", "once"), "invalid choice: 'once'"),
    ],
)
def test_wrong_option_ends_with_2(check, words, message):
    code, out, err = check("unit: {}\n", *words)

    assert (code, out) == (2, "")
    assert message in err


def test_file_that_is_not_there_ends_with_2(tmp_path, capsys):
    folder = write_pack(tmp_path)

    assert main(["check", str(folder), str(tmp_path / "none.yaml"), *ON]) == 2
    assert "none.yaml:1:1: the file cannot be read: No such file or directory" in capsys.readouterr().err


def test_thousand_rows_are_looked_at(check):
    rows = "".join(f"    - {{x: 第{number}行}}\n" for number in range(1000))

    code, out, _ = check(f"unit:\n  name: 示例\n  count: 3\n  rows:\n{rows}", "--json")

    assert code == 1
    assert [finding["rule"] for finding in json.loads(out)["findings"]] == ["rows.most"]


BAR = """\
past_awards:
  - {id: again, severity: block, awards: [some_list], label: {zh: 再, en: Again}, message: {zh: 已入选。, en: Listed.}}
"""
ANSWERS = "answers: {unit: {name: 示例, count: 3}}\n"


def rules_found(out: str) -> list[str]:
    return [finding["rule"] for finding in json.loads(out)["findings"]]


def test_facts_and_awards_come_from_files(check, tmp_path):
    write_pack(tmp_path, form_yaml=FORM_YAML + ROWS, more_yaml=BAR)
    (tmp_path / "organisation.yaml").write_text("name: 示例单位\nawards: [{award: some_list, year: 2020}]\n", "utf-8")
    (tmp_path / "awards.csv").write_text("单位,年度,奖项\n示例单位,2020,some_list\n别的,2020,some_list\n", "utf-8")
    organisation = ("--organisation", str(tmp_path / "organisation.yaml"))
    awards = ("--awards", str(tmp_path / "awards.csv"))

    assert rules_found(check(ANSWERS, "--json")[1]) == []
    assert rules_found(check(ANSWERS, "--json", *organisation)[1]) == ["again"]
    assert rules_found(check(ANSWERS, "--json", *organisation, *awards)[1]) == ["again", "again"]
    assert rules_found(check(ANSWERS + "applicant: {name: 别人}\n", "--json", *awards)[1]) == []
    assert (
        check(ANSWERS, *awards)[2]
        .splitlines()[0]
        .endswith(
            "whose earlier awards to look for is not said (give applicant: {name: …, uscc: …}, or --organisation)"
        )
    )


def test_list_of_awards_with_a_mistake_is_refused(check, tmp_path):
    path = tmp_path / "awards.csv"
    path.write_text("单位,年度,奖项\n示例单位,去年,some_list\n", "utf-8")

    code, _, err = check(ANSWERS + "applicant: {name: 示例单位}\n", "--awards", str(path))

    assert (code, err) == (2, f"{path}:2:1: Line 2: “year” is no year: “去年”.\n")
