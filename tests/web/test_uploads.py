"""The tus protocol, as a client speaks it; the page of proofs."""

from base64 import b64encode
from hashlib import sha256
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shifan.models import File, StageDate, Upload
from tests import make, tus
from tests.tus import TUS, metadata, patch

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def draft(sign_in):
    application = make.make_application(stage="draft")
    StageDate.objects.filter(round=application.round).update(opens_at=None, closes_at=None)
    return application, sign_in(make.make_member(application.organisation))


def create(client, application, *, size: int = len(PDF), **about):
    return tus.create(client, application.pk, size=size, **about)


def test_file_is_sent_in_pieces_and_goes_on_where_it_stopped(draft):
    application, client = draft
    begun = create(client, application)
    address = begun.headers["Location"]

    first = patch(client, address, 0, PDF[:5])
    asked = client.head(address, **TUS)
    last = patch(client, address, 5, PDF[5:])
    state = client.get(reverse("applicant_proof_state", args=[application.pk]), {"path": "files.others"}).json()

    assert (begun.status_code, begun.headers["Upload-Offset"], first.status_code) == (201, "0", 204)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("5", str(len(PDF)))
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(PDF)))
    assert "Upload-Expires" in asked.headers
    digest = sha256(PDF).hexdigest()
    assert state == {
        "value": [{"digest": digest, "name": "审计报告.pdf", "size": len(PDF)}],
        "version": 1,
        "scans": {digest: {"state": "not_scanned", "note": ""}},
        "uploads": [],
    }


def test_piece_at_the_wrong_place_is_a_conflict_that_says_where(draft):
    application, client = draft
    address = create(client, application).headers["Location"]

    answer = patch(client, address, 3, PDF[3:])

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")


def test_checksum_is_compared(draft):
    application, client = draft
    address = create(client, application).headers["Location"]
    good = b64encode(sha256(PDF[:5]).digest()).decode()

    answers = [
        patch(client, address, 0, PDF[:5], HTTP_UPLOAD_CHECKSUM=given).status_code
        for given in (f"sha256 {b64encode(b'x').decode()}", "md5 eA==", "sha1 ?", f"sha256 {good}")
    ]

    assert answers == [460, 400, 400, 204]


def test_upload_is_given_up(draft):
    application, client = draft
    address = create(client, application).headers["Location"]

    answers = [client.delete(address, **TUS).status_code, client.head(address, **TUS).status_code]

    assert answers == [204, 404]


def test_refusals_are_worded_for_the_script(draft):
    application, client = draft
    large = create(client, application, size=21 * 1024 * 1024)
    address = create(client, application, size=99).headers["Location"]
    program = patch(client, address, 0, b"MZ" + b"0" * 97)

    assert (large.status_code, program.status_code) == (422, 422)
    assert "审计报告.pdf" in large.json()["error"]
    assert "EXE" in program.json()["error"]


def test_what_is_not_the_protocol_is_refused(draft):
    application, client = draft
    place = reverse("applicant_uploads", args=[application.pk])
    address = create(client, application).headers["Location"]

    answers = [
        client.post(place).status_code,
        client.post(place, **TUS).status_code,
        create(client, application, HTTP_UPLOAD_METADATA="filename ?").status_code,
        create(client, application, HTTP_UPLOAD_METADATA=metadata(filename="a\0.pdf", path="x")).status_code,
        create(client, application, HTTP_UPLOAD_LENGTH="-1").status_code,
        client.patch(address, PDF, content_type="text/plain", **TUS).status_code,
        patch(client, address, 0, PDF, HTTP_UPLOAD_OFFSET="x").status_code,
        patch(client, address, 0, b"0" * (8 * 1024 * 1024 + 1)).status_code,
        Client().head(address, **TUS).status_code,
    ]

    assert answers == [412, 400, 400, 400, 400, 415, 400, 413, 401]


def test_what_the_server_can_is_told(draft):
    application, client = draft

    told = client.options(reverse("applicant_uploads", args=[application.pk]))

    assert told.headers["Tus-Extension"] == "creation,expiration,checksum,termination"


def test_upload_of_somebody_else_is_not_found(draft, sign_in):
    application, client = draft
    address = create(client, application).headers["Location"]
    stranger = sign_in(make.make_user(organisation=make.make_organisation()))

    assert [stranger.head(address, **TUS).status_code, create(stranger, application).status_code] == [404, 404]
    assert client.head(address.replace(str(Upload.objects.get().pk), str(uuid4())), **TUS).status_code == 404


def test_page_of_proofs_lists_fields_and_the_catalogue(draft, django_assert_num_queries):
    application, client = draft
    patch(client, create(client, application).headers["Location"], 0, PDF)
    address = reverse("applicant_proofs", args=[application.pk])
    client.get(address)

    with django_assert_num_queries(7):
        page = client.get(address).content.decode()

    assert "其他附件" in page
    assert "佐证材料目录" in page
    assert sha256(PDF).hexdigest()[:8] in page


def test_infected_file_is_not_handed_out(draft):
    application, client = draft
    patch(client, create(client, application).headers["Location"], 0, PDF)
    File.objects.update(scan=File.Scan.INFECTED, scan_note="Eicar")

    answer = client.get(reverse("file", args=[application.pk, sha256(PDF).hexdigest()]))

    assert answer.status_code == 403
    assert "Eicar" in answer.content.decode()
