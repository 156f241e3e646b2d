from datetime import timedelta

import pytest

from shifan.actions import review
from shifan.core.finding import Refused
from shifan.models import Event, Score
from tests.make import NOW, make_application, make_review, open_review

pytestmark = pytest.mark.django_db
GOOD = {"advanced": "90", "spread": "81.5"}
OPINION = "该项目技术先进，效果明显，建议支持。"


def rules(refused) -> list[str]:
    return [finding.rule for finding in refused.value.findings]


def test_what_an_expert_types_is_kept_even_if_it_is_wrong():
    open_review()
    found = make_review(make_application(stage="review"))

    findings = review.save(by=found.expert, review=found, scores={"advanced": "12o"}, opinion="先进", now=NOW)

    found.refresh_from_db()
    assert (found.draft, found.opinion, found.state) == ({"advanced": "12o"}, "先进", "assigned")
    assert [finding.rule for finding in findings] == ["score.range", "score.missing", "opinion.missing"]
    assert Event.objects.get(verb="review.save").data == {"review": found.pk, "fields": ["advanced"]}


def test_saving_one_field_leaves_the_others():
    open_review()
    found = make_review(make_application(stage="review"), opinion="原有意见")
    review.save(by=found.expert, review=found, scores={"advanced": "80"}, opinion=None, now=NOW)

    review.save(by=found.expert, review=found, scores={"spread": "70", "unknown": "1"}, opinion=None, now=NOW)

    found.refresh_from_db()
    assert (found.draft, found.opinion) == ({"advanced": "80", "spread": "70"}, "原有意见")


def test_saving_the_same_again_is_no_event():
    open_review()
    found = make_review(make_application(stage="review"))
    review.save(by=found.expert, review=found, scores={"advanced": "80"}, opinion="先进", now=NOW)

    review.save(by=found.expert, review=found, scores={"advanced": "80"}, opinion="先进", now=NOW)

    assert Event.objects.filter(verb="review.save").count() == 1


def test_filing_keeps_scores_and_locks_the_review():
    open_review()
    found = make_review(make_application(stage="review"))
    review.save(by=found.expert, review=found, scores=GOOD, opinion=OPINION, now=NOW)

    review.file(by=found.expert, review=found, now=NOW)

    found.refresh_from_db()
    assert (found.state, found.filed_at, found.opinion) == ("filed", NOW, OPINION)
    assert {score.criterion: str(score.value) for score in Score.objects.all()} == {
        "advanced": "90.00",
        "spread": "81.50",
    }
    assert Event.objects.get(verb="review.file").data == {"review": found.pk, "scores": GOOD, "opinion": OPINION}
    with pytest.raises(Refused) as refused:
        review.save(by=found.expert, review=found, scores={"advanced": "1"}, opinion=None, now=NOW)
    assert rules(refused) == ["move.unknown"]


def test_filing_is_refused_while_something_is_missing():
    open_review()
    found = make_review(make_application(stage="review"))
    review.save(by=found.expert, review=found, scores={"advanced": "101"}, opinion="好", now=NOW)

    with pytest.raises(Refused) as refused:
        review.file(by=found.expert, review=found, now=NOW)

    assert rules(refused) == ["score.range", "score.missing", "opinion.missing"]
    found.refresh_from_db()
    assert (found.state, Score.objects.count()) == ("assigned", 0)


def test_nothing_is_written_before_the_review_starts():
    found = make_review(make_application(stage="review"))

    with pytest.raises(Refused) as refused:
        review.save(by=found.expert, review=found, scores=GOOD, opinion=None, now=NOW)

    assert rules(refused) == ["review.closed"]


def test_nothing_is_filed_after_the_review_has_closed():
    open_review(closes_at=NOW - timedelta(minutes=1))
    found = make_review(make_application(stage="review"))

    with pytest.raises(Refused) as refused:
        review.file(by=found.expert, review=found, now=NOW)

    assert rules(refused) == ["stage.closed"]


def test_recusing_takes_an_expert_off_with_a_reason():
    found = make_review(make_application(stage="review"))

    review.recuse(by=found.expert, review=found, reason=" 曾在该企业任职 ", now=NOW)

    found.refresh_from_db()
    assert (found.state, found.reason) == ("recused", "曾在该企业任职")
    assert Event.objects.get().data == {"review": found.pk, "reason": "曾在该企业任职"}


def test_recusing_needs_a_reason():
    found = make_review(make_application(stage="review"))

    with pytest.raises(Refused) as refused:
        review.recuse(by=found.expert, review=found, reason="", now=NOW)

    assert rules(refused) == ["reason.missing"]
