"""Scanning: a real clamd finds the EICAR test file, once; what happens without a scanner and when it fails."""

from datetime import timedelta
from io import BytesIO

import pytest

from shifan.actions import application as applying
from shifan.actions import attachment, certificate, scan, workbook
from shifan.core.finding import Refused
from shifan.models import Application, Certificate, Event, File, Message
from shifan.queries import application as applications
from shifan.queries import proof, scanner
from shifan.queries import workbook as workbooks
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

    with pytest.raises(Refused) as refusal:
        add((other, make.make_member(other.organisation)), BAD)

    assert [one.rule for one in refusal.value.findings] == ["file.infected"]
    assert applications.answer_at(other, "files.others") == (None, 0)
    assert scan.look(digest=first.pk, now=NOW + timedelta(days=1)).scanned_at == NOW


def test_infected_file_is_opened_by_nobody_and_stops_the_submission(draft, daemon, settings):
    settings.CLAMD = daemon
    application, by = draft
    held = add(draft, BAD)
    held.file = scan.look(digest=held.file_id, now=NOW)

    with pytest.raises(Refused) as opened:
        proof.refuse_unsafe(by, held.file, held.name, by.pk)
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

    proof.refuse_unsafe(draft[1], held.file, held.name, draft[1].pk)
    with pytest.raises(Refused) as refusal:
        proof.refuse_unsafe(colleague, held.file, held.name, draft[1].pk)

    assert [one.rule for one in refusal.value.findings] == ["file.waiting"]


def test_scan_that_fails_says_so_and_is_tried_again(draft, daemon, settings):
    settings.CLAMD = "127.0.0.1:1"
    held = add(draft, CLEAN)

    failed = scan.look(digest=held.file_id, now=NOW)
    settings.CLAMD = daemon
    asked = scan.ask_again(now=NOW)
    mended = scan.look(digest=held.file_id, now=NOW)

    assert (failed.scan, bool(failed.scan_note), asked, mended.scan) == ("failed", True, 1, "clean")


def test_what_is_found_is_told_to_the_people_at_work(draft, daemon, settings):
    settings.CLAMD = daemon
    held = add(draft, BAD)

    scan.look(digest=held.file_id, now=NOW)
    scan.look(digest=held.file_id, now=NOW)

    told = Message.objects.get(kind="file.infected")
    assert (told.user, told.application, told.params["name"]) == (draft[1], draft[0], "证明.pdf")


@pytest.mark.parametrize("state", [File.Scan.WAITING, File.Scan.FAILED])
def test_file_that_waits_is_named_before_submitting_and_stops_nobody(draft, state):
    application, by = draft
    add(draft, CLEAN)
    File.objects.update(scan=state)

    found = standing(application, NOW).checked.findings
    kept = applying.submit(by=by, application=application, declared=("truth",), now=NOW)

    assert [(one.rule, one.path, one.blocks) for one in found if one.rule.startswith("file.")] == [
        ("file.unscanned", "files.others", False)
    ]
    assert "file.unscanned" in [one["rule"] for one in kept.content["findings"]]


def test_scanning_again_takes_the_right_to_write(draft, settings):
    settings.CLAMD = "127.0.0.1:1"
    application, by = draft
    held = add(draft, CLEAN)
    File.objects.update(scan=File.Scan.FAILED)
    reader = make.make_user(organisation=application.organisation)
    reader.memberships.update(is_manager=False)
    stranger = make.make_user(organisation=make.make_organisation())

    with pytest.raises(Refused) as refusal:
        scan.ask_for_proof(by=reader, attachment=held, now=NOW)
    with pytest.raises(Application.DoesNotExist):
        scan.ask_for_proof(by=stranger, attachment=held, now=NOW)
    before = File.objects.get().scan
    scan.ask_for_proof(by=by, attachment=held, now=NOW)

    assert [one.rule for one in refusal.value.findings] == ["participation.write"]
    assert (before, File.objects.get().scan) == ("failed", "waiting")
    assert Event.objects.latest("position").verb == "scan.ask"


CERTIFICATE = {"kind": "system", "name": "示例质量管理体系", "expires_date": "2030-05-01"}


def certify(mine, data: bytes) -> Certificate:
    about = {"typed": CERTIFICATE, "name": "证书.pdf", "data": data}
    return certificate.add(by=make.make_member(mine), organisation=mine, now=NOW, **about)


def test_certificates_are_scanned_as_proofs_are(draft, daemon, settings):
    settings.CLAMD = daemon
    mine = draft[0].organisation
    kept = [certify(mine, data) for data in (CLEAN, BAD)]

    looked = [scan.look(digest=one.file_id, now=NOW).scan for one in kept]
    with pytest.raises(Refused) as refusal:
        certify(mine, BAD)
    with pytest.raises(Refused) as taken:
        add(draft, BAD)

    assert looked == ["clean", "infected"]
    assert [one.value.findings[0].rule for one in (refusal, taken)] == ["file.infected", "file.infected"]
    assert Certificate.objects.count() == 2


def test_workbook_is_scanned_and_an_infected_one_is_not_written(draft, daemon, settings):
    settings.CLAMD = daemon
    application, by = draft
    data = workbooks.written(standing(application, NOW), "zh-hans", NOW)
    held = workbook.hold(by=by, application=application, data=data, now=NOW)
    waiting = File.objects.get(pk=held.pk).scan
    looked = scan.look(digest=held.pk, now=NOW).scan
    File.objects.update(scan=File.Scan.INFECTED, scan_note="Eicar")
    about = {"by": by, "application": application, "now": NOW}

    with pytest.raises(Refused) as taken:
        workbook.take(held=held.pk, chosen=("unit.name",), versions={"unit.name": 1}, **about)
    with pytest.raises(Refused) as again:
        workbook.hold(data=data, **about)

    assert (waiting, looked) == ("waiting", "clean")
    assert [one.value.findings[0].rule for one in (taken, again)] == ["file.infected", "file.infected"]
