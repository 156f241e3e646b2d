from datetime import date, timedelta

import pytest

from shifan.actions import programme
from shifan.core import digest
from shifan.core.calendar import end_of_day
from shifan.core.finding import Refused
from shifan.core.pack import Pack, by_id
from shifan.models import DateChange, Event, Organisation, PackVersion, PlaceholderConfirmation, Round, StageDate
from tests.make import NOW, make_member, make_organisation, make_pack, make_round, make_user

pytestmark = pytest.mark.django_db


def open_example(organiser: Organisation, **changes) -> Round:
    given = {
        "by": make_member(organiser),
        "pack_version": programme.publish_pack(by=None, pack=make_pack(), now=NOW),
        "organiser": organiser,
        "slug": "pilot-2030",
        "label": "示例批次",
        "label_en": "Example round",
        "shift_days": 0,
        "bodies": {},
        "confirmed": {item.id: "经办公会确认" for item in make_pack().placeholders},
        "now": NOW,
    }
    return programme.open_round(**{**given, **changes})


def rules(refused) -> list[str]:
    return [finding.rule for finding in refused.value.findings]


def test_publishing_stores_the_pack_with_its_digest():
    user = make_user()

    version = programme.publish_pack(by=user, pack=make_pack(), now=NOW)

    content = make_pack().model_dump(mode="json")
    assert (version.pack, version.content, version.digest) == ("example-pilot", content, digest.of(content))
    assert list(Event.objects.values_list("verb", "actor")) == [("programme.publish_pack", user.pk)]


def test_publishing_the_same_pack_again_stores_nothing():
    first = programme.publish_pack(by=None, pack=make_pack(), now=NOW)

    again = programme.publish_pack(by=None, pack=make_pack(), now=NOW + timedelta(days=1))

    assert again == first
    assert (PackVersion.objects.count(), Event.objects.count()) == (1, 1)


def test_opening_a_round_moves_its_whole_calendar():
    organiser = make_organisation(kind="organiser")

    round_ = open_example(organiser, shift_days=10)

    fill = StageDate.objects.get(round=round_, stage="fill")
    assert StageDate.objects.filter(round=round_).count() == len(make_pack().stages)
    assert fill.closes_at == end_of_day(date(2030, 4, 20))
    event = Event.objects.get(verb="programme.open_round")
    assert (event.round, event.data["shift_days"], event.data["slug"]) == (round_, 10, "pilot-2030")


def test_opening_a_round_makes_its_bodies_below_one_another():
    province = make_organisation(kind="body", name="某省主管部门", region="130000")

    round_ = open_example(make_organisation(kind="organiser"), bodies={("province", "130000"): province})

    found = {body.region: (body.organisation.name, body.parent and body.parent.region) for body in round_.bodies.all()}
    assert found == {
        "130000": ("某省主管部门", None),
        "130100": ("石家庄市", "130000"),
        "130200": ("唐山市", "130000"),
    }


def test_a_second_round_uses_the_same_organisations():
    organiser = make_organisation(kind="organiser")
    first = open_example(organiser)

    second = open_example(organiser, slug="pilot-2031")

    def organisations(round_: Round) -> set[int]:
        return set(round_.bodies.values_list("organisation", flat=True))

    assert organisations(first) == organisations(second)


def test_opening_keeps_the_note_on_every_open_reading():
    round_ = open_example(make_organisation(kind="organiser"))

    found = PlaceholderConfirmation.objects.filter(round=round_).values_list("placeholder", "note")
    assert list(found) == [("notice_days", "经办公会确认")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"confirmed": {}}, ["placeholder.open"]),
        ({"confirmed": {"notice_days": "  "}}, ["placeholder.open"]),
        ({"slug": "Pilot 2030"}, ["round.slug"]),
        ({"slug": "new"}, ["round.slug"]),
        ({"slug": "taken"}, ["round.slug"]),
    ],
)
def test_opening_is_refused(changes, expected):
    make_round("taken")
    organiser = make_organisation(kind="organiser")

    with pytest.raises(Refused) as refused:
        open_example(organiser, **changes)

    assert rules(refused) == expected
    assert Event.objects.filter(verb="programme.open_round").count() == 0


