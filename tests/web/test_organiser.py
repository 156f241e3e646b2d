import pytest
from django.test import Client

from shifan import packs
from shifan.models import Event, Round, StageDate
from tests.make import (
    TRACK,
    make_application,
    make_member,
    make_organisation,
    make_reviewed,
    make_round,
)

pytestmark = pytest.mark.django_db
BASE = "/organise/example-2030/"
STATEMENTS = 6  # of the list of applications, whatever its length


@pytest.fixture
def organiser(sign_in) -> Client:
    return sign_in(make_member(make_round().organiser))


@pytest.fixture
def stranger(sign_in) -> Client:
    return sign_in(make_member(make_organisation(kind="organiser")))


def text(reply) -> str:
    return reply.content.decode()


def test_rounds_are_listed(organiser):
    make_application()

    reply = organiser.get("/organise/")

    assert reply.status_code == 200
    assert "示例试点示范（example-2030）" in text(reply)


def test_packs_are_offered(organiser):
    reply = organiser.get("/organise/new/")

    assert reply.status_code == 200
    for folder in packs.folders():
        assert folder.name in text(reply)


def _wanting(pack) -> dict[str, str]:
    """Values for the readings for which a pack has none."""
    given = {"date": "2030-04-30", "integer": "1", "decimal": "1.0", "text": "示例"}
    return {f"value-{item.id}": given[item.kind] for item in pack.placeholders if item.kind and not item.value}


def test_a_round_is_opened_from_a_pack(organiser):
    folder = _example_folder(organiser)
    page = organiser.get(f"/organise/new/{folder}/?shift_days=30")
    pack = page.context["pack"]
    typed = {f"confirm-{item.id}": "会议确认" for item in pack.placeholders} | _wanting(pack)

    reply = organiser.post(
        f"/organise/new/{folder}/",
        {"open": "1", "slug": "my-round", "label": "我的批次", "label_en": "Mine", "shift_days": "30", **typed},
    )

    assert (reply.status_code, reply.url) == (302, "/organise/my-round/")
    assert Round.objects.get(slug="my-round").shift_days == 30
    assert organiser.get("/organise/my-round/").status_code == 200


def test_one_note_confirms_all_readings_left_empty(organiser):
    folder = _example_folder(organiser)
    pack = organiser.get(f"/organise/new/{folder}/").context["pack"]
    first, *others = pack.placeholders
    typed = {"open": "1", "slug": "my-round", "confirm-all": "按此执行", f"confirm-{first.id}": "另有依据"}
    typed |= _wanting(pack)

    organiser.post(f"/organise/new/{folder}/", typed)

    notes = dict(Round.objects.get(slug="my-round").confirmations.values_list("placeholder", "note"))
    assert notes == {first.id: "另有依据", **{item.id: "按此执行" for item in others}}


def test_what_was_typed_is_kept_when_a_round_is_not_opened(organiser):
    folder = _example_folder(organiser)

    reply = organiser.post(
        f"/organise/new/{folder}/", {"open": "1", "slug": "Wrong Slug", "label": "我的批次", "shift_days": "7"}
    )

    assert reply.status_code == 403
    assert 'value="Wrong Slug"' in text(reply)
    assert 'value="我的批次"' in text(reply)
    assert Round.objects.count() == 1


def test_days_that_are_no_number_are_none(organiser):
    folder = _example_folder(organiser)

    reply = organiser.get(f"/organise/new/{folder}/?shift_days=abc")

    assert (reply.status_code, reply.context["shift"]) == (200, 0)


def test_a_round_is_not_opened_by_somebody_else(sign_in):
    client = sign_in(make_member(make_organisation()))

    assert client.get("/organise/new/").status_code == 404
    assert client.get("/organise/new/anything/").status_code == 404


@pytest.mark.parametrize("folder", ["no-such-pack", "..", "pack.yaml"])
def test_an_unknown_pack_does_not_exist(organiser, folder):
    assert organiser.get(f"/organise/new/{folder}/").status_code == 404


def test_the_dashboard_shows_where_everything_stands(organiser):
    make_application(stage="draft")
    make_application()
    make_application(stage="completeness")
    make_application(stage="completeness")

    reply = organiser.get(BASE)

    funnel = {one.stage.id: (one.reached, one.here) for one in reply.context["funnel"]}
    assert funnel == {
        "fill": (4, 1),
        "city": (3, 1),
        "province": (2, 0),
        "completeness": (2, 2),
        "review": (0, 0),
        "selection": (0, 0),
        "public_notice": (0, 0),
        "result": (0, 0),
    }
    assert [step.kind for step in reply.context["steps"]][-1] == "check"
    assert "2 项申报等待形式审查" in text(reply)


def test_the_dashboard_counts_what_bodies_have(organiser):
    make_application()
    make_application(stage="province")

    reply = organiser.get(BASE)

    rows = {row.body.region: (row.received, row.counted, row.limit) for row in reply.context["bodies"]}
    assert rows == {"130000": (1, 0, 3), "130100": (2, 0, 2), "130200": (0, 0, 2)}


def test_a_date_is_extended(organiser):
    before = StageDate.objects.get(round=make_round(), stage="completeness")

    reply = organiser.post(
        f"{BASE}dates/", {"stage": "completeness", "closes_at": "2130-05-10T18:00", "reason": "工作量大"}
    )

    assert reply.status_code == 302
    before.refresh_from_db()
    assert before.closes_at.isoformat() == "2130-05-10T10:00:00+00:00"
    assert "工作量大" in text(Client().get("/rounds/example-2030/"))


