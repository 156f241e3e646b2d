from datetime import timedelta

import pytest
from django.test import Client

from shifan.models import Event, Review, Submission
from tests.make import LONG_AGO, NOW, make_application, make_expert, make_review, make_user, open_review

pytestmark = pytest.mark.django_db
GOOD = {"score-advanced": "90", "score-spread": "80", "opinion": "该项目技术先进，效果明显，建议支持。"}
FAR = NOW + timedelta(days=40_000)


@pytest.fixture
def review() -> Review:
    open_review(closes_at=FAR)
    return make_review(make_application(stage="review"))


@pytest.fixture
def expert(sign_in, review) -> Client:
    return sign_in(review.expert)


def text(reply) -> str:
    return reply.content.decode()


def test_the_desk_lists_what_is_to_be_done(expert, review):
    reply = expert.get("/review/")

    assert [row.review.pk for row in reply.context["rows"]] == [review.pk]
    assert "还有 1 份评审意见待提交" in text(reply)


def test_the_desk_without_reviews_says_what_comes(sign_in):
    reply = sign_in(make_expert()).get("/review/")

    assert "还没有分派给您的评审" in text(reply)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_the_same_statements(sign_in, count, django_assert_num_queries):
    open_review()
    expert = make_expert()
    for _ in range(count):
        make_review(make_application(stage="review"), expert)
    client = sign_in(expert)
    client.get("/review/")

    with django_assert_num_queries(4):
        client.get("/review/")


def test_the_form_stands_beside_the_sheet_without_personal_contacts(expert, review):
    reply = expert.get(f"/review/{review.pk}/")

    shown = text(reply)
    assert reply.status_code == 200
    assert "示例数字化车间" in shown
    assert "先进性" in shown
    assert "13800000000" not in shown
    assert "张示例" not in shown


def test_a_file_of_the_form_can_be_opened_from_the_sheet(expert, review):
    content = {**review.submission.content, "files": [{"digest": "0" * 64, "name": "示例.pdf", "size": 4, "path": "x"}]}
    Submission.objects.update(content=content)

    shown = text(expert.get(f"/review/{review.pk}/"))

    assert f"/files/{review.application_id}/{'0' * 64}/" in shown


def test_a_draft_is_kept_as_it_is_typed(expert, review):
    reply = expert.post(
        f"/review/{review.pk}/save/", {"score-advanced": "9x", "was-score-advanced": ""}, headers={"HX-Request": "true"}
    )

    assert reply.status_code == 200
    assert "草稿已保存" in text(reply)
    assert "现为“9x”" in text(reply)
    assert 'value="9x"' in text(expert.get(f"/review/{review.pk}/"))


def test_an_old_window_does_not_write_over_what_was_typed_since(expert, review):
    expert.post(f"/review/{review.pk}/save/", {"score-advanced": "90", "was-score-advanced": ""})

    expert.post(
        f"/review/{review.pk}/save/",
        {"score-advanced": "", "was-score-advanced": "", "score-spread": "70", "was-score-spread": ""},
    )

    review.refresh_from_db()
    assert review.draft == {"advanced": "90", "spread": "70"}


def test_line_breaks_of_the_browser_are_no_change(expert, review):
    Review.objects.update(opinion="一\n二")

    expert.post(f"/review/{review.pk}/save/", {"opinion": "一\r\n二", "was-opinion": "一\r\n二"})

    review.refresh_from_db()
    assert review.opinion == "一\n二"


def test_a_review_is_filed_and_then_read_only(expert, review):
    reply = expert.post(f"/review/{review.pk}/file/", GOOD)

    assert (reply.status_code, reply.url) == (302, "/review/")
    shown = text(expert.get(f"/review/{review.pk}/"))
    assert "86.67" in shown
    assert "<textarea" not in shown


def test_an_incomplete_review_is_not_filed_and_nothing_is_lost(expert, review):
    reply = expert.post(f"/review/{review.pk}/file/", {**GOOD, "score-spread": "101"})

    assert reply.status_code == 403
    assert "应在 0 至 100 之间，现为“101”" in text(reply)
    assert 'value="101"' in text(reply)
    review.refresh_from_db()
    assert (review.state, review.draft["advanced"], review.opinion) == ("assigned", "90", GOOD["opinion"])


def test_a_closed_review_is_not_saved(expert, review):
    open_review(closes_at=LONG_AGO)

    reply = expert.post(f"/review/{review.pk}/save/", {"score-advanced": "90"})

    assert reply.status_code == 403
    assert "截止" in text(reply)


def test_recusing_hides_the_application(expert, review):
    reply = expert.post(f"/review/{review.pk}/recuse/", {"reason": "曾在该企业任职"})

    assert reply.status_code == 302
    shown = text(expert.get(f"/review/{review.pk}/"))
    assert "示例数字化车间" not in shown
    assert "曾在该企业任职" in shown


def test_recusing_needs_a_reason(expert, review):
    reply = expert.post(f"/review/{review.pk}/recuse/", {"reason": " "})

    assert reply.status_code == 403


def test_another_expert_s_review_does_not_exist(sign_in, review):
    client = sign_in(make_expert())

    found = [client.get(f"/review/{review.pk}/").status_code]
    found += [client.post(f"/review/{review.pk}/{verb}/", GOOD).status_code for verb in ("save", "file", "recuse")]

    assert found == [404] * 4
    assert Event.objects.count() == 0


def test_an_expert_does_not_see_the_others_scores(expert, review):
    make_review(review.application, make_expert("示例另一专家"), scores={"advanced": "41.37", "spread": "42.73"})

    shown = text(expert.get(f"/review/{review.pk}/"))

    assert "41.37" not in shown
    assert "示例另一专家" not in shown


def test_markup_in_an_opinion_is_shown_as_text(expert, review):
    attack = "</textarea><script>alert(1)</script>"

    expert.post(f"/review/{review.pk}/save/", {"opinion": attack})

    assert "<script>alert" not in text(expert.get(f"/review/{review.pk}/"))


def test_somebody_who_is_no_expert_has_an_empty_desk(sign_in):
    assert sign_in(make_user()).get("/review/").status_code == 200
