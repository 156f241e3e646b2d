"""Beginning from what is known, and taking over later."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shifan.actions import application as applying
from shifan.core.history import Change
from shifan.models import Application, Attachment, File, FinanceYear, StageDate
from tests import make
from tests.make import NOW, TRACK

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier():
    """An application of last time, and a round that takes new ones today."""
    application = make.make_application()
    ends = timezone.now() + timedelta(days=9)
    StageDate.objects.filter(round=make.make_round("example-2031")).update(opens_at=None, closes_at=ends)
    return application


@pytest.fixture
def client(earlier, sign_in):
    return sign_in(make.make_member(earlier.organisation))


def begin(client, source):
    sent = {"round": "example-2031", "track": TRACK, "source": source}
    answer = client.post(reverse("applicant_start"), sent)
    return Application.objects.get(round__slug="example-2031"), answer


def test_start_offers_earlier_applications_the_profile_and_nothing(client, earlier):
    answer = client.get(reverse("applicant_start"), {"round": "example-2031", "track": TRACK})

    page = answer.content.decode()
    assert f'value="application:{earlier.pk}" checked' in page
    assert "只取单位资料" in page
    assert "从空白开始" in page
    assert not Application.objects.filter(round__slug="example-2031").exists()


def test_start_takes_a_bounded_number_of_statements(client, earlier, django_assert_max_num_queries):
    make.make_application(round_=make.make_round("example-2029"), organisation=earlier.organisation, stage="draft")
    client.get("/")

    with django_assert_max_num_queries(8):
        client.get(reverse("applicant_start"), {"round": "example-2031", "track": TRACK})


def test_filled_says_what_came_from_where_and_what_did_not(client, earlier):
    earlier.answers.filter(path="unit.ownership").update(value="gone")
    begun, _ = begin(client, f"application:{earlier.pk}")

    page = client.get(reverse("applicant_filled", args=[begun.pk]), {"source": f"application:{earlier.pk}"})

    text = page.content.decode()
    assert f"取自{earlier.number} 申报" in text
    assert "取自单位资料：2 项" in text
    assert "没有带入：1 项" in text
    assert "企业性质" in text


def test_filled_from_an_application_of_somebody_else_is_not_found(client):
    begun, _ = begin(client, "profile")
    foreign = make.make_application()

    answer = client.get(reverse("applicant_filled", args=[begun.pk]), {"source": f"application:{foreign.pk}"})

    assert answer.status_code == 404


def test_section_shows_where_answers_came_from_in_two_more_statements(client, earlier, django_assert_num_queries):
    FinanceYear.objects.create(organisation=earlier.organisation, year=2028, revenue=7)
    begun, _ = begin(client, f"application:{earlier.pk}")
    FinanceYear.objects.update(revenue=8)
    address = reverse("applicant_section", args=[begun.pk, "unit"])
    client.get(address)

    with django_assert_num_queries(8):
        page = client.get(address).content.decode()

    assert f"取自{earlier.number} 申报" in page
    assert "与单位资料不同" in page
    assert 'value="unit.revenue.2028 1"' in page


def test_take_back_sets_one_answer(client, earlier):
    year = FinanceYear.objects.create(organisation=earlier.organisation, year=2028, revenue=7)
    begun, _ = begin(client, "profile")
    year.revenue = 8
    year.save()
    address = reverse("applicant_take_back", args=[begun.pk])

    first, late = (client.post(address, {"take": "unit.revenue.2028 1"}) for _ in range(2))

    assert first.url == reverse("applicant_section", args=[begun.pk, "unit"]) + "#f-unit.revenue.2028"
    assert late.status_code == 302
    assert begun.answers.values_list("value", "version").get(path="unit.revenue.2028") == ("8", 2)


@pytest.mark.parametrize("sent", ["", "unit.name", "unit.name x", "unit.name 99999999999"])
def test_take_back_of_what_nobody_sends_is_refused(client, sent):
    begun, _ = begin(client, "profile")

    assert client.post(reverse("applicant_take_back", args=[begun.pk]), {"take": sent}).status_code == 400


def test_take_fills_what_is_empty_later(client, earlier):
    begun, _ = begin(client, "empty")
    address = reverse("applicant_take", args=[begun.pk])

    assert f"application:{earlier.pk}" in client.get(address).content.decode()
    answer = client.post(address, {"source": f"application:{earlier.pk}"}, follow=True)

    assert "已带入" in answer.content.decode()
    assert begun.answers.get(path="project.title").value == "示例数字化车间"
    assert client.post(address, {"source": "empty"}).status_code == 400


def test_take_proof_that_there_is_not_says_so(client, earlier):
    stored = File.objects.create(digest="0" * 64, size=4, media_type="application/pdf", stored_at=NOW)
    foreign = make.make_application()
    theirs = Attachment.objects.create(
        application=foreign,
        file=stored,
        path="files.others",
        name="示例.pdf",
        added_at=NOW,
        added_by=make.make_member(foreign.organisation),
    )
    begun, _ = begin(client, "profile")
    sent = {"source": f"application:{earlier.pk}", "file": theirs.pk, "path": "files.others"}

    answer = client.post(reverse("applicant_take_proof", args=[begun.pk]), sent, follow=True)

    assert "没有找到要放入的附件" in answer.content.decode()


@pytest.mark.parametrize("name", ["applicant_take", "applicant_filled"])
def test_pages_of_somebody_else_are_not_found(client, earlier, sign_in, name):
    begun, _ = begin(client, "profile")
    stranger = sign_in(make.make_user(organisation=make.make_organisation()))

    assert stranger.get(reverse(name, args=[begun.pk])).status_code == 404


def test_saving_leaves_the_origin_and_says_that_it_differs(client, earlier):
    begun, _ = begin(client, "profile")
    user = make.make_member(earlier.organisation)
    changes = [Change("unit.name", "另一名称", 1)]

    applying.save_answers(by=user, application=begun, changes=changes, now=timezone.now())

    page = client.get(reverse("applicant_section", args=[begun.pk, "unit"])).content.decode()
    assert "与单位资料不同" in page
    assert earlier.organisation.name in page
