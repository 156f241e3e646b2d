"""Papers of desks from files: one for each kind, and clear words where something is missing."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from shifan.cli import main
from tests.packs.shipped import FOLDERS

FOLDER = next(folder for folder in FOLDERS if folder.name.startswith("tianjin"))
APPLICATION = FOLDER / "cases" / "base" / "complete.yaml"
SCORES = "{strength: '80', content: '81', exemplary: '82', indicators: '83', preference: '84'}"
DEED = f"""\
issuer: 示例局
number: N-7
change_request: {{places: [project, funds.items], reason: 请补充。, due: 2020-06-10 23:59}}
review: {{expert: 示例专家, scores: {SCORES}, opinion: 该项目技术水平先进，推广价值明显，建议予以支持。}}
ending: {{outcome: turned_away, stage: completeness, reason: 材料不齐, failed: {{parent_conditions: 缺申请书}}}}
selection: {{outcome: selected, list: 示例名单}}
notice: {{opens: 2020-07-01, closes: 2020-07-08}}
"""


def render(folder: Path, document: str, deed: str | None = DEED, *more: str) -> int:
    arguments = ["--track", "demonstration", "--document", document, "--on", "2020-05-20"]
    if deed is not None:
        (folder / "deed.yaml").write_text(deed, "utf-8")
        arguments += ["--deed", str(folder / "deed.yaml")]
    return main(["render", str(FOLDER), str(APPLICATION), *arguments, "--out", str(folder / "out.pdf"), *more])


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("change_notice", ["请补充。", "N-7", "2020-06-1023:59", "示例局2020年5月20日"]),
        ("review_sheet", ["示例专家", "建议予以支持", "81"]),
        ("ending_turned_away", ["理由：材料不齐", "缺申请书", "符合通知正文", "草稿"]),
        ("result_selected", ["已列入示例名单"]),
        ("proposed_list", ["2020年7月1日至2020年7月8日", "示例局"]),
        ("subsidy_table", ["补助合计200万元", "草稿"]),
        ("joint_letter", ["天津市工业和信息化局："]),
    ],
)
def test_each_kind_of_paper_is_made_from_files(tmp_path: Path, document: str, says: list[str]) -> None:
    assert render(tmp_path, document) == 0

    text = "".join("".join(page.extract_text() for page in PdfReader(tmp_path / "out.pdf").pages).split())
    assert [words for words in says if words not in text] == []


@pytest.mark.parametrize(
    ("document", "deed", "says"),
    [
        ("change_notice", None, "name a file with it: --deed FILE"),
        ("review_sheet", "issuer: 示例局\n", "it says nothing of a review"),
        ("proposed_list", "issuer: 示例局\n", "it says nothing of a notice"),
        ("change_notice", DEED.replace("funds.items", "funds.nothing"), "no section or field “funds.nothing”"),
        ("review_sheet", DEED.replace("'80'", "'180'"), "deed.yaml"),
        ("review_sheet", DEED.replace("issuer", "isuer"), "deed.yaml:1"),
        ("ending_turned_away", DEED.replace("stage: completeness", "stage: nowhere"), "no stage “nowhere”"),
        ("ending_turned_away", DEED.replace("parent_conditions", "perhaps"), "has no line “perhaps”"),
        ("nothing", DEED, "there is no document “nothing”"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, capsys, document: str, deed: str | None, says: str) -> None:
    assert render(tmp_path, document, deed) == 2

    assert says in capsys.readouterr().err
