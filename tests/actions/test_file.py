"""The store: bytes once, whole whatever happened before, and gone when nothing names them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shifan.actions import attachment, certificate, file, workbook
from shifan.models import Event, File
from shifan.queries import workbook as workbooks
from shifan.queries.standing import standing
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"
LATER = NOW + file.UNNAMED + timedelta(hours=1)


@pytest.fixture
def draft():
    application = make.make_application(stage="draft")
    return application, make.make_member(application.organisation)


def hold(draft, now=NOW) -> File:
    application, by = draft
    data = workbooks.written(standing(application, NOW), "zh-hans", NOW)
    return workbook.hold(by=by, application=application, data=data, now=now)


def is_kept(digest: str) -> bool:
    return default_storage.exists(file.storage_name(digest))


def test_half_a_file_left_by_a_process_that_died_is_written_anew():
    digest = file.store(PDF, "pdf", NOW).digest
    place = file.storage_name(digest)
    default_storage.delete(place)
    default_storage.save(place, ContentFile(PDF[:5]))

    file.keep(BytesIO(PDF), "pdf", NOW)

    with default_storage.open(place) as kept:
        assert kept.read() == PDF
    assert default_storage.listdir(digest[:2] + "/" + digest[2:4])[1] == [digest]


def test_workbook_is_swept_after_the_days_that_it_waits(draft):
    held = hold(draft)

    early, kept = file.sweep(now=NOW + workbook.KEPT), is_kept(held.pk)
    late = file.sweep(now=LATER)

    assert file.UNNAMED > workbook.KEPT
    assert (early, kept, late, is_kept(held.pk), File.objects.count()) == (0, True, 1, False, 0)
    assert (Event.objects.latest("position").verb, Event.objects.latest("position").data) == (
        "file.sweep",
        {"count": 1},
    )


def test_workbook_brought_in_again_waits_anew(draft):
    held = hold(draft)
    hold(draft, now=NOW + workbook.KEPT)

    assert (file.sweep(now=LATER), is_kept(held.pk)) == (0, True)


def test_file_that_something_names_stays(draft):
    application, by = draft
    sent = {"path": "files.others", "name": "证明.pdf", "content": BytesIO(PDF)}
    proof = attachment.add(by=by, application=application, now=NOW, **sent).file
    typed = {"kind": "system", "name": "示例认证", "expires_date": "2030-05-01"}
    about = {"typed": typed, "name": "证书.pdf", "data": PDF + b"2"}
    kept = certificate.add(by=by, organisation=application.organisation, now=NOW, **about)

    nothing = file.sweep(now=LATER)
    certificate.remove(by=by, certificate=kept, now=LATER)

    assert (nothing, file.sweep(now=LATER)) == (0, 1)
    assert [is_kept(one) for one in (proof.pk, kept.file_id)] == [True, False]
