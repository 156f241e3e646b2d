"""Colleagues at one field: what they say, what stood there before, two versions side by side."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_pages import violations

TITLE = "unit.address"


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