def test_opening_is_refused_to_another_organisation():
    organiser = make_organisation(kind="organiser")

    with pytest.raises(Refused) as refused:
        open_example(organiser, by=make_member(make_organisation(kind="organiser")))

    assert rules(refused) == ["role.wrong"]


def test_an_extension_is_recorded_and_published():
    round_ = make_round()
    user = make_member(round_.organiser)
    before = StageDate.objects.get(round=round_, stage="fill").closes_at
    after = before + timedelta(days=5)

    change = programme.move_date(by=user, round_=round_, stage="fill", closes_at=after, reason=" 系统拥堵 ", now=NOW)

    assert StageDate.objects.get(round=round_, stage="fill").closes_at == after
    assert (change.before, change.after, change.reason, change.changed_by) == (before, after, "系统拥堵", user)
    event = Event.objects.get(verb="programme.move_date")
    assert (event.round, event.data["stage"], event.data["reason"]) == (round_, "fill", "系统拥堵")


@pytest.mark.parametrize(
    ("days", "reason", "expected"),
    [
        (5, " ", ["reason.missing"]),
        (-1, "理由", ["date.earlier"]),
        (-60, "理由", ["date.past", "date.earlier"]),
        (11, "理由", ["date.order"]),
    ],
)
def test_an_extension_is_refused(days, reason, expected):
    round_ = make_round()
    before = StageDate.objects.get(round=round_, stage="fill").closes_at

    with pytest.raises(Refused) as refused:
        programme.move_date(
            by=make_member(round_.organiser),
            round_=round_,
            stage="fill",
            closes_at=before + timedelta(days=days),
            reason=reason,
            now=NOW,
        )

    assert rules(refused) == expected
    assert refused.value.findings[0].clause == ("900-003",)
    assert StageDate.objects.get(round=round_, stage="fill").closes_at == before
    assert (DateChange.objects.count(), Event.objects.count()) == (0, 0)


def test_an_extension_is_refused_to_another_organisation():
    round_ = make_round()

    with pytest.raises(Refused) as refused:
        programme.move_date(
            by=make_member(make_organisation(kind="organiser")),
            round_=round_,
            stage="fill",
            closes_at=NOW + timedelta(days=40),
            reason="理由",
            now=NOW,
        )

    assert rules(refused) == ["role.wrong"]


def test_publishing_puts_the_organisers_values_in_place_of_readings() -> None:
    pack = make_pack()
    notice_days = by_id(pack.placeholders, "notice_days").model_copy(
        update={"kind": "integer", "value": "5", "fills": ("stage:public_notice.days",)}
    )
    open_pack = pack.model_copy(update={"placeholders": (notice_days,)})

    version = programme.publish_pack(by=None, pack=open_pack, now=NOW, values={"notice_days": "7"})

    published = Pack.model_validate(version.content)
    assert published.stage("public_notice").days == 7
    assert published.placeholders[0].value == "7"


@pytest.mark.parametrize(("value", "rule"), [("", "reading.unset"), ("sieben", "reading.value")])
def test_pack_with_a_reading_that_has_no_value_is_not_published(value, rule) -> None:
    pack = make_pack()
    reading = pack.placeholders[0].model_copy(update={"kind": "integer", "value": ""})

    open_pack = pack.model_copy(update={"placeholders": (reading,)})

    with pytest.raises(Refused) as refusal:
        programme.publish_pack(by=None, pack=open_pack, now=NOW, values={reading.id: value})

    assert [finding.rule for finding in refusal.value.findings] == [rule]
    assert not PackVersion.objects.exists()
