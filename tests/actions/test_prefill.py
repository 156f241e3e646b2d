from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from shifan.actions import application as applying
from shifan.actions import attachment, prefill
from shifan.core.finding import Refused
from shifan.core.history import Change
from shifan.models import AnswerOrigin, Application, Attachment, Event, FinanceYear, Round
from shifan.queries import prefill as sources
from tests import make
from tests.make import NOW, TRACK

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_round():
    return make.make_round("example-2031")


def png():
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(drawn, "PNG")
    return drawn.getvalue()


def begin(user, round_, source):
    mine = user.memberships.get().organisation
    return applying.start(by=user, round_=round_, organisation=mine, track=TRACK, now=NOW, source=source)


def flat(application):
    return dict(application.answers.values_list("path", "value"))


def origins(application):
    return dict(application.origins.values_list("path", "source"))


def test_start_from_the_profile_takes_facts_and_years_with_their_origin(other_round):
    mine = make.make_organisation()
    user = make.make_user(organisation=mine)
    FinanceYear.objects.create(organisation=mine, year=2029, revenue=Decimal("42000.50"))

    begun = begin(user, other_round, "profile")

    expected = {"unit.name": mine.name, "unit.uscc": mine.uscc, "unit.revenue.2029": "42000.5"}
    assert flat(begun) == expected
    assert origins(begun) == dict.fromkeys(expected, "profile")
    assert Event.objects.get().data["source"] == "profile"


def test_start_from_nothing_takes_nothing(other_round):
    begun = begin(make.make_user(organisation=make.make_organisation()), other_round, "empty")

    assert (flat(begun), origins(begun)) == ({}, {})


def test_start_from_an_earlier_application_takes_the_form_with_rows_pictures_and_proofs(other_round):
    earlier = make.make_application(stage="draft")
    user = make.make_member(earlier.organisation)
    added = attachment.add(
        by=user, application=earlier, path="files.others", name="证明.png", content=BytesIO(png()), now=NOW
    )
    picture = {"type": "image", "attrs": {"digest": added.file_id}}
    Attachment.objects.create(
        application=earlier, path="project.intro", file=added.file, name="图.png", added_at=NOW, added_by=user
    )
    earlier.answers.filter(path="project.intro").update(value={"type": "doc", "content": [picture]})

    begun = begin(user, other_round, f"application:{earlier.pk}")

    before, now = flat(earlier), flat(begun)
    (row,) = now["project.scenarios"]
    assert row != "k3f"
    assert now[f"project.scenarios.{row}.summary"] == before["project.scenarios.k3f.summary"]
    assert now["project.intro"] == before["project.intro"]
    assert now["files.others"] == before["files.others"]
    assert set(begun.attachments.values_list("path", "file_id")) == {
        ("files.others", added.file_id),
        ("project.intro", added.file_id),
    }
    assert origins(begun)["unit.name"] == "profile"
    assert origins(begun)["project.title"] == f"application:{earlier.pk}"
    assert "project.scenarios" not in origins(begun)
    begun.refresh_from_db()
    assert begun.title == "示例数字化车间"


def test_start_from_an_application_of_somebody_else_is_not_found(other_round):
    foreign = make.make_application()
    user = make.make_user(organisation=make.make_organisation())

    with pytest.raises(Application.DoesNotExist):
        begin(user, other_round, f"application:{foreign.pk}")

    assert Application.objects.count() == 1


@pytest.mark.parametrize("source", ["application:", "application:x", "application:" + "9" * 30])
def test_start_from_what_there_is_not_is_not_found(other_round, source):
    user = make.make_user(organisation=make.make_organisation())

    with pytest.raises(Application.DoesNotExist):
        begin(user, other_round, source)


def test_take_fills_only_what_is_empty_and_says_how_much(other_round):
    earlier = make.make_application()
    user = make.make_member(earlier.organisation)
    begun = begin(user, other_round, "empty")
    mine = [Change("unit.contact", "李示例", 0), Change("project.title", None, 0)]
    applying.save_answers(by=user, application=begun, changes=mine, now=NOW)

    count = prefill.take(by=user, application=begun, source=f"application:{earlier.pk}", now=NOW)

    assert count == len(flat(begun)) - 1
    assert flat(begun)["unit.contact"] == "李示例"
    assert flat(begun)["project.title"] == "示例数字化车间"
    assert Event.objects.latest("position").verb == "application.take"
    again = prefill.take(by=user, application=begun, source=f"application:{earlier.pk}", now=NOW)
    assert again == 0


