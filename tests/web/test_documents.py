from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from shifan import jobs
from shifan.actions import document
from shifan.core import digest
from shifan.models import IssuedDocument, Notice
from tests.desks import LATER, make_clerk, make_sent, make_waiting
from tests.make import TRACK, make_body, make_organisation, make_round, make_user

pytestmark = pytest.mark.django_db


def make_document(*, subject: str = "", form: str = "xlsx") -> IssuedDocument:
    sent = make_sent(names=("示例甲",))
    issued = IssuedDocument.objects.get(form=form)
    if subject:
        issued.subject = subject
        issued.save()
    assert sent.state == "sent"
    return issued


def make_notice() -> Notice:
    now = timezone.now()
    return Notice.objects.create(
        round=make_round(), track=TRACK, kind="proposed", opens_at=now - timedelta(days=1), entries=[], digest="0" * 64,
        published_by=make_user(),
    )  # fmt: skip


def test_ready_document_can_be_fetched_by_its_body_and_the_one_above(sign_in) -> None:
    issued = document.make(document_id=make_document().pk, now=LATER)

    for region in ("130100", "130000"):
        reply = sign_in(make_clerk(make_body(region=region))).get(f"/documents/{issued.pk}/")
        assert (reply.status_code, b"".join(reply.streaming_content)[:2]) == (200, b"PK")
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_document_of_a_list_is_not_found_by_others(sign_in) -> None:
    issued = document.make(document_id=make_document().pk, now=LATER)
    strangers = [make_clerk(make_body(region="130200")), make_user(organisation=make_organisation())]

    for stranger in strangers:
        assert sign_in(stranger).get(f"/documents/{issued.pk}/").status_code == 404
    assert Client().get(f"/documents/{issued.pk}/").status_code == 404


def test_document_of_a_submission_is_for_the_applicant_and_the_desks(sign_in) -> None:
    issued = make_document()
    application = make_waiting()
    issued.subject = f"submission:{application.submissions.get().pk}"
    issued.save()
    mine = make_user(organisation=application.organisation)

    seen = [
        sign_in(person).get(f"/documents/{issued.pk}/state/").status_code
        for person in (mine, make_clerk(), make_user(organisation=make_organisation()), make_user(is_expert=True))
    ]

    assert seen == [200, 200, 404, 404]


def test_document_of_a_public_list_is_for_everybody() -> None:
    issued = make_document(subject=f"notice:{make_notice().pk}")

    assert Client().get(f"/documents/{issued.pk}/state/").status_code == 200


@pytest.mark.parametrize("subject", ["round:1", "submission:999", "ranked_list:999", "notice:999"])
def test_document_of_something_unknown_is_not_found(sign_in, subject: str) -> None:
    issued = make_document(subject=subject)

    assert sign_in(make_clerk()).get(f"/documents/{issued.pk}/").status_code == 404


def test_state_asks_again_until_the_document_is_ready(sign_in) -> None:
    issued = make_document()
    browser = sign_in(make_clerk())

    queued = browser.get(f"/documents/{issued.pk}/state/").content.decode()
    page = browser.get(f"/documents/{issued.pk}/").content.decode()
    document.make(document_id=issued.pk, now=LATER)
    ready = browser.get(f"/documents/{issued.pk}/state/").content.decode()

    assert "正在生成" in queued
    assert 'hx-trigger="every 2s"' in queued
    assert "正在生成" in page
    assert "every 2s" not in ready
    assert f'href="/documents/{issued.pk}/"' in ready


def test_failed_document_shows_why_and_can_be_tried_again(sign_in) -> None:
    issued = make_document()
    document.fail(document_id=issued.pk, problem="RenderError: <b>fonts</b>", now=LATER)
    browser = sign_in(make_clerk())

    failed = browser.get(f"/documents/{issued.pk}/state/").content.decode()
    again = browser.post(f"/documents/{issued.pk}/retry/").content.decode()
    twice = browser.post(f"/documents/{issued.pk}/retry/")

    assert "生成失败" in failed
    assert "&lt;b&gt;fonts" in failed
    assert "正在生成" in again
    assert twice.status_code == 403


def test_retry_by_a_stranger_is_not_found(sign_in) -> None:
    issued = make_document()
    document.fail(document_id=issued.pk, problem="x", now=LATER)

    assert sign_in(make_clerk(make_body(region="130200"))).post(f"/documents/{issued.pk}/retry/").status_code == 404


def test_a_paper_is_had_for_the_archive_is_listed_and_known_by_its_digest(sign_in) -> None:
    ranked = make_sent(names=("示例甲",))
    browser, place = sign_in(make_clerk()), reverse("recommender_ranking", args=[ranked.body_id, TRACK])
    issued = IssuedDocument.objects.get(plan="recommendation_letter", form="pdf")
    document.make(document_id=issued.pk, now=LATER)
    address = reverse("document_archive", args=[issued.pk])

    before = browser.get(place).content.decode()
    asked = [browser.post(address, headers={"HX-Request": "true"}).content.decode(), browser.post(address).url]
    kept = IssuedDocument.objects.get(form="pdfa")
    jobs.make_document.func(kept.pk)
    after = browser.get(place).content.decode()
    reply = browser.get(reverse("document", args=[kept.pk]))
    data = b"".join(reply.streaming_content)
    known = Client().get(reverse("verify_digest", args=[digest.sha256(data)])).content.decode()

    assert (address in before, address in after) == (True, False)
    assert [f'id="document-{one.pk}"' in asked[0] for one in (issued, kept)] == [True, True]
    assert asked[1] == reverse("document", args=[kept.pk])
    assert "推荐函（PDF/A-2b）" in after
    assert ("推荐函（PDF/A-2b）" in known, "与原件逐字节相同" in known) == (True, True)
    root = PdfReader(BytesIO(data)).trailer["/Root"].get_object()
    told = root["/Metadata"].get_object().get_data().decode()
    assert ("<pdfaid:part>2</pdfaid:part>" in told, "<pdfaid:conformance>B</pdfaid:conformance>" in told) == (
        True,
        True,
    )
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"


def test_only_a_pdf_is_had_for_the_archive(sign_in) -> None:
    issued = make_document()

    reply = sign_in(make_clerk()).post(reverse("document_archive", args=[issued.pk]))

    assert (reply.status_code, "只有 PDF" in reply.content.decode()) == (403, True)
    assert not IssuedDocument.objects.filter(form="pdfa").exists()
