"""Which programmes fit."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shifan.models import StageDate
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return make.make_organisation()


@pytest.fixture
def client(mine, sign_in):
    return sign_in(make.make_user(organisation=mine))


def open_(slug="example-2030", *, opens=None, closes=9):
    round_ = make.make_round(slug)
    now = timezone.now()
    opens_at = None if opens is None else now + timedelta(days=opens)
    StageDate.objects.filter(round=round_).update(opens_at=opens_at, closes_at=now + timedelta(days=closes))
    return round_


def verdicts(page):
    return [each["fit"].match.verdict for one in page.context["offers"] for each in one["fits"]]


def test_fit_without_a_profile_says_what_to_enter_first_and_asks(client):
    open_()

    page = client.get(reverse("fit"))

    assert "单位资料还没有填写" in page.content.decode()
    assert set(verdicts(page)) == {"undetermined"}
    assert page.context["offers"][0]["asks"]


def test_fit_without_rounds_says_so(client):
    assert "目前没有正在受理或即将受理的项目" in client.get(reverse("fit")).content.decode()


def test_answers_decide_for_this_time(client):
    open_()
    asks = client.get(reverse("fit")).context["offers"][0]["asks"]
    accident = next(ask for ask in asks if ask.path == "unit.accident")
    assert [code for code, _ in accident.options] == ["true", "false"]

    answer = client.post(reverse("fit"), {"example-2030:unit.accident": "true"})
    page = client.get(answer.url)

    assert "not_eligible" in verdicts(page)
    first = page.context["offers"][0]["fits"][0]
    assert first["against"][0][1]
    assert "clause-quote" in page.content.decode()


def test_round_that_opens_later_is_shown_without_a_start(client):
    open_(opens=3)

    text = client.get(reverse("fit")).content.decode()

    assert "开始受理" in text
    assert "开始申报" not in text


def test_round_that_is_over_is_not_shown(client):
    open_(closes=-1)

    assert client.get(reverse("fit")).context["offers"] == []


def test_fit_takes_as_many_statements_for_three_rounds_as_for_one(client, django_assert_num_queries):
    open_()
    client.get(reverse("fit"))
    with django_assert_num_queries(8):
        client.get(reverse("fit"))
    open_("example-2031")
    open_("example-2032")

    with django_assert_num_queries(8):
        client.get(reverse("fit"))


@pytest.mark.parametrize(
    "sent", [{"x:y": "1"}, {"example-2030:unit.nothing": "1"}, {":": "1"}, {"example-2030:unit.accident": "maybe"}]
)
def test_answers_that_nobody_asked_for_do_no_harm(client, sent):
    open_()

    assert client.get(reverse("fit"), sent).status_code == 200
    assert client.post(reverse("fit"), sent).status_code == 302


def test_person_without_an_enterprise_finds_no_page(sign_in):
    assert sign_in(make.make_user()).get(reverse("fit")).status_code == 404