def test_take_leaves_closed_fields_of_an_application_sent_back(other_round):
    earlier = make.make_application(answers={"unit.contact": "张示例"})
    user = make.make_member(earlier.organisation)
    back = make.make_application(
        round_=other_round,
        organisation=earlier.organisation,
        answers={"unit.contact": None, "project.title": None},
    )
    make.make_change_request(back, "project")

    prefill.take(by=user, application=back, source=f"application:{earlier.pk}", now=NOW)

    assert flat(back).keys() & {"unit.contact", "project.title"} == {"project.title"}


def test_take_after_submitting_is_refused(other_round):
    earlier = make.make_application(round_=other_round)

    with pytest.raises(Refused):
        prefill.take(by=make.make_member(earlier.organisation), application=earlier, source="profile", now=NOW)


def test_take_back_sets_what_the_profile_says_now(other_round):
    mine = make.make_organisation()
    user = make.make_user(organisation=mine)
    year = FinanceYear.objects.create(organisation=mine, year=2029, revenue=1)
    begun = begin(user, other_round, "profile")
    year.revenue = Decimal("2.5")
    year.save()
    path = "unit.revenue.2029"

    done = prefill.take_back(by=user, application=begun, path=path, version=1, now=NOW)
    late = prefill.take_back(by=user, application=begun, path=path, version=1, now=NOW)

    assert (done, late) == (True, False)
    assert begun.answers.values_list("value", "version").get(path=path) == ("2.5", 2)
    assert begun.origins.get(path=path).value == "2.5"


def test_take_back_of_what_came_from_nowhere_is_refused(other_round):
    user = make.make_user(organisation=make.make_organisation())
    begun = begin(user, other_round, "empty")

    with pytest.raises(Refused):
        prefill.take_back(by=user, application=begun, path="unit.contact", version=0, now=NOW)


def test_take_proof_checks_a_file_anew(other_round):
    earlier = make.make_application(stage="draft")
    user = make.make_member(earlier.organisation)
    added = attachment.add(
        by=user, application=earlier, path="files.others", name="证明.png", content=BytesIO(png()), now=NOW
    )
    begun = begin(user, other_round, "empty")

    prefill.take_proof(by=user, application=begun, given=added, path="files.others", now=NOW)

    assert [each["name"] for each in flat(begun)["files.others"]] == ["证明.png"]
    with pytest.raises(Refused):
        prefill.take_proof(by=user, application=begun, given=added, path="unit.contact", now=NOW)


def test_origins_name_the_application_and_say_where_the_answer_is_another(other_round, django_assert_num_queries):
    earlier = make.make_application()
    user = make.make_member(earlier.organisation)
    begun = begin(user, other_round, f"application:{earlier.pk}")
    change = Change("unit.contact", "李示例", 1)
    applying.save_answers(by=user, application=begun, changes=[change], now=NOW)
    now = flat(begun)

    with django_assert_num_queries(1):
        said = sources.origins(begun, user, now, "unit")

    assert said["unit.contact"] == sources.Said(
        "unit.contact", f"application:{earlier.pk}", earlier.number, "张示例", True
    )
    assert not said["unit.name"].is_other
    assert not any(path.startswith("project") for path in said)


def test_origins_with_figures_of_years_take_two_statements(other_round, django_assert_num_queries):
    mine = make.make_organisation()
    user = make.make_user(organisation=mine)
    FinanceYear.objects.create(organisation=mine, year=2029, revenue=1)
    begun = begin(user, other_round, "profile")
    now = flat(begun)

    with django_assert_num_queries(2):
        sources.origins(begun, user, now, "unit")


def test_sources_list_what_was_submitted_first_then_drafts(other_round):
    draft = make.make_application(stage="draft")
    third = make.make_round("example-2029")
    sent = make.make_application(round_=third, organisation=draft.organisation)
    make.make_application()
    user = make.make_member(draft.organisation)

    found = sources.sources(user, other_round, TRACK, draft.organisation)

    assert [(one.application, one.is_same) for one in found] == [(sent, True), (draft, True)]
    assert Round.objects.count() == 3


def test_remember_again_replaces_where_a_value_came_from(other_round):
    user = make.make_user(organisation=make.make_organisation())
    begun = begin(user, other_round, "profile")

    prefill.remember(begun, {"unit.name": ("示例", "workbook")}, NOW + timedelta(hours=1))

    assert AnswerOrigin.objects.get(application=begun, path="unit.name").source == "workbook"
