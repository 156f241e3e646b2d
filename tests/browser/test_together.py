"""Colleagues at one field: what they say, what stood there before, two versions side by side."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_pages import violations

TITLE = "unit.address"
ROW = "project.scenarios.a.equipment.a"
OTHER_PLACES = ("project.scenarios.a.equipment", ROW, f"{ROW}.name", "project.scenarios.a.equipment.b")
BACK = 'document.dispatchEvent(new Event("visibilitychange"))'


def open_drawer(page: Page, path: str) -> None:
    page.locator(f'[data-talk="{path}"]').click()
    expect(page.locator("#talk-dialog")).to_be_visible()


def test_a_comment_is_said_in_the_drawer_and_counted_at_the_field(enter, server):
    page = enter("qiye14")
    page.goto(f"/apply/{server.application('qiye14')}/fill/unit/")

    open_drawer(page, TITLE)
    page.get_by_label("写批注").fill("地址与营业执照不一致，请核对。")
    page.get_by_role("button", name="发表批注").click()

    expect(page.locator(".thread .said")).to_have_text("地址与营业执照不一致，请核对。")
    expect(page.locator(f'[data-talk="{TITLE}"] .talk-count')).to_have_text("1")
    assert violations(page) == []

    page.get_by_role("button", name="标为已解决").click()
    expect(page.locator(".thread-state")).to_contain_text("标为已解决")
    expect(page.locator(f'[data-talk="{TITLE}"] .talk-count')).to_have_text("")


def test_a_colleague_in_another_browser_sees_the_comment(enter, server):
    first, second = enter("qiye14"), enter("qiye14")
    address = f"/apply/{server.application('qiye14')}/comments/?path=unit.address"
    first.goto(address)
    first.get_by_label("写批注").fill("地址再核对一次。")
    first.get_by_role("button", name="发表批注").click()
    expect(first.locator(".said").first).to_have_text("地址再核对一次。")

    second.goto(f"/apply/{server.application('qiye14')}/")

    second.get_by_role("region", name=re.compile("未解决的批注")).get_by_role("link").first.click()
    expect(second.locator(".said").first).to_have_text("地址再核对一次。")


@pytest.mark.parametrize(("place", "name"), [(ROW, "第 1 行"), (f"{ROW}.name", "单元格")])
def test_two_people_talk_about_a_row_and_about_a_cell(enter, server, place, name):
    first, second = enter("qiye14"), enter("qiye14-tianbao")
    for page in (first, second):
        page.goto(f"/apply/{server.application('qiye14')}/fill/project/")
    talk = f'[data-talk="{place}"] .talk-count'

    if place == ROW:
        open_drawer(first, ROW)
    else:  # a cell's control is not in the way of the Tab key
        first.locator(f'[data-path="{place}"]').focus()
        first.keyboard.press("Control+Alt+m")
    first.get_by_label("写批注").fill(f"{name}的型号请核对。")
    first.get_by_role("button", name="发表批注").click()
    expect(first.locator(talk)).to_have_text("1")

    second.evaluate(BACK)  # somebody who comes back to the page
    expect(second.locator(talk)).to_have_text("1")
    open_drawer(second, place)
    expect(second.locator(".thread .said")).to_have_text(f"{name}的型号请核对。")
    expect(second.locator("#talk-dialog")).to_contain_text("示例联系人十四")
    assert violations(second) == []
    second.locator(".thread summary", has_text="回复").click()
    second.locator(".thread").get_by_role("textbox").fill("已按铭牌改正。")
    second.locator(".thread").get_by_role("button", name="回复").click()
    expect(second.locator(".thread .said").last).to_have_text("已按铭牌改正。")

    first.keyboard.press("Escape")
    open_drawer(first, place)
    expect(first.locator(".thread .said").last).to_have_text("已按铭牌改正。")
    first.get_by_role("button", name="标为已解决").click()
    expect(first.locator(talk)).to_have_text("")
    second.evaluate(BACK)
    expect(second.locator(talk)).to_have_text("")
    assert {one for one in OTHER_PLACES if second.locator(f'[data-talk="{one}"] .talk-count').inner_text()} == set()


def test_what_is_said_of_a_proof_opens_beside_it_on_the_page_of_proofs(enter, server):
    first, second = enter("qiye14"), enter("qiye14-tianbao")
    for page in (first, second):
        page.goto(f"/apply/{server.application('qiye14')}/proofs/")

    open_drawer(first, "attachments.credit")
    first.get_by_label("写批注").fill("请换成盖章的扫描件。")
    first.get_by_role("button", name="发表批注").click()
    expect(first.locator('[data-talk="attachments.credit"] .talk-count')).to_have_text("1")
    second.reload()

    expect(second.locator('[data-talk="attachments.credit"] .talk-count')).to_have_text("1")
    open_drawer(second, "attachments.credit")
    expect(second.locator(".thread .said")).to_have_text("请换成盖章的扫描件。")
    second.get_by_role("button", name="标为已解决").click()
    expect(second.locator('[data-talk="attachments.credit"] .talk-count')).to_have_text("")


def test_history_opens_from_the_drawer_and_versions_fit_a_phone(enter, server):
    page = enter("qiye14")
    application = server.application("qiye14")
    page.goto(f"/apply/{application}/fill/unit/")
    open_drawer(page, TITLE)
    page.locator("#talk-dialog").get_by_role("link", name="修改记录").click()
    expect(page.locator("#talk-dialog .past")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#talk-dialog")).to_be_hidden()

    page.goto(f"/apply/{application}/versions/?all=1")
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
