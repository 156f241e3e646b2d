import json

import pytest

from shifan.cli import main
from shifan.models import PastAward
from tests.small import PACK_YAML, write_pack

pytestmark = pytest.mark.django_db
BAR = """\
past_awards:
  - id: again
    severity: block
    awards: [some_list]
    label: {zh: 不再重复, en: Not again}
    message: {zh: 已入选。, en: On the list.}
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Give a function that imports a file given as text: exit code, what was printed, what was complained of."""
    write_pack(tmp_path / "programmes", pack_yaml=PACK_YAML + BAR)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    def call(text: str, *words: str) -> tuple[int, str, str]:
        (tmp_path / "list.csv").write_text(text, encoding="utf-8")
        code = main(["awards", "import", "list.csv", *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_list_is_entered_and_told(run):
    words = ("--award", "some_list", "--year", "2021")

    assert run("单位名称\n示例甲\n示例乙\n", *words) == (0, "新增 2 条，补充 0 条，已有 0 条\n", "")
    code, out, _ = run("单位名称\n示例甲\n", *words, "--json")
    assert (code, json.loads(out)) == (0, {"file": "list.csv", "added": 0, "completed": 0, "known": 1, "notes": []})


def test_list_that_no_pack_asks_about_is_entered_with_a_note(run):
    code, _, err = run("单位名称,年度\n示例甲,2020\n", "--award", "some_lits")

    assert (code, err) == (0, "list.csv: 没有申报方案用到名单“some_lits”（did you mean “some_list”?）\n")


def test_list_with_a_mistake_is_not_entered_at_all(run):
    code, out, err = run("单位名称,年度\n示例甲,2020\n示例乙,去年\n", "--award", "some_list")

    assert (code, out, err) == (2, "", "list.csv: 第 3 行“年度”不是年份：“去年”。\n")
    assert PastAward.objects.count() == 0


def test_file_that_is_not_there_ends_with_2(run, capsys):
    assert main(["awards", "import", "nothing.csv"]) == 2
    assert capsys.readouterr().err == "shifan awards: nothing.csv: No such file or directory\n"
