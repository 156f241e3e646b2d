"""What a file proves by itself: every changed character is noticed, and what was not looked at is said."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader, PdfWriter

from shifan import packs
from shifan.cli import main
from shifan.core import digest, plan, verification
from shifan.core.verification import Mark
from shifan.render import remade
from shifan.render.docx import render_docx
from shifan.render.pdf import pages_of_entries, render_pdf
from shifan.render.xlsx import render_xlsx
from tests.commands.test_render import DOCUMENT, FORM, PACK
from tests.paper import MADE_AT, doc, image, png


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    (folder / "documents").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "form.yaml").write_text(FORM, "utf-8")
    (folder / "documents" / "form.yaml").write_text(DOCUMENT, "utf-8")
    return folder


def content_of(pack: Path, *, with_picture: bool = False) -> dict[str, object]:
    words = {"type": "paragraph", "content": [{"type": "text", "text": "示例计划：减排 1280.5 吨。"}]}
    shown = doc(words, image(digest.sha256(png()), caption="图1")) if with_picture else doc(words)
    return {
        "pack": packs.load(pack).digest,
        "track": "scenario",
        "number": "SL-1",
        "submission": 3,
        "applicant": {"name": "示例公司", "uscc": "", "region": ""},
        "recommender": "示例市工信局",
        "submitted_at": "2022-10-20T08:30:00+00:00",
        "answers": {"unit.name": "示例公司", "unit.title": "示例项目", "unit.plan": shown},
        "computed": {"unit.size": "large"},
        "files": [{"digest": digest.sha256(png()), "name": "图.png", "size": 1, "path": "unit.plan"}]
        if with_picture
        else [],
    }


def make_pdf(pack: Path, content: dict[str, object], *, fingerprint: str = "", says: object = None) -> bytes:
    """The form of a content, marked with its digest (or another), carrying it (or something else)."""
    fingerprint = fingerprint or digest.of(content)
    mark = Mark(fingerprint, "application_form", verification.text("https://shifan.example.cn", fingerprint))
    document = remade.document_of(plan.build(packs.load(pack)), mark, content)
    if says is not None:
        document = verification.marked(document, mark, says)
    return render_pdf(document, {digest.sha256(png()): png()}, made_at=MADE_AT)


def verify(file: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, str]]:
    code = main(["verify", str(file), "--json", *more])
    said = capsys.readouterr().out
    return code, {line["rule"]: line["state"] for line in json.loads(said)["lines"]} if said else {}


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_paper_is_made_anew_byte_for_byte(pack: Path, tmp_path: Path, capsys) -> None:
    content = content_of(pack)
    file = write(tmp_path / "form.pdf", make_pdf(pack, content))

    code, lines = verify(file, capsys, "--pack", str(pack), "--digest", digest.of(content)[:16])

    assert (code, lines) == (
        0, {"digest.content": "proven", "paper.bytes": "proven", "digest.given": "proven"},
    )  # fmt: skip


def test_without_a_trusted_digest_and_a_pack_it_says_what_stays_open(pack: Path, tmp_path: Path, capsys) -> None:
    file = write(tmp_path / "form.pdf", make_pdf(pack, content_of(pack)))

    code, lines = verify(file, capsys)

    assert (code, lines) == (
        0, {"digest.content": "proven", "pack.none": "open", "digest.given.open": "open"},
    )  # fmt: skip


def test_blank_pictures_stand_in_for_those_that_are_not_at_hand(pack: Path, tmp_path: Path, capsys) -> None:
    file = write(tmp_path / "form.pdf", make_pdf(pack, content_of(pack, with_picture=True)))
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "a.png").write_bytes(png())

    assert verify(file, capsys, "--pack", str(pack))[1]["paper.words"] == "proven"
    assert verify(file, capsys, "--pack", str(pack))[1]["pictures.lacking"] == "open"
    assert verify(file, capsys, "--pack", str(pack), "--pictures", str(pictures))[1]["paper.bytes"] == "proven"


def test_a_paper_whose_words_are_not_those_of_its_content_is_found_out(pack: Path, tmp_path: Path, capsys) -> None:
    content = content_of(pack)
    forged = json.loads(json.dumps(content))
    forged["answers"]["unit.plan"]["content"][0]["content"][0]["text"] = "示例计划：减排 9280.5 吨。"
    file = write(tmp_path / "form.pdf", make_pdf(pack, forged, fingerprint=digest.of(content), says=content))

    code = main(["verify", str(file), "--pack", str(pack)])
    said = capsys.readouterr().out

    assert code == 1
    assert "9280.5" in said
    assert "1280.5" in said


@pytest.mark.parametrize("place", ["name", "title", "number", "plan"])
def test_content_with_one_character_changed_is_found_out(pack: Path, tmp_path: Path, capsys, place: str) -> None:
    content = content_of(pack)
    changed = json.loads(json.dumps(content, ensure_ascii=False).replace(
        {"name": "示例公司", "title": "示例项目", "number": "SL-1", "plan": "1280.5"}[place],
        {"name": "示例公可", "title": "示例顷目", "number": "SL-l", "plan": "1280.6"}[place], 1,
    ))  # fmt: skip
    file = write(tmp_path / "form.pdf", make_pdf(pack, content, says=changed))

    code, lines = verify(file, capsys, "--pack", str(pack))

    assert (code, lines["digest.content.broken"]) == (1, "broken")


def test_content_and_mark_changed_together_are_found_out_by_a_digest(pack: Path, tmp_path: Path, capsys) -> None:
    content = content_of(pack)
    forged = content | {"submission": 4}
    file = write(tmp_path / "form.pdf", make_pdf(pack, forged))

    code, lines = verify(file, capsys, "--pack", str(pack), "--digest", digest.of(content))

    assert (code, lines["paper.bytes"], lines["digest.given.broken"]) == (1, "proven", "broken")


def test_a_paper_saved_by_another_program_still_has_its_words(pack: Path, tmp_path: Path, capsys) -> None:
    file = write(tmp_path / "form.pdf", make_pdf(pack, content_of(pack)))
    writer = PdfWriter(clone_from=PdfReader(file))
    writer.write(tmp_path / "saved.pdf")

    code, lines = verify(tmp_path / "saved.pdf", capsys, "--pack", str(pack))

    assert (code, lines["paper.words"]) == (0, "proven")


def test_the_text_of_a_page_changed_in_the_file_is_found_out(pack: Path, tmp_path: Path, capsys) -> None:
    writer = PdfWriter(clone_from=PdfReader(write(tmp_path / "form.pdf", make_pdf(pack, content_of(pack)))))
    page = writer.pages[1]
    page.merge_page(writer.pages[0])
    writer.write(tmp_path / "edited.pdf")

    code, lines = verify(tmp_path / "edited.pdf", capsys, "--pack", str(pack))

    assert (code, lines["paper.different"]) == (1, "broken")


def test_the_content_alone_has_a_digest(pack: Path, tmp_path: Path, capsys) -> None:
    content = content_of(pack)
    file = tmp_path / "content.json"
    file.write_text(json.dumps(content, indent=2), "utf-8")  # another layout, the same content

    assert verify(file, capsys, "--digest", digest.of(content))[0] == 0
    assert verify(file, capsys, "--digest", "0" * 64)[0] == 1


@pytest.mark.parametrize("data", [b"", b"text", b"%PDF-1.7\nbroken", b"{broken", b"[1]", b"{" * 100_000])
def test_what_cannot_be_read_is_said_with_2(tmp_path: Path, capsys, data: bytes) -> None:
    code = main(["verify", str(write(tmp_path / "file", data))])

    assert code == 2
    assert capsys.readouterr().err.startswith(str(tmp_path / "file"))


def test_a_file_without_a_mark_proves_nothing(tmp_path: Path, capsys) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(tmp_path / "blank.pdf")

    assert verify(tmp_path / "blank.pdf", capsys) == (1, {"mark.none": "broken"})


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert main(["verify", str(tmp_path / "none.pdf")]) == 2


def test_another_pack_than_the_one_named_in_the_content_is_refused(pack: Path, tmp_path: Path, capsys) -> None:
    file = write(tmp_path / "form.pdf", make_pdf(pack, content_of(pack)))
    other = tmp_path / "other"
    shutil.copytree(pack, other)
    (other / "pack.yaml").write_text(PACK.replace('"1"', '"2"'), "utf-8")

    assert main(["verify", str(file), "--pack", str(other)]) == 2
    assert "this is not the pack of the application" in capsys.readouterr().err


def make_office(pack: Path, content: dict[str, object], form: str) -> bytes:
    fingerprint = digest.of(content)
    document = remade.document_of(
        plan.build(packs.load(pack)), Mark(fingerprint, "application_form", f"SHA-256 {fingerprint}"), content
    )
    if form == "xlsx":
        return render_xlsx(document, made_at=MADE_AT)
    return render_docx(document, {}, made_at=MADE_AT, pages=pages_of_entries(document, {}))


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_an_office_file_is_compared_with_the_content(pack: Path, tmp_path: Path, capsys, form: str) -> None:
    content = content_of(pack)
    file = write(tmp_path / f"form.{form}", make_office(pack, content, form))
    given = tmp_path / "content.json"
    given.write_text(json.dumps(content), "utf-8")

    assert verify(file, capsys)[1] == {"content.none": "open", "digest.given.open": "open"}
    assert verify(file, capsys, "--pack", str(pack), "--content", str(given)) == (
        0, {"digest.content": "proven", "paper.bytes": "proven", "digest.given.open": "open"},
    )  # fmt: skip


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_an_office_file_that_was_edited_is_found_out(pack: Path, tmp_path: Path, capsys, form: str) -> None:
    content = content_of(pack)
    data = make_office(pack, content, form)
    edited = tmp_path / f"edited.{form}"
    with ZipFile(BytesIO(data)) as old, ZipFile(edited, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"1280.5", b"9280.5"))
    saved = tmp_path / f"saved.{form}"
    with ZipFile(BytesIO(data)) as old, ZipFile(saved, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    given = tmp_path / "content.json"
    given.write_text(json.dumps(content), "utf-8")
    more = ("--pack", str(pack), "--content", str(given))

    assert verify(edited, capsys, *more)[0] == 1
    assert verify(edited, capsys, *more)[1]["paper.text"] == "broken"
    assert verify(saved, capsys, *more)[1]["paper.said"] == "proven"


def test_two_pictures_of_different_sizes_are_told_apart(pack: Path, tmp_path: Path, capsys) -> None:
    content = content_of(pack)
    several = [png(60 + 10 * number, 40) for number in range(12)]
    content["answers"]["unit.plan"] = doc(*(image(digest.sha256(one), caption="图") for one in several))
    fingerprint = digest.of(content)
    mark = Mark(fingerprint, "application_form", f"SHA-256 {fingerprint}")
    document = remade.document_of(plan.build(packs.load(pack)), mark, content)
    data = render_pdf(document, {digest.sha256(one): one for one in several}, made_at=MADE_AT)

    code, lines = verify(write(tmp_path / "form.pdf", data), capsys, "--pack", str(pack))

    assert (code, lines["paper.words"], lines["pictures.lacking"]) == (0, "proven", "open")
