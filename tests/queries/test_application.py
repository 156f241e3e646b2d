"""What an applicant reads: the desk, the time that is left, how an application stands."""

from datetime import timedelta

import pytest

from shifan.core.document import DocumentPlan, TextPart
from shifan.core.form import Words
from shifan.models import Application
from shifan.queries import application as applications
from shifan.queries.standing import paper, standing, unprintable
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_cards_take_three_statements_whatever_their_number(rows, django_assert_num_queries):
    organisation = make.make_organisation()
    user = make.make_user(organisation=organisation)
    for number in range(rows):
        make.make_application(round_=make.make_round(f"round-{number}"), organisation=organisation, stage="draft")
    applications.cards(user)  # compiles the pack

    with django_assert_num_queries(3):
        cards = applications.cards(user)

    assert len(cards) == rows


def test_cards_of_somebody_else_are_not_listed():
    make.make_application()

    assert applications.cards(make.make_user(organisation=make.make_organisation())) == ()


def test_offers_name_what_the_enterprise_has_already():
    application = make.make_application(stage="draft")
    make.make_round("another")
    user = make.make_member(application.organisation)

    offers = applications.offers(user, NOW, applications.cards(user))

    assert {offer.round.slug: [mine for _, mine in offer.tracks] for offer in offers} == {
        "example-2030": [application],
        "another": [None],
    }


def test_offers_leave_out_what_is_closed():
    make.make_round()

    assert applications.offers(make.make_user(), NOW + timedelta(days=60), ()) == ()


def test_of_somebody_elses_application_does_not_exist():
    application = make.make_application()

    with pytest.raises(Application.DoesNotExist):
        applications.of(make.make_user(organisation=make.make_organisation()), application.pk)


def test_destination_is_the_nearest_body():
    far = make.make_organisation(region="130400")  # a city without a desk of its own: the province takes it
    near = make.make_application(stage="draft")
    distant = make.make_application(stage="draft", organisation=far)

    found = [applications.destination(each, applications.window(each), {}) for each in (near, distant)]

    assert [(body.region, stage.id) for body, stage in found] == [("130100", "city"), ("130000", "province")]


def test_standing_counts_what_is_wanted():
    application = make.make_application(stage="draft", answers={"unit.contact": None})

    stands = standing(applications.of(make.make_member(application.organisation), application.pk), NOW)

    assert stands.progress["unit"] == (7, 8)
    assert [(finding.rule, finding.path) for finding in stands.checked.findings] == [("field.required", "unit.contact")]
    assert paper(stands) is None


def test_changed_since_names_what_differs():
    application = make.make_application()
    submission = applications.last_submission(application)
    flat = submission.content["answers"] | {"unit.contact": "新"}

    assert applications.changed_since(flat, submission) == ("unit.contact",)
    assert applications.changed_since(flat, None) == ()


def test_characters_that_no_font_has_are_named_before_submitting():
    form = DocumentPlan(
        id="form",
        label=Words(zh="申报书", en="Form"),
        of="submission",
        track=make.TRACK,
        parts=(TextPart(part="text", text=Words(zh="项目：{project.title}", en="Project: {project.title}")),),
    )
    pack = make.make_pack().model_copy(update={"documents": (form,)})
    rare = {"project.title": "示例\U0001fae0\u0e44车间"}

    plain = make.make_application(round_=make.make_round("printed", changed=pack), stage="draft")
    strange = make.make_application(round_=make.make_round("printed"), stage="draft", answers=rare)

    assert unprintable(standing(plain, NOW)) == ()
    (finding,) = unprintable(standing(strange, NOW))
    assert finding.params == {"characters": "\u0e44（U+0E44）、\U0001fae0（U+1FAE0）", "count": "2"}
