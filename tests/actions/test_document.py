from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from openpyxl import load_workbook
from pypdf import PdfReader

from shifan import jobs
from shifan.actions import document
from shifan.actions.file import storage_name
from shifan.core.finding import Refused
from shifan.models import Event, IssuedDocument
from tests.desks import LATER, make_sent
from tests.make import make_pack, make_round, make_user

pytestmark = pytest.mark.django_db


def ask(**more) -> IssuedDocument:
    given = {"subject": "ranked_list:1", "plan_id": "summary_table", "form": "pdf", "source": "0" * 64}
    return document.ask(round_=make_round(), **(given | more), now=LATER)


def stored(issued: IssuedDocument) -> bytes:
    with default_storage.open(storage_name(issued.file_id)) as kept:
        return kept.read()


def test_ask_queues_a_job_once(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        first = ask()
        second = ask()

    assert (first.pk, first.state) == (second.pk, "queued")
    assert len(callbacks) == 1


def test_make_writes_the_table_as_pdf() -> None:
    make_sent()
    issued = IssuedDocument.objects.get(plan="summary_table", form="pdf")

    made = document.make(document_id=issued.pk, now=LATER)

    pages = PdfReader(BytesIO(stored(made))).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    assert all(word in text for word in ("推荐汇总表", "示例甲", "工厂数字化设计", "13800000000"))
    assert (made.state, made.file.media_type, made.made_at) == ("ready", "application/pdf", LATER)
    event = Event.objects.latest("position")
    assert (event.verb, event.data["digest"]) == ("document.make", made.file_id)


def test_make_writes_the_table_as_xlsx() -> None:
    make_sent()
    issued = IssuedDocument.objects.get(form="xlsx")

    made = document.make(document_id=issued.pk, now=LATER)

    sheet = load_workbook(BytesIO(stored(made))).active
    words = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert [word for word in words if word in ("示例甲", "示例乙")] == ["示例甲", "示例乙"]


def test_make_of_what_is_ready_does_nothing() -> None:
    make_sent()
    issued = IssuedDocument.objects.get(form="xlsx")
    document.make(document_id=issued.pk, now=LATER)
    count = Event.objects.count()

    document.make(document_id=issued.pk, now=LATER)

    assert Event.objects.count() == count


def test_a_job_that_fails_leaves_the_reason_and_can_be_tried_again(django_capture_on_commit_callbacks) -> None:
    issued = ask(subject="ranked_list:999")

    with pytest.raises(Exception, match="does not exist"):
        jobs.make_document.call(issued.pk)
    issued.refresh_from_db()
    failed = (issued.state, issued.problem)
    with django_capture_on_commit_callbacks() as callbacks:
        again = document.retry(by=make_user(), document=issued, now=LATER)

    assert failed == ("failed", "DoesNotExist: RankedList matching query does not exist.")
    assert (again.state, again.problem, len(callbacks)) == ("queued", "", 1)
    verbs = list(Event.objects.order_by("position").values_list("verb", flat=True))
    assert verbs == ["document.fail", "document.retry"]


def test_a_job_makes_the_document() -> None:
    make_sent()
    issued = IssuedDocument.objects.get(form="xlsx")

    assert jobs.make_document.call(issued.pk) == "ready"


def test_retry_of_what_has_not_failed_is_refused() -> None:
    issued = ask()

    with pytest.raises(Refused) as refusal:
        document.retry(by=make_user(), document=issued, now=LATER)

    assert refusal.value.findings[0].rule == "document.fine"


def test_ask_all_asks_for_every_format_of_a_paper() -> None:
    paper = make_pack().documents[0].model_copy(update={"formats": ("pdf", "pdfa", "docx", "xlsx")})

    document.ask_all(round_=make_round(), subject="submission:1", papers=[paper], source="0" * 64, now=LATER)

    assert set(IssuedDocument.objects.values_list("plan", "form")) == {(paper.id, form) for form in document.WRITERS}


def test_document_whose_worker_was_lost_can_be_made_again_after_ten_minutes() -> None:
    issued = ask()
    person = make_user()

    with pytest.raises(Refused):
        document.retry(by=person, document=issued, now=LATER + timedelta(minutes=9))
    again = document.retry(by=person, document=issued, now=LATER + timedelta(minutes=11))

    assert (again.state, again.asked_at) == ("queued", LATER + timedelta(minutes=11))
