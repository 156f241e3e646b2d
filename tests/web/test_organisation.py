import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from shifan.actions import invitation
from shifan.core import identity
from shifan.models import Invitation, Membership, Message, Organisation, User, Verification
from shifan.queries.invitation import secret_of
from tests.make import LONG_AGO, NOW, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
CODE = identity.make_uscc("91130102", "MA0EXA99")
TYPED = {
    "uscc": CODE,
    "name": "示例新登记有限公司",
    "region": ["130000", "130100", "130102"],
    "address": "示例路 1 号",
    "person": "示例人",
    "mobile": "13800000000",
    "email": "shili@example.com",
    "username": "shili",
    "password": "chang-mima-2030",
    "again": "chang-mima-2030",
}


@pytest.fixture(autouse=True)
def _unhurried():
    cache.clear()


def page_of(reply) -> str:
    return reply.content.decode()


def test_anybody_registers_and_is_signed_in_at_their_organisation():
    browser = Client()
    assert browser.get(reverse("register")).status_code == 200

    reply = browser.post(reverse("register"), TYPED, follow=True)

    assert reply.redirect_chain[-1][0] == reverse("organisation")
    made = Organisation.objects.get()
    assert (made.uscc, made.region, made.verified_at) == (CODE, "130102", None)
    assert "示例新登记有限公司" in page_of(reply)
    assert User.objects.get().check_password("chang-mima-2030")


def test_nothing_typed_is_lost_on_a_mistake_and_the_code_is_explained():
    wrong = TYPED | {"uscc": CODE[:17] + ("1" if CODE[17] != "1" else "2"), "password": "duan", "again": "duan"}

    reply = Client().post(reverse("register"), wrong)

    page = page_of(reply)
    assert reply.status_code == 422
    assert f"应为“{CODE[17]}”" in page
    for kept in (wrong["uscc"], TYPED["name"], TYPED["address"], TYPED["person"], TYPED["email"], TYPED["username"]):
        assert f'value="{kept}"' in page
    assert '<option value="130102" selected>' in page
    assert "密码至少 10 个字符" in page
    assert "duan" not in page
    assert not User.objects.exists()


def test_passwords_that_differ_and_names_that_are_taken_are_told_at_the_field():
    assert "两次输入的密码不一致" in page_of(Client().post(reverse("register"), TYPED | {"again": "x"}))
    User.objects.create(username="shili")
    reply = Client().post(reverse("register"), TYPED)
    assert reply.status_code == 422
    assert 'id="i-username" name="username" autocomplete="username" value="shili"' in page_of(reply)


def test_a_known_code_offers_to_ask_its_manager_and_tells_nothing_of_its_people():
    known = make_organisation(name="示例已登记有限公司")
    manager = make_member(known)
    User.objects.filter(pk=manager.pk).update(name="示例管理员", mobile="13900000000", email="guanli@example.com")

    reply = Client().post(reverse("register"), TYPED | {"uscc": known.uscc})

    page = page_of(reply)
    assert reply.status_code == 422
    assert reverse("ask_to_join") in page
    for secret in ("示例管理员", "13900000000", "guanli@example.com", "示例已登记有限公司"):
        assert secret not in page

    asked = {"uscc": known.uscc, "name": "", "who": "示例人", "email": "shili@example.com", "note": ""}
    assert "已转告" in page_of(Client().post(reverse("ask_to_join"), asked))
    assert Message.objects.get().user == manager
    browser = Client()
    browser.force_login(manager)
    people = page_of(browser.get(reverse("organisation_people")))
    assert "shili@example.com" in people
    assert 'value="shili@example.com"' in page_of(
        browser.get(reverse("organisation_people") + "?email=shili@example.com")
    )
    unknown = Client().post(reverse("ask_to_join"), asked | {"uscc": "", "name": "示例无此单位"})
    assert "已转告" in page_of(unknown)
    assert Message.objects.count() == 1
    again = Client().post(reverse("ask_to_join"), asked | {"email": "no"})
    assert (again.status_code, 'value="示例人"' in page_of(again)) == (422, True)


