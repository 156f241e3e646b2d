"""What an application looks like on paper before it is handed in."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from shifan.render.worker import RenderError
from tests import make
from tests.web.test_applicant import open_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(sign_in):
    """An application that can be filled in today, and its person's browser."""
    application = make.make_application(stage="draft")
    open_today(application)
    return application, sign_in(make.make_member(application.organisation))


def test_preview_of_a_pack_without_a_printed_form_is_not_found(draft):
    application, client = draft

    assert client.get(reverse("applicant_preview", args=[application.pk])).status_code == 404


def test_each_paper_can_be_previewed_beside_the_form(draft):
    application, client = draft
    place = reverse("applicant_preview", args=[application.pk]) + "?paper=undertaking_letter"

    overview = client.get(reverse("applicant_overview", args=[application.pk])).content.decode()
    printed, word = client.get(place), client.get(place.replace(".pdf", ".docx"))

    assert place in overview
    assert printed.content.startswith(b"%PDF")
    assert "预览稿，尚未提交" in "".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages)
    assert (word.status_code, word.content[:2]) == (200, b"PK")
    assert client.get(place.replace("undertaking_letter", "nothing")).status_code == 404


def test_preview_that_cannot_be_set_says_why_and_can_be_tried_again(draft, monkeypatch):
    def broken(*_: object) -> bytes:
        raise RenderError("not set within 60 s <b>")

    application, client = draft
    place = reverse("applicant_preview", args=[application.pk]) + "?paper=undertaking_letter"
    with monkeypatch.context() as patched:
        patched.setattr("shifan.actions.document.SETTERS", broken)
        failed = client.get(place)

    assert (failed.status_code, failed["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert f'href="{place}"' in failed.content.decode()
    assert "not set within 60 s &lt;b&gt;" in failed.content.decode()
    assert client.get(place).content.startswith(b"%PDF")
