"""Pictures of texts, sent in by the applicant; files, handed out to whoever may read the application."""

from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from shifan.models import StageDate
from tests import make, tus

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    return drawn.getvalue()


def upload(client, application, data: bytes = PDF) -> str:
    """Send in a proof: its address."""
    assert tus.send(client, application.pk, data, name="证明.pdf").status_code == 204
    return reverse("file", args=[application.pk, sha256(data).hexdigest()])


def put(client, application, data: bytes, *, path: str = "project.intro"):
    """Put a picture in a text."""
    address = reverse("applicant_picture", args=[application.pk])
    return client.post(f"{address}?path={path}", {"file": SimpleUploadedFile("图.png", data)})


@pytest.fixture
def draft(sign_in):
    application = make.make_application(stage="draft")
    StageDate.objects.filter(round=application.round).update(opens_at=None, closes_at=None)
    return application, sign_in(make.make_member(application.organisation))


def test_picture_in_a_text_is_named_by_its_digest(draft):
    application, client = draft

    answer = put(client, application, picture()).json()

    shown = client.get(reverse("file", args=[application.pk, answer["digest"]]))
    assert answer["name"] == "图.png"
    assert shown.headers["Content-Type"] == "image/png"
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")


def test_renamed_program_is_no_picture_and_said_to_be_one(draft):
    application, client = draft

    answer = put(client, application, b"MZ" + b"0" * 99)

    assert answer.status_code == 400
    assert "EXE" in answer.json()["error"]


def test_proofs_are_sent_in_pieces_and_not_here(draft):
    application, client = draft

    assert put(client, application, picture(), path="files.others").status_code == 400
    assert not application.answers.filter(path="files.others").exists()


def test_picture_without_a_file_says_so(draft):
    application, client = draft

    assert client.post(reverse("applicant_picture", args=[application.pk])).status_code == 400


def test_file_is_handed_out_so_that_nothing_in_it_runs(draft):
    application, client = draft
    address = upload(client, application)

    answer = client.get(address)

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''%E8%AF%81%E6%98%8E.pdf"


def test_file_is_read_by_the_desk_only_after_submission(draft, sign_in):
    application, client = draft
    address = upload(client, application)
    body = make.make_body(application.round)
    official = sign_in(make.make_user(organisation=body.organisation))

    before = official.get(address).status_code
    application.body, application.submitted_at = body, timezone.now()
    application.save()

    assert (before, official.get(address).status_code) == (404, 200)


def test_file_of_somebody_else_is_not_found(draft, sign_in, client):
    application, own = draft
    address = upload(own, application)
    stranger = sign_in(make.make_user(organisation=make.make_organisation()))

    assert stranger.get(address).status_code == 404
    assert client.get(address).url.startswith(reverse("account_login"))


def test_file_of_one_application_is_not_found_at_another(draft, sign_in):
    application, client = draft
    digest = upload(client, application).rsplit("/", 2)[-2]
    other = make.make_application(stage="draft")
    stranger = sign_in(make.make_member(other.organisation))

    assert stranger.get(reverse("file", args=[other.pk, digest])).status_code == 404
