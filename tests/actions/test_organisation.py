import pytest

from shifan.actions import organisation, people
from shifan.actions.organisation import Account
from shifan.core import identity
from shifan.core.finding import Refused
from shifan.models import Event, Membership, Message, Organisation, User, Verification
from tests.make import NOW, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
CODE = identity.make_uscc("91130102", "MA0EXA99")
ACCOUNT = Account("shili", "hashed")
TYPED = {
    "uscc": CODE,
    "name": "示例新登记有限公司",
    "region": "130102",
    "address": "示例路 1 号",
    "person": "示例人",
    "mobile": "13800000000",
    "email": "shili@example.com",
}


def register(**changes: str) -> tuple[Organisation, User]:
    return organisation.register(by=None, typed=TYPED | changes, account=ACCOUNT, now=NOW)


def refused(act) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refusal:
        act()
    return [(finding.path, finding.rule) for finding in refusal.value.findings]


def test_a_registration_makes_the_organisation_its_manager_and_the_first_question():
    city = make_organisation(kind="body", name="示例市主管部门", region="130100")
    official = make_user(organisation=city)

    made, person = register()

    assert (made.kind, made.name, made.uscc, made.region, made.verified_at) == (
        "enterprise", "示例新登记有限公司", CODE, "130102", None,
    )  # fmt: skip
    assert (person.username, person.name, person.mobile, person.email) == (
        "shili", "示例人", "13800000000", "shili@example.com",
    )  # fmt: skip
    assert Membership.objects.get(user=person, organisation=made).is_manager
    asked = Verification.objects.get()
    assert (asked.desk, asked.level, asked.state, asked.asked_by) == (city, "prefecture", "asked", person)
    assert asked.data == {name: TYPED[name] for name in ("name", "uscc", "region", "address")}
    assert list(Message.objects.values_list("user", "kind")) == [(official.pk, "task.verify")]
    event = Event.objects.get()
    assert (event.verb, event.subject, event.actor) == ("organisation.register", f"organisation:{made.pk}", person)
    assert event.data == {"given": asked.data, "desk": city.pk}


def test_a_registration_where_no_authority_is_here_asks_nobody():
    made, _ = register()

    assert not made.verifications.exists()
    assert Event.objects.get().data["desk"] is None


def test_a_person_with_an_account_registers_with_it():
    person = make_user()

    made, same = organisation.register(by=person, typed=TYPED, account=None, now=NOW)

    assert same == person
    assert Membership.objects.get().organisation == made


def test_what_is_known_is_not_taken_over():
    known = make_organisation()

    assert refused(lambda: register(uscc=known.uscc)) == [("uscc", "organisation.taken_uscc")]
    assert refused(lambda: register(name=known.name)) == [("name", "organisation.taken_name")]
    assert not User.objects.exists()
    assert not Event.objects.exists()


def test_a_code_that_is_registered_between_looking_and_writing_is_refused():
    known = make_organisation()
    own = {"name": "示例同时登记", "uscc": known.uscc, "region": "130102", "address": ""}

    assert refused(lambda: organisation._enter(own)) == [("uscc", "organisation.taken_uscc")]


def test_names_and_addresses_of_accounts_are_used_once():
    User.objects.create(username="Shili")
    assert refused(register) == [("username", "account.known")]

    User.objects.update(username="other", email="SHILI@example.com")
    assert refused(register) == [("email", "account.email")]


def test_everything_that_is_wrong_is_said_at_once():
    assert refused(lambda: register(uscc="12", region="", mobile="1")) == [
        ("uscc", "uscc.length"),
        ("region", "field.required"),
        ("mobile", "field.mobile"),
    ]


def test_somebody_without_an_account_needs_one():
    assert refused(lambda: organisation.register(by=None, typed=TYPED, account=None, now=NOW)) == [("", "role.wrong")]


