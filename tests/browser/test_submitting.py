"""Submitting with the keyboard alone, after the pages were looked at: what is submitted is no longer filled in."""

import re

from playwright.sync_api import Page, expect


def test_form_is_submitted_with_the_keyboard_alone(enter, server):
    page = enter("qiye10")
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
