"""What stands at the side of a desk's page is one tap away on a phone, and nothing runs out of sight there."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE


def submitted(server, stage: str) -> int:
    return server.one("select min(id) from shifan_application where stage = ? and state = 'submitted'", stage)


def test_check_sheet_of_a_body_is_one_tap_away(enter, server):
    page = enter("shijiazhuang", size=PHONE)
    body = server.body("130100")
    pk = server.one("select min(id) from shifan_application where body_id = ? and state = 'submitted'", body)
    page.goto(f"/recommend/{body}/applications/{pk}/")
    sheet = page.get_by_role("heading", name="审查要点", exact=True)
    expect(sheet).not_to_be_in_viewport()

    page.get_by_role("link", name="去审查要点").click()

    expect(sheet).to_be_in_viewport()


def test_check_sheet_of_the_organiser_is_one_tap_away(enter, server):
    page = enter("zuzhi", size=PHONE)
    page.goto(f"/organise/hebei-yanlian-2/applications/{submitted(server, 'completeness')}/")

    page.get_by_role("link", name="去形式审查").click()

    expect(page.get_by_role("heading", name="形式审查", exact=True)).to_be_in_viewport()


def test_link_to_the_sheet_is_not_needed_where_it_stands_beside(enter, server):
    page = enter("zuzhi")
    page.goto(f"/organise/hebei-yanlian-2/applications/{submitted(server, 'completeness')}/")

    expect(page.get_by_role("link", name="去形式审查")).to_be_hidden()


def test_score_sheet_is_one_tap_away(enter, server):
    page = enter("zhuanjia1", size=PHONE)
    question = (
        "select min(r.id) from shifan_review r join shifan_user u on u.id = r.expert_id"
        " where u.username = ? and r.state = ?"
    )
    page.goto(f"/review/{server.one(question, 'zhuanjia1', 'assigned')}/")

    page.get_by_role("link", name="去评审表").click()

    expect(page.locator("#score-sheet")).to_be_in_viewport()


def test_quotas_of_a_round_fit(enter):
    page = enter("zuzhi", size=PHONE)
    page.goto("/organise/hebei-yanlian-1/")

    frame = page.locator("section:has(#bodies) .table-frame")
    expect(frame).to_contain_text("5")
    assert frame.evaluate("box => box.scrollWidth <= box.clientWidth")


@pytest.mark.parametrize("place", [0, 3, -1])
def test_section_one_is_in_is_in_sight_among_the_sections(enter, server, place):
    page = enter("qiye10", size=PHONE)
    page.goto(f"/apply/{server.application('qiye10')}/")
    places = [link.get_attribute("href") for link in page.locator(".section-list a").all()]

    page.goto(places[place])

    here = page.locator(".section-list [aria-current]")
    expect(here).to_have_attribute("href", places[place])
    expect(here).to_be_in_viewport(ratio=0.99)


def test_moment_is_asked_for_only_where_it_was_chosen(enter, server):
    page = enter("qiye10", size=PHONE)
    page.goto(f"/apply/{server.application('qiye10')}/versions/?a=now&b=now")
    moments = page.locator("input[type=datetime-local]")
    expect(moments.nth(0)).to_be_hidden()
    expect(moments.nth(1)).to_be_hidden()

    page.get_by_label("版本").first.select_option("moment")

    expect(moments.nth(0)).to_be_visible()
    expect(moments.nth(1)).to_be_hidden()