def test_a_warning_about_a_code_asks_to_compare_it_first():
    first = "91130102MA0EXA99" + ("1" if CODE[16] != "1" else "2")
    odd = first + identity.check_digits(first + "0")[1]

    reply = Client().post(reverse("register"), TYPED | {"uscc": odd})
    assert (reply.status_code, 'name="compared"' in page_of(reply)) == (422, True)
    assert Client().post(reverse("register"), TYPED | {"uscc": odd, "compared": "1"}).status_code == 302


def test_registering_is_slowed_down_and_keeps_what_was_typed(settings):
    settings.ACCOUNT_RATE_LIMITS = {"register": "1/h/ip", "ask_to_join": "1/h/ip"}
    browser = Client()
    browser.post(reverse("register"), TYPED | {"uscc": "1"})

    reply = browser.post(reverse("register"), TYPED)

    assert (reply.status_code, f'value="{CODE}"' in page_of(reply)) == (429, True)
    assert not Organisation.objects.exists()
    told = {"who": "示例人", "email": "a@example.com"}
    browser.post(reverse("ask_to_join"), told)
    assert browser.post(reverse("ask_to_join"), told).status_code == 302


def test_somebody_signed_in_registers_with_their_account(sign_in):
    person = make_user()

    reply = sign_in(person).post(reverse("register"), TYPED)

    assert reply.status_code == 302
    assert Membership.objects.get().user == person


def test_the_levels_of_lists_are_there_for_everybody():
    reply = Client().get(reverse("national_options", args=["regions"]), {"parent": "130000", "level": "prefecture"})

    assert {"code": "130100", "name": "石家庄市", "level": "prefecture"} in reply.json()["options"]
    assert Client().get(reverse("national_options", args=["users"])).status_code == 404


def test_a_choice_above_that_changed_without_its_script_counts_as_far_as_it_fits():
    reply = Client().post(reverse("register"), TYPED | {"region": ["140000", "130100", "130102"]})

    assert reply.status_code == 422
    assert "请选择到最末一级" in page_of(reply)


def test_basic_data_is_corrected_and_asks_anew(sign_in):
    make_organisation(kind="body", region="130100")
    mine = make_organisation()
    browser = sign_in(make_member(mine))
    typed = {"uscc": mine.uscc, "name": "示例改名", "region": TYPED["region"], "address": "示例路"}

    wrong = browser.post(reverse("organisation_basic"), typed | {"uscc": "1"})
    assert (wrong.status_code, 'value="示例改名"' in page_of(wrong)) == (422, True)
    page = page_of(browser.post(reverse("organisation_basic"), typed, follow=True))

    assert "重新提请主管部门核验" in page
    assert Verification.objects.get().state == "asked"
    hub = page_of(browser.get(reverse("organisation")))
    assert "等待处理" in hub
    assert "示例改名" in hub


def test_basic_data_is_closed_to_others_than_managers(sign_in):
    mine = make_organisation()
    make_member(mine).memberships.update(is_manager=False)
    browser = sign_in(make_member(mine))

    assert "只有单位管理员可以更正登记资料" in page_of(browser.get(reverse("organisation_basic")))
    typed = {"uscc": mine.uscc, "name": "示例改名", "region": TYPED["region"], "address": "示例路"}
    assert browser.post(reverse("organisation_basic"), typed).status_code == 422


def test_the_profile_is_edited_and_a_mistake_loses_nothing(sign_in):
    mine = make_organisation()
    browser = sign_in(make_member(mine))
    typed = {
        "established": "2015-06-01",
        "legal_form": "legal_person",
        "industry": ["C", "27", "272"],
        "headcount": "x",
    }

    wrong = browser.post(reverse("organisation_profile"), typed)
    assert wrong.status_code == 422
    assert '<option value="272" selected>' in page_of(wrong)
    assert browser.post(reverse("organisation_profile"), typed | {"headcount": "12"}).status_code == 302

    mine.refresh_from_db()
    assert mine.profile == {
        "established": "2015-06-01", "legal_form": "legal_person", "industry": "272", "headcount": "12",
    }  # fmt: skip


