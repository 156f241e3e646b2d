"""Filling once, programmes that fit, and the offline workbook, as a person meets them."""

import os
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE

NUMBERS = count(1)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def is_clean(page: Page) -> None:
    if folder := os.environ.get("SHIFAN_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{next(NUMBERS)}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_application_takes_from_an_earlier_one_and_says_so(enter, server):
    page = enter("qiye11")

    page.goto("/apply/")
    page.get_by_role("link", name="开始申报").first.click()
    is_clean(page)
    page.get_by_role("button", name="建立申报").click()

    expect(page.get_by_role("heading", level=2).first).to_contain_text("取自单位资料")
    is_clean(page)
    page.locator(".filled-list a").first.click()
    expect(page.locator(".origin").first).to_contain_text("取自单位资料")
    is_clean(page)


@SIZES
def test_fit_asks_and_decides(enter, size):
    page = enter("qiye14", size=size)

    page.goto("/apply/")
    page.get_by_role("link", name="查看哪些项目适合本单位").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("适合申报的项目")
    is_clean(page)
    asked = page.locator(".fit-ask select").first
    if asked.count():
        asked.select_option(index=1)
        page.get_by_role("button", name="按回答重新判断").first.click()
        expect(page.locator(".fit-ask select").first).not_to_have_value("")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Programmes that fit")
    is_clean(page)


@SIZES
def test_workbook_comes_back_with_differences(enter, server, tmp_path, size):
    page = enter("qiye14", size=size)
    page.goto(f"/apply/{server.application('qiye14')}/")
    page.get_by_role("link", name="离线填报").click()
    is_clean(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载离线填报表").click()
    taken = tmp_path / "form.xlsx"
    waiting.value.save_as(taken)
    book = load_workbook(taken)
    words = f"河北省邯郸市示例路 {size['width']} 号"
    for sheet in book.worksheets:
        for line in sheet.iter_rows(min_row=4):
            if line[0].value == "unit.address":
                line[3].value = words
    book.save(taken)

    page.get_by_label("离线填报表（XLSX").set_input_files(taken)
    page.get_by_role("button", name="上传并查看差异").click()

    expect(page.get_by_text(words)).to_be_visible()
    is_clean(page)
    page.get_by_role("button", name="确认写入").click()
    expect(page.get_by_text("已写入 1 项")).to_be_visible()
    expect(page.get_by_text("没有差异")).to_be_visible()
