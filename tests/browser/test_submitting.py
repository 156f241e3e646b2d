"""Submitting with the keyboard alone, after the pages were looked at: what is submitted is no longer filled in."""

import re

from playwright.sync_api import Page, expect


def test_reason_for_a_warning_is_kept_while_a_field_is_mended(enter, server):
    page = enter("qiye10")
    page.goto(f"/apply/{server.application('qiye10')}/submit/")
    page.get_by_label("说明理由").first.fill("设备搬迁，停产四个月。")

    page.locator(".panel-list a").first.click()
    page.goto(f"/apply/{server.application('qiye10')}/submit/")

    expect(page.get_by_label("说明理由").first).to_have_value("设备搬迁，停产四个月。")


def test_form_is_submitted_with_the_keyboard_alone_and_what_comes_after_is_kept(enter, people, server):
    page = enter("qiye10")
    other = people.another(page)
    other.goto(f"/apply/{server.application('qiye10')}/fill/project/")
    page.goto(f"/apply/{server.application('qiye10')}/")

    press_on(page, "核对与提交")
    page.wait_for_url("**/submit/")
    boxes = page.locator("input[name=declared]")
    for _ in range(boxes.count()):
        tab_to(page, "input[name=declared]:focus:not(:checked)")
        page.keyboard.press("Space")
    press_on(page, "正式提交")

    expect(page.get_by_role("heading", name="提交回执")).to_be_visible()
    expect(page.locator(".receipt-digest")).to_have_text(re.compile("^[0-9a-f]{64}$"))

    box = other.locator("textarea[data-path]").first
    box.fill("提交之后才写的话")
    expect(other.locator("[data-save-notes]")).to_contain_text("申报书已提交，内容已冻结")
    expect(other.locator("[data-save-state]")).not_to_contain_text("已保存")
    assert "提交之后才写的话" in other.evaluate("JSON.stringify({...localStorage})")
    expect(box).to_have_value("提交之后才写的话")


def press_on(page: Page, words: str) -> None:
    """Go on with Tab until the thing with these words has the focus, and press Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            return page.keyboard.press("Enter")
    raise AssertionError(f"Tab never reaches {words}")


def tab_to(page: Page, selector: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.locator(selector).count():
            return
    raise AssertionError(f"Tab never reaches {selector}")
