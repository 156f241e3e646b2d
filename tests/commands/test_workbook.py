import json
from io import BytesIO

import pytest
from openpyxl import load_workbook

from shifan.cli import main
from tests.small import write_pack

ON = ("--on", "2030-04-01")


@pytest.fixture
def form(tmp_path, capsys):
    """Give the folder of a small pack and a workbook of it with one answer that is too small."""
    folder = write_pack(tmp_path)
    given = tmp_path / "application.yaml"
    given.write_text("answers: {unit: {name: 示例, count: 1}}\n", encoding="utf-8")
    out = tmp_path / "form.xlsx"
    words = ["workbook", str(folder), "--track", "main", "--out", str(out), "--from", str(given), *ON]

    code = main(words)

    assert (code, capsys.readouterr().out) == (0, f"{out}\n")
    return folder, out


def change(out, value):
    book = load_workbook(BytesIO(out.read_bytes()))
    next(row for row in book["1 单位"].iter_rows() if row[0].value == "unit.count")[3].value = value
    book.save(out)


def test_workbook_is_checked_like_an_application_file(form, capsys):
    folder, out = form

    code = main(["check", str(folder), str(out), "--json", *ON])

    findings = json.loads(capsys.readouterr().out)["findings"]
    assert (code, [(one["rule"], one["where"]) for one in findings]) == (1, [("enough", "unit.count")])


def test_workbook_that_was_mended_ends_with_0(form, capsys):
    folder, out = form
    change(out, 3)

    assert main(["check", str(folder), str(out), *ON]) == 0


def test_cell_that_cannot_be_read_is_named(form, capsys):
    folder, out = form
    change(out, "#REF!")

    code = main(["check", str(folder), str(out), *ON])

    assert code == 1
    assert "1 单位!D5: 单元格显示错误值 #REF!。" in capsys.readouterr().out


def test_workbook_without_answers_is_an_empty_form(form, tmp_path, capsys):
    folder, _ = form
    out = tmp_path / "empty.xlsx"
    main(["workbook", str(folder), "--track", "main", "--out", str(out), *ON])
    capsys.readouterr()

    code = main(["check", str(folder), str(out), "--json", *ON])

    findings = json.loads(capsys.readouterr().out)["findings"]
    assert (code, {one["where"] for one in findings if one["rule"] == "field.required"}) == (
        1,
        {"unit.name", "unit.count"},
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--track", "elsewhere"), "there is no track"),
        ((), "not to “other”"),
    ],
)
def test_workbook_of_something_else_ends_with_2(form, tmp_path, capsys, words: tuple[str, ...], said: str):
    folder, out = form
    if not words:
        pack = (folder / "pack.yaml").read_text(encoding="utf-8").replace("id: small", "id: other")
        folder = write_pack(tmp_path, "other", pack_yaml=pack)

    code = main(["check", str(folder), str(out), *words, *ON])

    assert code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("form.xlsx", b"no workbook", "no XLSX file"),
        ("form.yaml", b"answers: {}", "which track it applies for is not said"),
        ("form", b"PK", "no XLSX file"),
    ],
)
def test_file_that_is_none_ends_with_2(form, tmp_path, capsys, name: str, content: bytes, said: str):
    folder, _ = form
    path = tmp_path / name
    path.write_bytes(content)

    code = main(["check", str(folder), str(path), *ON])

    assert code == 2
    assert said in capsys.readouterr().err
