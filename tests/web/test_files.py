"""Files: sent in by the applicant, handed out to whoever may read the application."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from shifan.models import StageDate
from tests import make

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    return drawn.getvalue()


def upload(client, application, data: bytes, *, name: str = "证明.pdf", path: str = "files.others"):
    address = reverse("applicant_upload", args=[application.pk])
    return client.post(f"{address}?path={path}", {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def draft(sign_in):
    application = make.make_application(stage="draft")
    StageDate.objects.filter(round=application.round).update(opens_at=None, closes_at=None)
    return application, sign_in(make.make_member(application.organisation))


def test_upload_answers_with_the_new_list(draft):
    application, client = draft

    answer = upload(client, application, PDF).json()

    assert (answer["name"], answer["size"], answer["version"]) == ("证明.pdf", len(PDF), 1)
    assert answer["value"] == [{"digest": answer["digest"], "name": "证明.pdf", "size": len(PDF)}]


def test_upload_of_a_renamed_program_says_what_it_is(draft):
    application, client = draft

    answer = upload(client, application, b"MZ" + b"0" * 99)

    assert answer.status_code == 400
    assert "EXE" in answer.json()["error"]


def test_upload_without_a_file_says_so(draft):
    application, client = draft

    assert client.post(reverse("applicant_upload", args=[application.pk])).status_code == 400


def test_picture_in_a_text_is_named_by_its_digest(draft):
    application, client = draft

    answer = upload(client, application, picture(), name="图.png", path="project.intro").json()

    shown = client.get(answer["url"])
    assert shown.headers["Content-Type"] == "image/png"
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")


def test_file_is_handed_out_so_that_nothing_in_it_runs(draft):
    application, client = draft
    address = upload(client, application, PDF).json()["url"]

    answer = client.get(address)

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''%E8%AF%81%E6%98%8E.pdf"


def test_file_is_read_by_the_desk_only_after_submission(draft, sign_in):
    application, client = draft
    address = upload(client, application, PDF).json()["url"]
    body = make.make_body(application.round)
    official = sign_in(make.make_user(organisation=body.organisation))

    before = official.get(address).status_code
    application.body, application.submitted_at = body, timezone.now()
    application.save()

    assert (before, official.get(address).status_code) == (404, 200)


def test_file_of_somebody_else_is_not_found(draft, sign_in, client):
    application, own = draft
    address = upload(own, application, PDF).json()["url"]
    stranger = sign_in(make.make_user(organisation=make.make_organisation()))

    assert stranger.get(address).status_code == 404
    assert client.get(address).url.startswith(reverse("account_login"))


def test_file_of_one_application_is_not_found_at_another(draft, sign_in):
    application, client = draft
    digest = upload(client, application, PDF).json()["digest"]
    other = make.make_application(stage="draft")
    stranger = sign_in(make.make_member(other.organisation))

    assert stranger.get(reverse("file", args=[other.pk, digest])).status_code == 404
