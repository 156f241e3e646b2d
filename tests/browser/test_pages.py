"""Every kind of page: accessible by axe's rules, without complaint of the browser, and of a width that fits a phone.

Screenshots go to SHIFAN_SCREENSHOTS, or to a temporary folder.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE

FIRST, REVIEW, SELECT, NOTICE, FINAL = (f"hebei-yanlian-{number}" for number in range(1, 6))
SECTIONS = ("unit", "people", "growth", "project", "results", "plan", "attachments")

WAITING = "select id from shifan_verification where state = 'asked'"


def applied(user: str, page: str, round_: str = FIRST):
    return lambda server: f"/apply/{server.application(user, round_)}/{page}"


def desk(region: str, page: str, round_: str = FIRST):
    return lambda server: f"/recommend/{server.body(region, round_)}/{page}"


def read_by(region: str, user: str, round_: str = FIRST):
    return lambda server: f"/recommend/{server.body(region, round_)}/applications/{server.application(user, round_)}/"


def organised(page: str, user: str, round_: str):
    return lambda server: f"/organise/{round_}/{page}/{server.application(user, round_)}/"


def review_of(user: str, expert: str, round_: str = REVIEW):
    def address(server):
        of = "select v.id from shifan_review v join shifan_user u on u.id = v.expert_id where application_id = ?"
        return f"/review/{server.one(of + ' and u.username = ?', server.application(user, round_), expert)}/"

    return address


# name: who looks, where
PAGES = {
    "home": ("", "/"),
    "sign-in": ("", "/account/login/"),
    "new-password": ("", "/account/password/reset/"),
    "change-password": ("qiye9", "/account/password/change/"),
    "change-email": ("qiye9", "/account/email/"),
    "inbox": ("qiye9", "/inbox/"),
    "inbox-empty": ("qiye17", "/inbox/"),
    "inbox-settings": ("qiye9", "/inbox/settings/"),
    "outbox": ("", "/outbox/"),
    "round": ("", f"/rounds/{FIRST}/"),
    "notice": ("", f"/rounds/{FIRST}/notice/"),
    "clause": ("", f"/rounds/{FIRST}/clauses/002-013/"),
    "list-proposed": ("", f"/rounds/{NOTICE}/lists/scenario/proposed/"),
    "list-final": ("", f"/rounds/{FINAL}/lists/scenario/final/"),
    "applicant-desk": ("qiye10", "/apply/"),
    "applicant-overview": ("qiye10", applied("qiye10", "")),
    **{f"applicant-fill-{name}": ("qiye10", applied("qiye10", f"fill/{name}/")) for name in SECTIONS},
    "applicant-fill-draft": ("qiye14", applied("qiye14", "fill/project/")),
    "applicant-submit": ("qiye10", applied("qiye10", "submit/")),
    "applicant-submit-draft": ("qiye14", applied("qiye14", "submit/")),
    "applicant-receipt": ("qiye8", applied("qiye8", "receipt/")),
    "applicant-returned": ("qiye9", applied("qiye9", "")),
    "applicant-returned-fill": ("qiye9", applied("qiye9", "fill/growth/")),
    "register": ("", "/register/"),
    "organisation": ("qiye10", "/organisation/"),
    "organisation-waiting": ("qiye18", "/organisation/"),
    "organisation-basic": ("qiye10", "/organisation/basic/"),
    "organisation-profile": ("qiye10", "/organisation/profile/"),
    "organisation-finance": ("qiye10", "/organisation/finance/"),
    "organisation-certificates": ("qiye10", "/organisation/certificates/"),
    "organisation-people": ("qiye10", "/organisation/people/"),
    "organisation-consortia": ("qiye10", "/organisation/consortia/"),
    "verification-queue": ("shijiazhuang", "/organisations/verify/"),
    "verification": ("shijiazhuang", lambda server: f"/organisations/verify/{server.one(WAITING)}/"),
    "recommender-desk": ("shijiazhuang", "/recommend/"),
    "recommender-list": ("shijiazhuang", desk("130100", "scenario/")),
    "recommender-ranking": ("shijiazhuang", desk("130100", "scenario/ranking/")),
    "recommender-application": ("shijiazhuang", read_by("130100", "qiye1")),
    "recommender-returned": ("tangshan", read_by("130200", "qiye9")),
    "recommender-sent": ("baoding", desk("130600", "scenario/ranking/")),
    "province-list": ("hebei", desk("130000", "scenario/")),
    "province-ranking": ("hebei", desk("130000", "scenario/ranking/")),
    "organiser-rounds": ("zuzhi", "/organise/"),
    "organiser-new": ("zuzhi", "/organise/new/"),
    "organiser-open": ("zuzhi", "/organise/new/hebei-2022-smart-manufacturing/"),
    "organiser-round": ("zuzhi", f"/organise/{FIRST}/"),
    "organiser-applications": ("zuzhi", f"/organise/{REVIEW}/applications/"),
    "organiser-application": ("zuzhi", organised("applications", "qiye16", REVIEW)),
    "organiser-experts": ("zuzhi", f"/organise/{REVIEW}/experts/"),
    "organiser-panel": ("zuzhi", organised("experts", "qiye13", REVIEW)),
    "organiser-selection": ("zuzhi", f"/organise/{SELECT}/selection/"),
    "organiser-lists": ("zuzhi", f"/organise/{NOTICE}/selection/"),
    "organiser-log": ("zuzhi", f"/organise/{REVIEW}/log/"),
    "expert-desk": ("zhuanjia1", "/review/"),
    "expert-review": ("zhuanjia1", review_of("qiye12", "zhuanjia1")),
    "expert-filed": ("zhuanjia2", review_of("qiye8", "zhuanjia2")),
}


@pytest.fixture(scope="session")
def shots(tmp_path_factory) -> Path:
    kept = os.environ.get("SHIFAN_SCREENSHOTS")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_silent_and_fits(name, enter, server, shots):
    who, where = PAGES[name]
    page = enter(who)

    address = where if isinstance(where, str) else where(server)

    reply = page.goto(address)
    page.screenshot(path=shots / f"{name}-1280.jpg", type="jpeg", quality=80)
    serious = violations(page)
    page.set_viewport_size(PHONE)
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.screenshot(path=shots / f"{name}-390.jpg", type="jpeg", quality=80)
    page.set_viewport_size(DESKTOP)

    assert (reply.status, page.url) == (200, server.address + address)
    assert serious == []
    assert too_wide <= 0


def violations(page: Page) -> list[str]:
    """What axe finds serious or critical, with the places."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {', '.join(str(node['target']) for node in one['nodes'][:4])}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_refused_missing_and_forged_pages_are_accessible_too(enter, server):
    page = enter("qiye10")
    pages = ("/nowhere/", f"/organise/{FIRST}/", f"/apply/{server.application('qiye1')}/")

    found = {}
    for address in pages:
        reply = page.goto(address)
        found[address] = (reply.status, violations(page))

    assert found == {address: (404, []) for address in pages}


def test_page_in_english_has_the_same_places(enter):
    page = enter()
    page.goto("/")

    page.get_by_role("button", name="English").click()

    assert page.locator("html").get_attribute("lang") == "en"
    assert violations(page) == []
