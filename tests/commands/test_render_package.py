"""Packages, discs, tables and print sheets from application files alone."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from shifan.cli import main
from shifan.core import digest
from shifan.render.disc import read_iso
from tests.make import ANSWERS, EXAMPLE, TRACK

PROOF = b"%PDF-1.7 proof"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for name in ("示例甲公司", "示例乙公司"):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"answers": ANSWERS | {"unit.name": name}}, ensure_ascii=False), "utf-8")
        made.append(path)
    return made


def render(files: list[Path], out: Path, *more: str) -> int:
    named = [str(file) for file in files]
    return main(["render", str(EXAMPLE), *named, "--track", TRACK, "--out", str(out), "--on", "2030-03-15", *more])


def test_several_applications_make_a_table_in_their_order(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "table.xlsx"

    assert render(files, out, "--document", "summary_table", "--format", "xlsx", "--recommender", "示例市") == 0

    said = [cell for row in load_workbook(out).active.iter_rows(values_only=True) for cell in row if cell is not None]
    assert [word for word in said if word in ("示例甲公司", "示例乙公司")] == ["示例甲公司", "示例乙公司"]


def test_one_application_makes_a_package_that_proves_itself(files: list[Path], tmp_path: Path, capsys) -> None:
    proofs = tmp_path / "proofs"
    proofs.mkdir()
    (proofs / "审计.pdf").write_bytes(PROOF)
    given = json.loads(files[0].read_text("utf-8"))
    given["answers"]["files.others"] = [{"digest": digest.sha256(PROOF), "name": "审计.pdf", "size": len(PROOF)}]
    files[0].write_text(json.dumps(given, ensure_ascii=False), "utf-8")
    out = tmp_path / "one.zip"

    assert render(files[:1], out, "--format", "zip", "--files", str(proofs)) == 0

    with ZipFile(out) as archive:
        names = [name.partition("/") for name in archive.namelist()]
    assert {top for top, _, _ in names} == {"示例数字化车间—示例甲公司"}
    assert "4 核验/content.json" in [name for _, _, name in names]
    capsys.readouterr()
    assert main(["verify", str(out)]) == 0
    assert render(files[:1], tmp_path / "two.zip", "--format", "zip", "--files", str(proofs)) == 0
    assert out.read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_several_applications_make_a_disc(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "disc.iso"

    assert render(files, out, "--format", "iso", "--recommender", "示例市") == 0

    content = json.loads(read_iso(out, "优秀场景/示例市—02—示例数字化车间—示例乙公司/4 核验/content.json"))
    assert content["applicant"]["name"] == "示例乙公司"
    assert "示例乙公司" in read_iso(out, "目录.txt").decode()


def test_a_print_sheet_counts_and_lists(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"

    assert render(files, out, "--document", "print_sheet", "--recommender", "示例市") == 0

    said = "".join("".join(page.extract_text() for page in PdfReader(out).pages).split())
    assert "打印清单" in said
    assert "签字盖章处" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--document", "none"], "there is no document “none”"),
        (["--format", "zip"], "must end in .zip"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(
    files: list[Path], tmp_path: Path, capsys, more: list[str], said: str
) -> None:
    assert render(files, tmp_path / "out.pdf", *more) == 2
    assert said in capsys.readouterr().err
