"""Files in pieces: in order, resumed, refused, given up, swept away."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shifan.actions import upload as actions
from shifan.core.finding import Refused
from shifan.models import Attachment, Event, Upload
from shifan.queries import application as applications
from shifan.queries import upload as uploads
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n" + b"0" * 100 + b"\n%%EOF\n"


@pytest.fixture
def draft():
    application = make.make_application(stage="draft")
    return application, make.make_member(application.organisation)


def begin(draft, *, data: bytes = PDF, name: str = "审计报告.pdf", path: str = "files.others", replaces: str = ""):
    application, by = draft
    about = {"path": path, "name": name, "size": len(data), "replaces": replaces}
    return actions.begin(by=by, application=application, now=NOW, **about)


def send(draft, upload: Upload, offset: int, data: bytes) -> int:
    application, by = draft
    fresh = uploads.of(by, application.pk, upload.pk)
    return actions.append(by=by, upload=fresh, offset=offset, data=data, now=NOW)


def listed(draft) -> list[dict]:
    return applications.answer_at(draft[0], "files.others")[0]


def rules(refusal) -> list[str]:
    return [finding.rule for finding in refusal.value.findings]


def stored() -> list[str]:
    folders = default_storage.listdir("uploads")[0] if default_storage.exists("uploads") else []
    return [file for folder in folders for file in default_storage.listdir(f"uploads/{folder}")[1]]


def test_file_in_pieces_is_whole_at_the_end_and_its_pieces_are_gone(draft, django_capture_on_commit_callbacks):
    upload = begin(draft)

    with django_capture_on_commit_callbacks(execute=True):
        received = [send(draft, upload, 0, PDF[:50]), send(draft, upload, 50, PDF[50:])]

    assert received == [50, len(PDF)]
    attachment = Attachment.objects.get()
    assert listed(draft) == [{"digest": attachment.file_id, "name": "审计报告.pdf", "size": len(PDF)}]
    upload.refresh_from_db()
    assert (upload.attachment, upload.pieces, stored()) == (attachment, [], [])
    assert [event.verb for event in Event.objects.all()] == ["attachment.add"]


def test_piece_that_is_not_the_next_one_changes_nothing(draft):
    upload = begin(draft)
    send(draft, upload, 0, PDF[:50])

    again = [send(draft, upload, 0, PDF[:50]), send(draft, upload, 60, PDF[60:]), send(draft, upload, 50, PDF * 2)]

    assert again == [50, 50, 50]
    assert len(stored()) == 1


def test_piece_of_a_server_that_died_before_it_was_counted_is_sent_again(draft):
    upload = begin(draft)
    default_storage.save(f"uploads/{upload.key}/{0:015}", ContentFile(b"half"))

    send(draft, upload, 0, PDF[:50])
    send(draft, upload, 50, PDF[50:])

    assert listed(draft)[0]["size"] == len(PDF)


def test_file_that_is_not_what_it_should_be_is_refused_at_the_end_and_nothing_of_it_stays(draft):
    data = b"MZ" + b"0" * 99
    upload = begin(draft, data=data)

    with pytest.raises(Refused) as refusal:
        send(draft, upload, 0, data)

    assert rules(refusal) == ["file.type"]
    assert (Upload.objects.count(), stored(), listed(draft)) == (0, [], None)


@pytest.mark.parametrize(
    ("given", "rule"),
    [({"data": b""}, "file.broken"), ({"path": "unit.name"}, "answer.unknown"), ({"path": "x.y"}, "answer.unknown")],
)
def test_upload_that_cannot_end_well_is_refused_at_once(draft, given, rule):
    with pytest.raises(Refused) as refusal:
        begin(draft, **given)

    assert rules(refusal) == [rule]


def test_file_too_large_or_one_too_many_is_refused_at_once(draft):
    application, by = draft
    sent = {"by": by, "application": application, "path": "files.others", "name": "大.pdf", "now": NOW}
    with pytest.raises(Refused) as large:
        actions.begin(**sent, size=21 * 1024 * 1024)
    many = [{"digest": f"{n:064}", "name": "x.pdf", "size": 1} for n in range(10)]
    application.answers.create(path="files.others", value=many, changed_at=NOW, changed_by=by)
    with pytest.raises(Refused) as more:
        actions.begin(**sent, size=9)

    assert (rules(large), rules(more)) == (["file.large"], ["file.many"])
    assert begin(draft, replaces=f"{3:064}").replaces == f"{3:064}"


def test_file_takes_the_place_and_title_of_the_one_it_replaces(draft):
    application, by = draft
    before = [{"digest": f"{n:064}", "name": "x.pdf", "size": 1, "title": f"第{n}份"} for n in range(3)]
    application.answers.create(path="files.others", value=before, changed_at=NOW, changed_by=by)

    send(draft, begin(draft, replaces=f"{1:064}"), 0, PDF)

    assert [(each["name"], each["title"]) for each in listed(draft)] == [
        ("x.pdf", "第0份"),
        ("审计报告.pdf", "第1份"),
        ("x.pdf", "第2份"),
    ]


def test_upload_given_up_leaves_nothing(draft):
    upload = begin(draft)
    send(draft, upload, 0, PDF[:50])

    actions.cancel(upload=uploads.of(draft[1], draft[0].pk, upload.pk))

    assert (Upload.objects.count(), stored()) == (0, [])


def test_uploads_are_swept_after_a_day(draft, django_capture_on_commit_callbacks):
    send(draft, begin(draft), 0, PDF[:50])
    with django_capture_on_commit_callbacks(execute=True):
        send(draft, begin(draft, name="二.pdf"), 0, PDF)

    early = actions.sweep(now=NOW + timedelta(hours=23))
    late = actions.sweep(now=NOW + timedelta(hours=25))

    assert (early, late, Upload.objects.count(), stored()) == (0, 1, 0, [])
    assert len(listed(draft)) == 1


def test_colleague_does_not_see_what_somebody_else_sends(draft):
    upload = begin(draft)
    colleague = make.make_user(organisation=draft[0].organisation)

    with pytest.raises(Upload.DoesNotExist):
        uploads.of(colleague, draft[0].pk, upload.pk)
    assert uploads.unfinished(colleague, draft[0].pk) == []
    assert uploads.unfinished(draft[1], draft[0].pk) == [upload]