def test_people_are_invited_by_a_link_that_is_shown_once(sign_in):
    mine = make_organisation()
    browser = sign_in(make_member(mine))

    page = page_of(browser.post(reverse("organisation_people"), {"email": "a@example.com", "name": "甲"}, follow=True))

    start = page.index("http://testserver/invitations/")
    link = page[start : page.index('"', start)]
    assert "/invitations/" not in page_of(browser.get(reverse("organisation_people"))).replace("/organisation/", "")
    join = Client()
    assert mine.name in page_of(join.get(link))
    account = {"username": "jia", "password": "chang-mima-2030", "again": "chang-mima-2030"}
    wrong = join.post(link, account | {"name": "示例甲", "mobile": "1"})
    assert (wrong.status_code, 'value="示例甲"' in page_of(wrong)) == (422, True)
    assert "请填写用户名" in page_of(join.post(link, account | {"username": "", "name": "示例甲"}))
    assert join.post(link, account | {"name": "示例甲", "mobile": "13800000000"}).url == reverse("organisation")
    used = join.get(link)
    assert (used.status_code, "这个链接已经用过" in page_of(used)) == (410, True)
    assert mine.memberships.count() == 2
    assert browser.post(reverse("organisation_people"), {"email": "no"}).status_code == 422


def test_a_person_with_an_account_joins_with_it(sign_in):
    mine, person = make_organisation(), make_user()
    given = {"by": make_member(mine), "organisation": mine, "email": "b@example.com", "name": "", "is_manager": False}
    link = reverse("invitation", args=[secret_of(invitation.invite(**given, now=NOW))])
    Invitation.objects.update(expires_at=NOW.replace(year=2090))

    assert sign_in(person).post(link).status_code == 302
    assert person.memberships.get().organisation == mine


def test_a_link_that_is_over_or_made_up_says_so_and_whom_to_ask(client):
    mine = make_organisation()
    given = {"by": make_member(mine), "organisation": mine, "email": "b@example.com", "name": "", "is_manager": False}
    made = invitation.invite(**given, now=LONG_AGO)

    old, unknown = (client.get(reverse("invitation", args=[one])) for one in (secret_of(made), "made-up"))

    assert (old.status_code, unknown.status_code) == (410, 404)
    assert "过期" in page_of(old)
    assert mine.name in page_of(old)
    assert "邀请已被撤回" in page_of(unknown)


def test_too_many_invitations_in_an_hour_are_slowed(sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite": "1/h/user"}
    browser = sign_in(make_member(make_organisation()))

    for address in ("a@example.com", "b@example.com"):
        page = page_of(browser.post(reverse("organisation_people"), {"email": address}, follow=True))

    assert "发送邀请过于频繁" in page
    assert list(Invitation.objects.values_list("email", flat=True)) == ["a@example.com"]


def test_members_are_changed_and_removed(sign_in):
    mine = make_organisation()
    manager, colleague = make_member(mine), make_user(organisation=mine)
    browser, place = sign_in(manager), reverse("organisation_member", args=[colleague.memberships.get().pk])

    browser.post(place, {"verb": "member"})
    assert not colleague.memberships.get().is_manager
    browser.post(place, {"verb": "manager"})
    assert colleague.memberships.get().is_manager
    browser.post(place, {"verb": "remove"})
    assert not colleague.memberships.exists()


def test_a_page_of_people_costs_the_same_however_many_there_are(sign_in, django_assert_num_queries):
    mine = make_organisation()
    browser = sign_in(make_member(mine))
    for _ in range(3):
        make_user(organisation=mine)

    with django_assert_num_queries(7):
        browser.get(reverse("organisation_people"))


def test_somebody_without_an_enterprise_has_no_page_of_one(sign_in):
    browser = sign_in(make_user())

    for name in ("organisation", "organisation_basic", "organisation_profile", "organisation_people"):
        assert browser.get(reverse(name)).status_code == 404
