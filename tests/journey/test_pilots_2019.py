"""Applications in the rounds of 2019: which body they go to, which forms they bring, how lists are bounded."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from shifan import packs
from shifan.actions import application as applications
from shifan.actions import programme, recommendation
from shifan.core import answers, identity
from shifan.core.finding import Refused, Severity
from shifan.facts import plan_of
from shifan.models import Answer, Application, IssuedDocument, Organisation, RankedList, Round
from shifan.queries import recommendation as lists
from shifan.queries.standing import paper, standing
from tests.desks import check_all, make_clerk
from tests.make import make_organisation, make_user, numbers

pytestmark = pytest.mark.django_db
PROGRAMMES = Path(__file__).parents[2] / "programmes"
SHANGHAI = ZoneInfo("Asia/Shanghai")
INTEGRATION, SHUANGCHUANG = "miit-2019-integration", "miit-2019-shuangchuang"
NOW = datetime(2019, 7, 28, 12, tzinfo=SHANGHAI)


def make_round(name: str) -> Round:
    pack = packs.load(PROGRAMMES / name)
    organiser = make_organisation(kind="organiser", region="", name="示例部")
    by = make_user(organisation=organiser)
    return programme.open_round(
        by=by,
        pack_version=programme.publish_pack(by=by, pack=pack, now=NOW),
        organiser=organiser,
        slug=name,
        label=pack.label.zh,
        label_en=pack.label.en,
        shift_days=0,
        bodies={},
        confirmed={item.id: "按此读法执行。" for item in pack.placeholders},
        now=NOW,
    )


def make_enterprise(region: str) -> Organisation:
    number = next(numbers)
    code = identity.make_uscc("91320500", f"EXA{number:05}")
    return Organisation.objects.create(
        kind="enterprise", name=f"示例单位{number}", region=region, uscc=code, verified_at=NOW
    )


def submit(round_: Round, base: str, region: str, **changed: object) -> Application:
    """File a complete application of a new enterprise, with some answers of its own."""
    plan, track = plan_of(round_), plan_of(round_).pack.tracks[0].id
    organisation = make_enterprise(region)
    by = make_user(organisation=organisation)
    path = PROGRAMMES / plan.pack.id / "cases" / "base" / f"{base}.yaml"
    flat, _ = answers.read(plan, track, yaml.safe_load(path.read_text(encoding="utf-8")))
    flat = dict(flat) | {"unit.name": organisation.name, "unit.code": organisation.uscc} | changed
    application = applications.start(by=by, round_=round_, organisation=organisation, track=track, now=NOW)
    application.answers.all().delete()
    Answer.objects.bulk_create(
        Answer(application=application, path=path, value=value, changed_at=NOW, changed_by=by)
        for path, value in flat.items()
    )
    declared = {item.id for item in plan.pack.declarations}
    applications.submit(by=by, application=application, declared=declared, now=NOW)
    return Application.objects.select_related("body__organisation", "round__pack_version").get(pk=application.pk)


def list_all(round_: Round, base: str, count: int, **changed: object) -> RankedList:
    """Put several applications on the list of the body they go to."""
    for _ in range(count):
        application = submit(round_, base, "210106", **changed)
        by = make_clerk(application.body)
        check_all(by, application, NOW)
        recommendation.include(by=by, body=application.body, application=application, now=NOW)
    return RankedList.objects.get(body=application.body)


def test_group_that_was_chosen_receives_the_application():
    round_ = make_round(INTEGRATION)

    through_group = submit(round_, "platform", "320500", **{"unit.group": "G028"})
    through_province = submit(round_, "platform", "320500")

    assert (through_group.body.kind, through_group.body.organisation.name) == (
        "central_group",
        "中国电子信息产业集团有限公司",
    )
    assert (through_province.body.kind, through_province.body.region) == ("province", "320000")
    assert {through_group.stage, through_province.stage} == {"recommend"}


def test_forms_that_the_categories_call_for_are_made():
    round_ = make_round(INTEGRATION)

    application = submit(round_, "two", "320500")

    made = IssuedDocument.objects.filter(subject=f"submission:{application.submissions.get().pk}")
    assert set(made.values_list("plan", flat=True)) == {"application_form", "application_form_iims"}
    stands = standing(application, NOW)
    assert [one.id for one in stands.papers] == ["application_form", "application_form_iims"]
    second = paper(stands, "application_form_iims")
    assert (paper(stands).cover.above, second.cover.above, paper(stands, "application_form_german")) == (
        "附件 2",
        "附件 4",
        None,
    )


def test_group_recommends_three_at_most():
    round_ = make_round(INTEGRATION)
    list_all(round_, "platform", 3, **{"unit.group": "G028"})

    with pytest.raises(Refused) as refusal:
        list_all(round_, "platform", 1, **{"unit.group": "G028"})

    assert [(one.rule, one.clause) for one in refusal.value.findings] == [("quota.exceeded", ("000-020",))]


def test_city_recommends_beside_its_province_and_beyond_fifteen_gives_a_reason():
    round_ = make_round(SHUANGCHUANG)
    in_province = submit(round_, "platform", "210300")

    ranked = list_all(round_, "platform", 16)

    assert (in_province.body.kind, in_province.body.region) == ("province", "210000")
    assert (ranked.body.kind, ranked.body.region) == ("sub_provincial_capital", "210100")
    found = lists.before_sending(plan_of(round_), ranked, ["miit"], NOW)
    beyond = [(one.rule, one.severity, one.clause) for one in found if one.rule == "quota.exceeded"]
    assert beyond == [("quota.exceeded", Severity.WARN, ("001-017", "001-018", "001-055"))]
    assert [one.rule for one in found if one.blocks] == []
