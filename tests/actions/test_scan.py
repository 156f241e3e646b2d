"""Scanning: a real clamd finds the EICAR test file, once; what happens without a scanner and when it fails."""

from datetime import timedelta
from io import BytesIO

import pytest

from shifan.actions import application as applying
from shifan.actions import attachment, scan
from shifan.core.finding import Refused
from shifan.models import Event, File
from shifan.queries import proof, scanner
from shifan.queries.standing import standing
from tests import clamd, make
from tests.make import NOW

pytestmark = pytest.mark.django_db

CLEAN = b"%PDF-1.7\nclean\n%%EOF\n"
BAD = b"%PDF-1.7\n" + clamd.EICAR + b"\n%%EOF\n"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    with clamd.running(tmp_path_factory.mktemp("clamd")) as place:
        yield place


@pytest.fixture
def draft():
    application = make.make_application(stage="draft")
    return application, make.make_member(application.organisation)


def add(draft, data: bytes, path: str = "files.others"):
    application, by = draft
    sent = {"path": path, "name": "证明.pdf", "content": BytesIO(data)}
    return attachment.add(by=by, application=application, now=NOW, **sent)


def test_without_a_scanner_a_file_is_marked_as_not_scanned(draft):
    assert add(draft, BAD).file.scan == File.Scan.NOT_SCANNED
    assert not scanner.is_configured()


def test_scanner_finds_what_is_bad_and_passes_what_is_not(draft, daemon, settings):
    settings.CLAMD = daemon
    files = [add(draft, data).file for data in (CLEAN, BAD)]

    waiting = [File.objects.get(pk=file.pk).scan for file in files]
    looked = [scan.look(digest=file.pk, now=NOW) for file in files]

    assert waiting == ["waiting", "waiting"]
    assert [(file.scan, file.scan_note.removesuffix(".UNOFFICIAL"), file.scanned_at) for file in looked] == [
        ("clean", "", NOW),
        ("infected", "Eicar-Test-Signature", NOW),
    ]
    assert [event.verb for event in Event.objects.all()] == ["attachment.add", "attachment.add", "scan.look"]
    assert "ClamAV" in scanner.version()


def test_bytes_are_scanned_once_wherever_they_are_used(draft, daemon, settings):
    settings.CLAMD = daemon
    first = add(draft, BAD).file
    scan.look(digest=first.pk, now=NOW)
    other = make.make_application(stage="draft")

    again = add((other, make.make_member(other.organisation)), BAD)

    assert again.file.scan == File.Scan.INFECTED
    assert scan.look(digest=first.pk, now=NOW + timedelta(days=1)).scanned_at == NOW


def test_infected_file_is_opened_by_nobody_and_stops_the_submission(draft, daemon, settings):
    settings.CLAMD = daemon
    application, by = draft
    held = add(draft, BAD)
    held.file = scan.look(digest=held.file_id, now=NOW)

    with pytest.raises(Refused) as opened:
        proof.refuse_unsafe(by, held)
    with pytest.raises(Refused) as submitted:
        applying.submit(by=by, application=application, declared=(), now=NOW)

    assert [one.rule for one in opened.value.findings] == ["file.infected"]
    assert ("file.infected", "files.others") in [(one.rule, one.path) for one in submitted.value.findings]
    assert "file.infected" in [one.rule for one in standing(application, NOW).checked.blocking]


def test_file_that_waits_is_opened_by_its_uploader_only(draft, settings):
    settings.CLAMD = "127.0.0.1:1"
    held = add(draft, CLEAN)
    held.file.refresh_from_db()
    colleague = make.make_user(organisation=draft[0].organisation)

    proof.refuse_unsafe(draft[1], held)
    with pytest.raises(Refused) as refusal:
        proof.refuse_unsafe(colleague, held)

    assert [one.rule for one in refusal.value.findings] == ["file.waiting"]


def test_scan_that_fails_says_so_and_is_tried_again(draft, daemon, settings):
    settings.CLAMD = "127.0.0.1:1"
    held = add(draft, CLEAN)

    failed = scan.look(digest=held.file_id, now=NOW)
    settings.CLAMD = daemon
    asked = scan.ask_again(now=NOW)
    mended = scan.look(digest=held.file_id, now=NOW)

    assert (failed.scan, bool(failed.scan_note), asked, mended.scan) == ("failed", True, 1, "clean")
