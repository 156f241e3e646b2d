"""Undo brings back rows and files with what was in them, never over a colleague's words; counters say what is over."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_filling_in import at, fill, is_saved, type_over

LIST = 'row-list[data-repeat="project.scenarios.a.equipment"]'
RICH = "project.scenarios.a.description"
FILES = "attachments.other"
PDF = b"%PDF-1.7\n%%EOF\n"
SAID = """() => {
  const place = document.querySelector("[data-say]");
  window.said = [];
  new MutationObserver(() => window.said.push(place.textContent)).observe(place, {childList: true});
}"""


@pytest.fixture
def page(enter, server) -> Page:
    return fill(enter("qiye14"), "qiye14", "project", server)


def rows(page: Page) -> list[tuple[str, list[str]]]:
    """Each row by its key, with what a person sees in its boxes."""
    return page.locator(f"{LIST} tbody tr").evaluate_all(
        "all => all.map(row => [row.dataset.key, [...row.querySelectorAll('input, textarea')].map(box => box.value)])"
    )


def is_as(page: Page, before: list) -> None:
    """Look the same now and after a reload."""
    expect(page.locator(f"{LIST} tbody tr")).to_have_count(len(before))
    assert rows(page) == before
    page.reload()
    assert rows(page) == before


def test_row_taken_away_comes_back_with_its_content_by_undo(page):
    before = rows(page)
    assert len(before) > 1
    assert any(before[0][1])
    type_over(page, f"project.scenarios.a.equipment.{before[0][0]}.name", "示例撤销设备")
    before[0][1][0] = "示例撤销设备"
    is_saved(page)

    page.locator(LIST).get_by_role("button", name="删除").first.click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(page.locator(f"{LIST} tbody tr")).to_have_count(len(before) - 1)
    page.keyboard.press("Control+z")
    expect(page.locator("[data-say]")).to_contain_text("已撤销")

    is_as(page, before)


def test_moved_row_goes_back_to_its_place_by_undo_and_again_by_redo(page):
    before = rows(page)

    page.locator(LIST).get_by_role("button", name="下移").first.click()
    expect(page.locator(f"{LIST} tbody tr").first).to_have_attribute("data-key", before[1][0])
    page.keyboard.press("Control+z")
    expect(page.locator(f"{LIST} tbody tr").first).to_have_attribute("data-key", before[0][0])
    page.keyboard.press("Control+y")
    expect(page.locator(f"{LIST} tbody tr").first).to_have_attribute("data-key", before[1][0])
    page.get_by_role("button", name="撤销", exact=True).first.click()

    expect(page.locator(f"{LIST} tbody tr").first).to_have_attribute("data-key", before[0][0])
    is_as(page, before)


def files(page: Page) -> Locator:
    return at(page, FILES).locator("ul.files > li > a")


def put(page: Page, name: str) -> None:
    content = {"name": name, "mimeType": "application/pdf", "buffer": PDF + name.encode()}
    at(page, FILES).locator("input[type=file]").set_input_files(content)
    expect(files(page).last).to_have_text(name)


@pytest.mark.parametrize("place", ["fill/attachments/", "proofs/"])
def test_file_taken_away_comes_back_and_one_sent_since_is_never_lost(enter, server, place):
    page = enter("qiye15")
    page.goto(f"/apply/{server.application('qiye15')}/{place}")
    put(page, "撤销甲.pdf")
    put(page, "撤销乙.pdf")

    at(page, FILES).get_by_role("button", name="删除 撤销甲.pdf").click()
    expect(files(page)).to_have_text(["撤销乙.pdf"])
    expect(at(page, FILES).get_by_role("button", name="撤销", exact=True)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(files(page)).to_have_text(["撤销甲.pdf", "撤销乙.pdf"])
    expect(at(page, FILES).locator(".file-state")).to_be_empty()
    at(page, FILES).get_by_role("button", name="删除 撤销甲.pdf").click()
    put(page, "撤销丙.pdf")
    at(page, FILES).get_by_role("button", name="删除 撤销丙.pdf").focus()
    page.keyboard.press("Control+z")  # takes nothing back: it would take the new file away
    expect(files(page)).to_have_text(["撤销乙.pdf", "撤销丙.pdf"])
    is_saved(page)
    page.reload()
    expect(files(page)).to_have_text(["撤销乙.pdf", "撤销丙.pdf"])
    for left in (1, 0):
        at(page, FILES).get_by_role("button", name=re.compile("^删除 ")).first.click()
        expect(files(page)).to_have_count(left)
    is_saved(page)


def test_undo_does_not_take_a_colleagues_words_away(enter, server):
    first, second = enter("qiye14"), enter("qiye14-tianbao")
    for page in (first, second):
        fill(page, "qiye14", "unit", server)
    type_over(second, "unit.address", "填报人先写的地址")
    is_saved(second)
    at(second, "unit.name").focus()
    first.reload()
    type_over(first, "unit.address", "管理员后写的地址")
    is_saved(first)

    second.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
    expect(at(second, "unit.address")).to_have_value("管理员后写的地址")
    second.keyboard.press("Control+z")
    expect(second.get_by_role("button", name="撤销", exact=True).first).to_have_attribute("aria-disabled", "true")

    expect(at(second, "unit.address")).to_have_value("管理员后写的地址")
    first.reload()
    expect(at(first, "unit.address")).to_have_value("管理员后写的地址")


def test_counter_is_announced_when_near_and_when_over_and_not_at_every_key(enter, server):
    page = fill(enter("qiye14"), "qiye14", "growth", server)
    stood = at(page, "growth.profile").input_value()
    at(page, "growth.profile").fill("长" * 440)
    page.evaluate(SAID)

    page.keyboard.type("长" * 70)

    expect(page.locator('[data-field="growth.profile"] zi-count')).to_have_text("510 / 500 字，超出 10 字")
    assert page.evaluate("window.said") == ["450 / 500 字", "501 / 500 字，超出 1 字"]
    assert page.locator("[data-say]").get_attribute("role") == "status"
    at(page, "growth.profile").fill(stood)
    is_saved(page)


def test_counter_of_formatted_text_is_announced_in_the_same_way(page):
    field = at(page, RICH)
    limit = int(field.get_attribute("max"))
    near = -(-limit * 9 // 10)
    text = {"type": "text", "text": "长" * (near - 3)}
    field.evaluate(
        "(box, value) => (box.value = value)", {"type": "doc", "content": [{"type": "paragraph", "content": [text]}]}
    )
    page.evaluate(SAID)

    field.get_by_role("textbox").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("长" * 9)

    expect(field.locator(".rt-count")).to_have_text(f"{near + 6} / {limit} 字")
    assert page.evaluate("window.said") == [f"{near} / {limit} 字"]
    page.keyboard.press("Control+z")
    is_saved(page)
