from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from shifan.cli import main
from shifan.core import digest
from tests import word
from tests.paper import doc, image, png

PACK = """\
id: small
version: "1"
year: 2022
label: {zh: 示例行动, en: Example}
summary: {zh: 示例, en: Example}
notices: []
tracks: [{id: scenario, label: {zh: 场景, en: Scenario}, form: form, title: unit.title}]
stages: [{id: fill, kind: fill, label: {zh: 填报, en: Fill in}, closes: 2022-10-25}]
"""
FORM = """\
forms:
  - id: form
    label: {zh: 申报书, en: Form}
    sections:
      - id: unit
        label: {zh: 单位, en: Applicant}
        fields:
          - {id: name, type: text, label: {zh: 企业名称, en: Name}, profile: organisation.name}
          - {id: title, type: text, label: {zh: 项目名称, en: Title}}
          - id: size
            type: computed
            label: {zh: 规模, en: Size}
            value: '"large"'
            options: [{code: large, label: {zh: 大型, en: Large}}]
          - {id: plan, type: rich, label: {zh: 计划, en: Plan}}
"""
DOCUMENT = """\
id: application_form
label: {zh: 申报书, en: Form}
of: submission
track: scenario
cover:
  title: {zh: 申报书, en: Form}
  lines:
    - {label: {zh: 项目名称, en: Title}, fact: title}
    - {label: {zh: 申报单位, en: Applicant}, fact: applicant}
    - {label: {zh: 推荐单位, en: Recommended by}, fact: recommender}
    - {label: {zh: 申报日期, en: Date}, fact: date}
parts:
  - {part: heading, level: 1, text: {zh: 基本信息, en: Basics}}
  - {part: grid, widths: [1, 2], rows: [[{head: true, text: {zh: 规模, en: Size}}, {field: unit.size, tick: true}]]}
  - {part: field, field: unit.plan}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    (folder / "documents").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "form.yaml").write_text(FORM, "utf-8")
    (folder / "documents" / "form.yaml").write_text(DOCUMENT, "utf-8")
    return folder


@pytest.fixture
def application(tmp_path: Path) -> Path:
    plan = doc(image(digest.sha256(png()), caption="图1"))
    file = tmp_path / "application.json"
    unit = {"name": "示例公司", "title": "示例项目\U0001fae0", "plan": plan}
    file.write_text(json.dumps({"answers": {"unit": unit}}, ensure_ascii=False), "utf-8")
    return file


def render(pack: Path, application: Path, out: Path, *more: str) -> int:
    basis = ["render", str(pack), str(application), "--track", "scenario", "--out", str(out), "--on", "2022-10-20"]
    return main([*basis, *more])


def test_application_is_written_as_pdf(
    pack: Path, application: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "any name.png").write_bytes(png())
    out = tmp_path / "out.pdf"

    code = render(pack, application, out, "--pictures", str(pictures), "--recommender", "示例市工信局", "--json")

    cover, body = (page.extract_text().replace(" ", "") for page in PdfReader(out).pages)
    said = capsys.readouterr()
    assert code == 0
    for words in ("示例项目", "申报单位\n示例公司", "推荐单位\n示例市工信局", "2022年10月20日", "预览稿，尚未提交"):
        assert words.replace("\n", "") in cover.replace("\n", "")
    assert "☑大型" in body
    assert "图1" in body
    assert json.loads(said.out)["missing_characters"] == ["\U0001fae0"]
    assert "no font has the character" in said.err


def test_application_is_written_as_sheet_and_page(pack: Path, application: Path, tmp_path: Path) -> None:
    assert render(pack, application, tmp_path / "out.xlsx", "--format", "xlsx") == 0
    assert render(pack, application, tmp_path / "out.html", "--format", "html") == 0

    assert load_workbook(tmp_path / "out.xlsx").active["B2"].value == "☑大型"
    assert "<td>☑大型</td>" in (tmp_path / "out.html").read_text("utf-8")


def test_application_is_written_as_word_file(pack: Path, application: Path, tmp_path: Path) -> None:
    assert render(pack, application, tmp_path / "out.docx", "--format", "docx") == 0

    assert any("示例" in line for line in word.read((tmp_path / "out.docx").read_bytes()).lines())


def test_same_day_gives_the_same_file(pack: Path, application: Path, tmp_path: Path) -> None:
    render(pack, application, tmp_path / "one.pdf")
    render(pack, application, tmp_path / "two.pdf")

    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--document", "letter"], "there is no document “letter”"),
        (["--track", "factory"], "there is no track “factory”"),
        (["--on", "yesterday"], "is not a date"),
        (["--format", "rtf"], "invalid choice"),
    ],
)
def test_wrong_command_says_what_is_wrong(
    pack: Path, application: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    assert render(pack, application, tmp_path / "out.pdf", *more) == 2

    assert said in capsys.readouterr().err


def test_place_that_cannot_be_written_is_named(
    pack: Path, application: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(pack, application, tmp_path / "no" / "out.pdf") == 2

    assert "out.pdf" in capsys.readouterr().err
