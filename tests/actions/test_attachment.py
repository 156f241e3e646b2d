"""Files: what they really are, what is refused, how they are kept."""

import zipfile
import zlib
from io import BytesIO
from struct import pack

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from shifan.actions import attachment
from shifan.actions.file import storage_name
from shifan.core.finding import Refused
from shifan.models import Attachment, Event, File
from shifan.queries import application as applications
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def add(application, data: bytes, *, name: str = "证明.pdf", path: str = "files.others"):
    user = make.make_member(application.organisation)
    return attachment.add(by=user, application=application, path=path, name=name, content=BytesIO(data), now=NOW)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, (10, 80, 160)).save(drawn, kind)
    return drawn.getvalue()


def office(*members: str, filling: bytes = b"x") -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, filling)
    return written.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has very many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def test_file_is_stored_once_by_its_digest_and_listed_in_the_answer():
    application = make.make_application(stage="draft")

    first, second = add(application, PDF), add(application, PDF, name="又一份.pdf")

    assert first == second
    assert default_storage.exists(storage_name(first.file_id))
    assert (File.objects.count(), Attachment.objects.count()) == (1, 1)
    value, version = applications.answer_at(application, "files.others")
    assert value == [{"digest": first.file_id, "name": "又一份.pdf", "size": len(PDF)}]
    assert version == 2
    assert [event.verb for event in Event.objects.all()] == ["attachment.add", "attachment.add"]


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("木马.pdf", b"MZ" + b"\0" * 500, "file.type"),
        ("网页.pdf", b"<html><script>alert(1)</script>", "file.type"),
        ("旧版.pdf", b"\xd0\xcf\x11\xe0" + b"\0" * 500, "file.type"),
        ("空.pdf", b"", "file.broken"),
        ("半张.png", picture()[:60], "file.broken"),
        ("大图.png", huge_png(30_000, 30_000), "file.pixels"),
        ("巨图.png", huge_png(300_000, 300_000), "file.pixels"),
        ("太大.pdf", PDF + b"0" * (20 * 1024 * 1024), "file.large"),
    ],
)
def test_file_that_is_not_what_it_should_be_is_refused(name, data, rule):
    application = make.make_application(stage="draft")

    with pytest.raises(Refused) as refusal:
        add(application, data, name=name)

    assert [(finding.rule, finding.params["name"]) for finding in refusal.value.findings] == [(rule, name)]
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (office("[Content_Types].xml", "word/document.xml"), []),
        (office("[Content_Types].xml", "word/vbaProject.bin"), ["file.macro"]),
        (office("[Content_Types].xml", "word/run.exe"), ["file.macro"]),
        (office("[Content_Types].xml", "word/a.xml", filling=b"0" * 60_000_000), ["file.bomb"]),
    ],
)
def test_office_file_is_looked_into(data, problems):
    found = attachment._archive_problems("申报.docx", BytesIO(data))

    assert [finding.rule for finding in found] == problems


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (picture(), "png"),
        (picture("JPEG"), "jpg"),
        (picture("WEBP"), "webp"),
        (office("[Content_Types].xml", "word/document.xml"), "docx"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (office("[Content_Types].xml", "other/a"), "zip"),
        (office("a.txt"), "zip"),
        (b"PK\x03\x04 cut off", "zip"),
        (b"plain", "unknown"),
    ],
)
def test_kind_is_read_from_the_bytes(data, kind):
    assert attachment.sniff(BytesIO(data)) == kind


def test_file_for_a_field_that_takes_none_is_refused():
    application = make.make_application(stage="draft")

    with pytest.raises(Refused) as refusal:
        add(application, PDF, path="unit.name")

    assert [finding.rule for finding in refusal.value.findings] == ["answer.unknown"]


def test_file_for_a_submitted_application_is_refused():
    application = make.make_application()

    with pytest.raises(Refused) as refusal:
        add(application, PDF)

    assert [finding.rule for finding in refusal.value.findings] == ["answer.frozen"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\用户\\证明.pdf", "证明.pdf"),
        ("../../etc/passwd", "passwd"),
        ('a\x00"<b>.pdf', "ab.pdf"),
        ("", "file"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_name_keeps_only_what_can_be_shown(given, kept):
    assert attachment.clean_name(given) == kept