def corrected(mine: Organisation, **changes: str) -> bool:
    typed = {name: getattr(mine, name) for name in ("name", "uscc", "region")} | {"address": "示例路 2 号"}
    return organisation.correct(by=make_member(mine), organisation=mine, typed=typed | changes, now=NOW)


def test_another_address_leaves_an_organisation_verified():
    mine = make_organisation()

    assert corrected(mine) is False

    mine.refresh_from_db()
    assert (mine.address, bool(mine.verified_at)) == ("示例路 2 号", True)
    event = Event.objects.get()
    assert event.verb == "organisation.correct"
    assert event.data == {"changes": [{"name": "address", "before": "", "now": "示例路 2 号"}], "desk": None}


def test_nothing_changed_is_nothing_done():
    mine = make_organisation()
    corrected(mine)

    assert corrected(mine) is False
    assert Event.objects.count() == 1


def test_another_name_asks_anew_from_the_lowest_level():
    city = make_organisation(kind="body", region="130100")
    mine = make_organisation()

    assert corrected(mine, name="示例改名有限公司") is True

    mine.refresh_from_db()
    assert mine.verified_at is None
    assert [(one.desk, one.state, one.data["name"]) for one in mine.verifications.all()] == [
        (city, "asked", "示例改名有限公司")
    ]


def test_a_correction_while_waiting_takes_the_open_question_back():
    make_organisation(kind="body", region="130100")
    mine = make_organisation(is_verified=False)

    corrected(mine, name="示例一")
    corrected(mine, name="示例二")

    assert [one.data["name"] for one in mine.verifications.all()] == ["示例二"]


def test_a_correction_to_what_somebody_else_has_is_refused():
    mine, other = make_organisation(), make_organisation()

    assert refused(lambda: corrected(mine, uscc=other.uscc)) == [("uscc", "organisation.taken_uscc")]
    assert refused(lambda: corrected(mine, uscc="1")) == [("uscc", "uscc.length")]


def test_only_a_manager_corrects():
    mine = make_organisation()
    make_member(mine).memberships.update(is_manager=False)

    assert refused(lambda: corrected(mine)) == [("", "organisation.manager")]


def test_another_organisation_does_not_exist():
    with pytest.raises(Organisation.DoesNotExist):
        organisation.correct(by=make_user(), organisation=make_organisation(), typed={}, now=NOW)


def test_the_profile_keeps_what_is_right_and_says_who_changed_what():
    mine = make_organisation(profile={"headcount": "10", "legal_name": "示例人", "from_elsewhere": "1"})
    member = make_member(mine)
    typed = {"headcount": "12", "legal_name": "另一人", "fax": "无"}

    organisation.save_profile(by=member, organisation=mine, typed=typed, now=NOW)

    mine.refresh_from_db()
    assert mine.profile == typed | {"from_elsewhere": "1"}
    event = Event.objects.get()
    assert (event.verb, event.actor) == ("organisation.save_profile", member)
    assert sorted(event.data["changes"], key=lambda one: one["name"]) == [
        {"name": "fax"},
        {"name": "headcount", "before": "10", "now": "12"},
        {"name": "legal_name"},
    ]


def test_a_profile_with_a_mistake_stays_as_it_was():
    mine = make_organisation(profile={"headcount": "10"})
    typed = {"headcount": "many", "ownership": "private"}

    assert refused(
        lambda: organisation.save_profile(by=make_member(mine), organisation=mine, typed=typed, now=NOW)
    ) == [("headcount", "field.number")]
    mine.refresh_from_db()
    assert mine.profile == {"headcount": "10"}


def test_a_profile_that_stays_the_same_is_no_event():
    mine = make_organisation(profile={"headcount": "10"})

    organisation.save_profile(by=make_member(mine), organisation=mine, typed={"headcount": "10"}, now=NOW)

    assert not Event.objects.exists()


def test_what_an_operator_enters_is_verified():
    made = people.add_organisation(by=None, kind="enterprise", name="示例录入单位", now=NOW)

    assert made.verified_at == NOW
