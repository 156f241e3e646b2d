"""Papers are asked for by the deed that froze what they say, and only those whom they concern may read them."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from pypdf import PdfReader

from shifan.actions import check, document, recommendation, review
from shifan.actions.file import storage_name
from shifan.facts import plan_of
from shifan.models import Application, IssuedDocument, Review, User
from shifan.queries import document as documents
from tests import said as said_lines
from tests.actions.test_notice import announce, make_decided, propose
from tests.desks import LATER, make_clerk, make_list, make_waiting, send_back, sign_all
from tests.make import (
    NOW,
    TRACK,
    make_application,
    make_body,
    make_member,
    make_organisation,
    make_review,
    make_round,
    make_user,
    open_review,
)

pytestmark = pytest.mark.django_db


def asked(kind: str) -> list[tuple[str, str]]:
    """The subjects and documents of a kind that were asked for, as PDF."""
    rows = IssuedDocument.objects.filter(subject__startswith=f"{kind}:", form="pdf").order_by("pk")
    return list(rows.values_list("subject", "plan"))


def said(subject: str) -> str:
    """The words of a document once it has been made, without spaces."""
    issued = IssuedDocument.objects.get(subject=subject, form="pdf")
    made = document.make(document_id=issued.pk, now=LATER)
    with default_storage.open(storage_name(made.file_id)) as kept:
        pages = PdfReader(BytesIO(kept.read())).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def readers(subject: str, *people: User) -> list[bool]:
    issued = IssuedDocument.objects.get(subject=subject, form="pdf")
    return [_may(person, issued) for person in people]


def _may(person: User, issued: IssuedDocument) -> bool:
    try:
        return documents.get(person, issued.pk, LATER) == issued
    except IssuedDocument.DoesNotExist:
        return False


def filed(application: Application) -> Review:
    open_review()
    given = make_review(application)
    scores = {"advanced": "88", "spread": "76.5"}
    opinion = "该项目技术水平先进，推广价值明显，建议支持。"
    review.save(by=given.expert, review=given, scores=scores, opinion=opinion, now=NOW)
    return review.file(by=given.expert, review=given, now=NOW)


def test_sending_back_makes_a_notice_of_changes() -> None:
    clerk, application = make_clerk(), make_waiting("示例甲")
    request = send_back(clerk, application, reason="请补充 2029 年审计报告。")

    assert asked("change_request") == [(f"change_request:{request.pk}", "change_notice")]
    text = said(f"change_request:{request.pk}")
    assert all(words in text for words in ("示例甲：", "请补充2029年审计报告。", application.number, "2030年4月12日"))


def test_a_notice_of_changes_is_read_by_the_applicant_and_the_desks() -> None:
    clerk, application = make_clerk(), make_waiting("示例甲")
    request = send_back(clerk, application)
    mine, organiser = make_member(application.organisation), make_member(application.round.organiser)
    province = make_user(organisation=make_body(region="130000").organisation, bureau="miit")
    expert = make_review(application).expert
    other = make_user(organisation=make_organisation())
    other_city = make_user(organisation=make_body(region="130200").organisation, bureau="miit")

    found = readers(f"change_request:{request.pk}", mine, clerk, province, organiser, expert, other, other_city)

    assert found == [True, True, True, True, False, False, False]


def test_filing_a_review_makes_its_sheet() -> None:
    done = filed(make_application(stage="review"))

    assert asked("review") == [(f"review:{done.pk}", "review_sheet")]
    text = said(f"review:{done.pk}")
    assert all(words in text for words in (done.expert.name, "88", "76.5", "建议支持", "专家评审表"))


def test_a_sheet_is_read_by_its_expert_and_the_organiser_alone() -> None:
    application = make_application(stage="review")
    done, another = filed(application), make_review(application).expert
    mine, organiser = make_member(application.organisation), make_member(application.round.organiser)
    city = make_user(organisation=make_body().organisation, bureau="miit")

    found = readers(f"review:{done.pk}", done.expert, organiser, another, mine, city)

    assert found == [True, True, False, False, False]


def test_a_list_tells_each_applicant_its_own_result() -> None:
    chosen, left = make_decided()

    propose()
    assert asked("selection") == [(f"selection:{left.selection.pk}", "result_not_selected")]

    announce(now=NOW + timedelta(days=30))
    assert asked("selection")[1:] == [(f"selection:{chosen.selection.pk}", "result_selected")]
    assert "已列入入选名单" in said(f"selection:{chosen.selection.pk}")
    assert "未列入拟入选名单" in said(f"selection:{left.selection.pk}")


def test_turning_away_tells_why_with_the_sentences_of_the_notice() -> None:
    application = make_application(stage="completeness")
    organiser = make_member(application.round.organiser)
    told = {"verdict": "fail", "reason": "缺推荐函", "now": NOW}
    check.mark(by=organiser, application=application, stage="completeness", check_id="complete", **told)

    review.turn_away(by=organiser, application=application, reason="材料不齐", now=NOW)

    subject = f"ending:{application.pk}"
    assert asked("ending") == [(subject, "ending_turned_away")]
    quoted = plan_of(application.round).pack.clause("900-004").quote
    text = said(subject)
    for words in (
        "形式审查不通过告知书",
        "理由：材料不齐",
        "缺推荐函",
        quoted,
        application.number,
        organiser_of(application),
    ):
        assert "".join(words.split()) in text
    assert "ending_turned_away" in [plan.id for _, plan in documents.of_application(application_anew(application))]


def test_an_applicant_that_a_body_does_not_recommend_is_told_why_once_the_list_is_sent() -> None:
    clerk, application = make_clerk(), make_waiting("示例丙")
    ranked = make_list(clerk)
    recommendation.decline(by=clerk, body=ranked.body, application=application, reason="不属于制造业", now=LATER)
    assert asked("ending") == []

    sign_all(ranked)
    recommendation.send(by=clerk, ranked_list=ranked, reason="", now=LATER)

    assert asked("ending") == [(f"ending:{application.pk}", "ending_not_recommended")]
    text = said(f"ending:{application.pk}")
    assert all(words in text for words in ("示例丙：", "不予推荐", "理由：不属于制造业", ranked.body.organisation.name))
    assert "不符合要求的内容" not in text  # no line of its check sheet failed


def test_why_an_application_ended_is_read_by_the_applicant_and_the_desks() -> None:
    application = make_application(stage="completeness")
    organiser = make_member(application.round.organiser)
    review.turn_away(by=organiser, application=application, reason="材料不齐", now=NOW)
    city = make_user(organisation=application.body.organisation, bureau="miit")
    other = make_user(organisation=make_organisation())

    found = readers(f"ending:{application.pk}", make_member(application.organisation), organiser, city, other)

    assert found == [True, True, True, False]


def organiser_of(application: Application) -> str:
    return application.round.organiser.name


def application_anew(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def test_a_result_is_not_read_by_another_applicant() -> None:
    chosen, left = make_decided()
    propose()
    organiser, expert = make_member(make_round().organiser), left.reviews.first().expert

    found = readers(
        f"selection:{left.selection.pk}",
        make_member(left.organisation),
        organiser,
        make_member(chosen.organisation),
        expert,
    )

    assert found == [True, True, False, False]


def test_asking_again_makes_nothing_new() -> None:
    done = filed(make_application(stage="review"))
    before = list(IssuedDocument.objects.values_list("pk", flat=True))

    document.ask_of(kind="review", pk=done.pk, round_=make_round(), track=TRACK, now=LATER)

    assert list(IssuedDocument.objects.values_list("pk", flat=True)) == before


def test_a_review_that_is_not_filed_has_no_sheet() -> None:
    open_ = make_review(make_application(stage="review"))
    issued = document.ask(
        round_=make_round(), subject=f"review:{open_.pk}", plan_id="review_sheet", form="pdf", source="0", now=NOW
    )

    assert not _may(open_.expert, issued)
    with pytest.raises(Review.DoesNotExist):
        document.make(document_id=issued.pk, now=LATER)


@pytest.mark.parametrize("count", [1, 3])
def test_papers_of_an_application_take_the_same_statements(count: int, django_assert_num_queries) -> None:
    clerk, application = make_clerk(), make_waiting("示例甲")
    request = send_back(clerk, application)
    for number in range(count):
        document.ask(
            round_=application.round,
            subject=f"change_request:{request.pk}",
            plan_id="change_notice",
            form="pdf",
            source=str(number),
            now=LATER,
        )

    with django_assert_num_queries(5):
        found = documents.of_application(application, with_reviews=True)

    assert [plan.id for issued, plan in found if issued.form == "pdf"] == ["change_notice"] * (count + 1)


@pytest.mark.parametrize("count", [1, 3])
def test_papers_of_lists_take_two_statements(count: int, django_assert_num_queries) -> None:
    make_decided(selected=(90,) * count)
    round_ = propose().round

    with django_assert_num_queries(2):
        found = documents.of_lists(round_)

    assert [plan.id for issued, plan in found[TRACK] if issued.form == "pdf"] == ["proposed_list"]


def test_papers_asked_from_english_pages_are_chinese_throughout() -> None:
    with translation.override("en"):
        other = make_body(region="130200")
        send_back(make_clerk(other), make_waiting("示例甲", body=other))
        clerk, refused = make_clerk(), make_waiting("示例丙")
        ranked = make_list(clerk, names=("示例乙",))
        recommendation.decline(by=clerk, body=ranked.body, application=refused, reason="不属于制造业", now=LATER)
        drafts = [
            documents.preview(plan_of(ranked.round), ranked, "pdf", one.id) for one in documents.papers_of(ranked)
        ]
        sign_all(ranked)
        recommendation.send(by=clerk, ranked_list=ranked, reason="", now=LATER)
        filed(make_application(stage="review"))
        make_decided()
        propose()
        announce(now=NOW + timedelta(days=30))
        composed = [documents.composed(one) for one in IssuedDocument.objects.filter(form="pdf")]

    kinds = set(IssuedDocument.objects.values_list("plan", flat=True))
    assert kinds >= {
        "change_notice", "summary_table", "recommendation_letter", "ending_not_recommended", "review_sheet",
        "proposed_list", "final_list", "result_selected", "result_not_selected",
    }  # fmt: skip
    assert {one.language for one in [*drafts, *composed]} == {"zh"}
    shown = [line for one in [*drafts, *composed] for line in [one.title, one.mark, *said_lines.lines(one)]]
    english = re.compile("[A-Za-z]{3,}")
    assert [line for line in shown if english.search(re.sub("[0-9a-f]{4}( [0-9a-f]{4}){3}", "", line))] == []
