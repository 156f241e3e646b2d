"""Packages as files: what other programs find in them, and that the same files give the same bytes."""

import subprocess
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from shifan.core import digest
from shifan.render.archive import Entry, write_zip
from shifan.render.disc import DiscError, read_iso, write_iso

MADE_AT = datetime(2022, 10, 20, 8, 30, tzinfo=UTC)
NAMES = ("1 文书/01 申报书.pdf", "2 佐证材料/01 𠮷野家（审计报告）.pdf", "4 核验/content.json", "目录.txt")
TOP = "示例市—01—示例项目—示例公司"


def entry(path: str, data: bytes) -> Entry:
    return Entry(path, lambda: closing(BytesIO(data)))


def package(*names: str) -> bytes:
    out = BytesIO()
    write_zip(out, TOP, [entry(name, name.encode()) for name in names or NAMES], made_at=MADE_AT)
    return out.getvalue()


def test_the_same_files_give_the_same_bytes() -> None:
    assert package() == package()


def test_sha256sum_accepts_the_list_and_notices_a_change(tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(package())
    ZipFile(tmp_path / "p.zip").extractall(tmp_path)

    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path / TOP, capture_output=True, check=False).returncode == 0
    (tmp_path / TOP / NAMES[0]).write_bytes(b"x")
    assert subprocess.run(check, cwd=tmp_path / TOP, capture_output=True, check=False).returncode == 1


def test_names_are_marked_as_utf_8_and_small_packages_need_no_large_form() -> None:
    with ZipFile(BytesIO(package())) as archive:
        infos = archive.infolist()

    assert [info.filename for info in infos] == [f"{TOP}/{name}" for name in (*NAMES, "SHA256SUMS")]
    assert all(info.flag_bits & 0x800 for info in infos)
    assert all(info.extract_version <= 20 for info in infos)


@pytest.mark.parametrize("path", ["../x", "/x", "a/../x", "a//x", "a\\x", "", "."])
def test_no_path_leads_out_of_the_package(path: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        package(path)


def folder_of(tmp_path: Path) -> Path:
    for name in NAMES:
        place = tmp_path / "disc" / TOP / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(name.encode() * 1000)
    return tmp_path / "disc"


def test_a_disc_holds_every_file_under_its_full_name(tmp_path: Path) -> None:
    size = write_iso(tmp_path / "d.iso", folder_of(tmp_path), label="SHIFAN")

    assert size == (tmp_path / "d.iso").stat().st_size
    for name in NAMES:
        kept = read_iso(tmp_path / "d.iso", f"{TOP}/{name}")
        assert digest.sha256(kept) == digest.sha256(name.encode() * 1000)
    with pytest.raises(DiscError):
        read_iso(tmp_path / "d.iso", "none")


def test_a_disc_that_is_too_small_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(DiscError, match="the disc holds 2,048"):
        write_iso(tmp_path / "d.iso", folder_of(tmp_path), label="SHIFAN", capacity=2048)

    assert not (tmp_path / "d.iso").exists()