@pytest.mark.parametrize("typed", ["", "tomorrow", "2030-13-45T00:00"])
def test_a_date_that_cannot_be_read_changes_nothing(organiser, typed):
    reply = organiser.post(f"{BASE}dates/", {"stage": "fill", "closes_at": typed, "reason": "理由"}, follow=True)

    assert "请填写新的截止日期和时间" in text(reply)
    assert Event.objects.count() == 0


def test_a_date_is_not_moved_without_reason(organiser):
    reply = organiser.post(f"{BASE}dates/", {"stage": "fill", "closes_at": "2130-05-10T18:00", "reason": ""})

    assert reply.status_code == 403
    assert "请填写理由" in text(reply)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_applications_takes_the_same_statements(organiser, count, django_assert_num_queries):
    for _ in range(count):
        make_application()
    organiser.get(f"{BASE}applications/")

    with django_assert_num_queries(STATEMENTS):
        reply = organiser.get(f"{BASE}applications/")

    assert len(reply.context["page"].object_list) == count


def test_the_list_is_narrowed_by_the_address(organiser):
    make_application()
    wanted = make_application(stage="completeness", organisation=make_organisation(name="示例甲公司"))

    for query in ("?stage=completeness", "?words=甲", f"?words={wanted.number}", "?stage=completeness&state=submitted"):
        reply = organiser.get(f"{BASE}applications/{query}")
        assert [one.pk for one in reply.context["page"]] == [wanted.pk]


def test_a_body_in_the_address_means_those_below_it_too(organiser):
    application = make_application()
    province = application.body.parent

    reply = organiser.get(f"{BASE}applications/?body={province.pk}")

    assert [one.pk for one in reply.context["page"]] == [application.pk]


def test_filters_that_mean_nothing_find_nothing(organiser):
    make_application()

    for query in ("?stage=nowhere", "?body=99999999999999999999", "?page=-4&state=x", "?words=%27%22"):
        assert organiser.get(f"{BASE}applications/{query}").status_code == 200


def test_an_application_is_shown_beside_its_check_sheet(organiser):
    application = make_application(stage="completeness")

    reply = organiser.get(f"{BASE}applications/{application.pk}/")

    assert reply.status_code == 200
    assert "材料齐全" in text(reply)
    assert "138****0000" in text(reply)  # until it asks for it


def test_a_verdict_is_marked_and_the_application_admitted(organiser):
    application = make_application(stage="completeness")

    marked = organiser.post(f"{BASE}applications/{application.pk}/checks/complete/", {"verdict": "pass"})
    admitted = organiser.post(f"{BASE}applications/{application.pk}/admit/")

    assert (marked.status_code, admitted.status_code) == (302, 302)
    application.refresh_from_db()
    assert application.stage == "review"


def test_a_verdict_is_saved_in_place(organiser):
    application = make_application(stage="completeness")
    place = f"{BASE}applications/{application.pk}/checks/complete/"

    kept = organiser.post(place, {"verdict": "pass"}, headers={"HX-Request": "true"})
    refused = organiser.post(place, {"verdict": "fail", "reason": ""}, headers={"HX-Request": "true"})

    assert (kept.status_code, refused.status_code) == (200, 422)
    assert place in text(kept)
    assert "请填写理由" in text(refused)


def test_an_application_is_not_admitted_with_an_open_sheet(organiser):
    application = make_application(stage="completeness")

    reply = organiser.post(f"{BASE}applications/{application.pk}/admit/")

    assert reply.status_code == 403
    assert "形式审查尚有 1 项未填写结论" in text(reply)


def test_an_application_is_turned_away(organiser):
    application = make_application(stage="completeness")

    organiser.post(f"{BASE}applications/{application.pk}/turn-away/", {"reason": "不符合要求"})

    application.refresh_from_db()
    assert application.state == "declined"


def test_an_application_is_sent_back(organiser):
    application = make_application(stage="completeness")

    reply = organiser.post(
        f"{BASE}applications/{application.pk}/send-back/",
        {"paths": ["unit"], "reason": "请补充", "due_at": "2130-04-20T18:00"},
    )

    assert reply.status_code == 302
    application.refresh_from_db()
    assert (application.state, application.change_requests.get().paths) == ("returned", ["unit"])


def test_nothing_of_a_round_exists_for_another_organiser(stranger):
    application = make_reviewed(90)
    review = application.reviews.first()
    pages = ["", "applications/", f"applications/{application.pk}/", "experts/", f"experts/{application.pk}/"]
    deeds = [
        "dates/",
        f"applications/{application.pk}/checks/complete/",
        f"applications/{application.pk}/admit/",
        f"applications/{application.pk}/turn-away/",
        f"applications/{application.pk}/send-back/",
        "experts/start/",
        "experts/finish/",
        f"experts/{application.pk}/assign/",
        f"reviews/{review.pk}/unassign/",
        f"selection/{application.pk}/",
        f"selection/{TRACK}/finish/",
        f"lists/{TRACK}/propose/",
        f"lists/{TRACK}/announce/",
    ]

    found = {page: stranger.get(BASE + page).status_code for page in [*pages, "selection/", "log/"]}
    done = {deed: stranger.post(BASE + deed).status_code for deed in deeds}

    assert set(found.values()) == {404}
    assert set(done.values()) == {404}
    assert Event.objects.count() == 0


def _example_folder(client: Client) -> str:
    """The smallest pack there is: the packs on offer are those of the checkout."""
    offers = [offer for offer in client.get("/organise/new/").context["offers"] if offer.pack]
    return min(offers, key=lambda offer: len(offer.pack.bodies)).folder
