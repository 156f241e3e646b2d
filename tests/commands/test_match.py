import json

import pytest

from shifan.cli import main
from tests.small import FORM_YAML, write_pack

FORM = FORM_YAML.replace("{id: count, type: integer,", "{id: count, type: integer, profile: organisation.headcount,")
ORGANISATION = "name: 示例\nprofile: {headcount: 1}\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Give a function that matches an organisation given as text: exit code, output, complaints."""
    write_pack(tmp_path / "programmes", form_yaml=FORM)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    def call(text: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "organisation.yaml").write_text(text, encoding="utf-8")
        code = main(["match", "organisation.yaml", "--on", "2030-04-01", *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_organisation_that_may_not_apply_reads_the_sentence(run):
    code, out, _ = run(ORGANISATION)

    assert code == 0
    assert out.splitlines() == [
        "小（申报截止 2030-05-01）",
        "  ✗ 方向: 不可申报",
        "      ✗ 只有 1。  [enough]",
        "          c3 丙",
    ]


def test_match_is_one_json_document(run):
    code, out, _ = run("name: 示例\n", "--json")

    assert code == 0
    assert json.loads(out)["programmes"] == [
        {
            "pack": "small",
            "label": {"zh": "小", "en": "Small"},
            "window": {"opens": None, "closes": "2030-05-01", "open": True},
            "tracks": [
                {
                    "track": "main",
                    "label": {"zh": "方向", "en": "Track"},
                    "verdict": "undetermined",
                    "against": [],
                    "remarks": [],
                    "open": [
                        {
                            "rule": "enough",
                            "label": {"zh": "足够", "en": "Enough"},
                            "clause": [{"id": "c3", "quote": "丙"}],
                            "answers": [{"path": "unit.count", "label": {"zh": "数量", "en": "Count"}}],
                        }
                    ],
                }
            ],
        }
    ]


def test_answer_for_one_pack_decides(run):
    assert "可以申报" in run("name: 示例\nanswers: {small: {unit.count: 4}}\n", "--pack", "small")[1]
    assert "尚不能确定" in run("name: 示例\nanswers: {other: {unit.count: 4}}\n")[1]


def test_organisation_file_with_a_mistake_is_refused(run):
    assert run("nam: 示例\n")[::2] == (2, "organisation.yaml:1:1: “nam” is not known here (did you mean “name”?)\n")
    assert main(["match", "nothing.yaml"]) == 2


def test_broken_pack_does_not_keep_the_others_from_being_matched(run, tmp_path):
    write_pack(tmp_path / "programmes", "broken", pack_yaml="id: [\n")

    code, out, err = run(ORGANISATION)

    assert code == 2
    assert out.startswith("小")
    assert err.startswith("broken/pack.yaml:2:1: not YAML")
