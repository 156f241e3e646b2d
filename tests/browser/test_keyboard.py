"""With the keyboard alone an application is filled in, checked and brought to its submission, the focus in sight."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, People
from tests.browser.gallery import USER
from tests.browser.test_access import ZOOMED
from tests.browser.test_filling_in import is_saved
from tests.browser.test_pages import FIRST

USER_WITHOUT = "qiye18"  # an enterprise that has not applied, and that no other test here applies for
MOST_STOPS = 160
HAS_FOCUS = "element => element.contains(document.activeElement)"
# What has the focus, where it cannot be seen: outside the window, or with something else over it at every point tried
# of what the window has of it: a long text is taller.
UNSEEN = """() => {
  const focused = document.activeElement, box = focused.getBoundingClientRect();
  if (focused === document.body || box.width < 2) return null;
  const parts = (from, to) => [0.1, 0.5, 0.9].map((part) => from + (to - from) * part);
  const at = (from, to, most) =>
    to > 0 && from < most ? parts(Math.max(from, 0), Math.min(to, most)) : [];
  const seen = at(box.left, box.right, innerWidth).some((x) => at(box.top, box.bottom, innerHeight).some((y) => {
    const top = document.elementFromPoint(x, y);
    return focused.contains(top) || top?.closest("label")?.control === focused;
  }));
  return seen ? null : focused.outerHTML.slice(0, 120);
}"""


def go_to(page: Page, place: Locator) -> Locator:
    """Press Tab until the focus is there."""
    expect(place).to_have_count(1)
    for _ in range(MOST_STOPS):
        if place.evaluate(HAS_FOCUS):
            return place
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {place}")


def press(page: Page, place: Locator, key: str = "Enter") -> None:
    go_to(page, place)
    page.keyboard.press(key)


def of(page: Page, ending: str) -> Locator:
    """The control of an answer in the only scenario."""
    return page.locator(f'[data-kind][data-path^="project.scenarios."][data-path$=".{ending}"]')


def begin(page: Page) -> None:
    """Begin an application and come to the section of its scenarios."""
    page.goto(f"/apply/start/?round={FIRST}&track=scenario")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    press(page, page.get_by_role("button", name="建立申报"))
    press(page, page.get_by_role("link", name="继续填写"))
    press(page, page.locator("main .section-list a[href$='/project/']"))
    expect(page.locator("form-autosave")).to_be_visible()


def answer(page: Page) -> None:
    """A scenario, with a control of each kind."""
    press(page, page.locator('row-list[data-repeat="project.scenarios"] > [data-row-verb=add]'), "Space")
    expect(of(page, "name").locator("select")).to_be_focused()
    page.keyboard.press("ArrowDown")  # choice
    press(page, of(page, "segments").locator("input").nth(2), "Space")  # tick list
    go_to(page, of(page, "period.start"))
    for key in ("ArrowUp", "ArrowRight", "ArrowUp", "ArrowRight", "ArrowUp"):  # date, whatever comes first in it
        page.keyboard.press(key)
    go_to(page, of(page, "investment"))
    page.keyboard.type("1280.5")
    go_to(page, of(page, "supply").locator("input").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # radio: the other one, which opens a table
    is_saved(page)
    press(page, page.locator('row-list[data-repeat$=".suppliers"] > [data-row-verb=add]'))
    expect(page.locator('[data-path*=".suppliers."][data-path$=".name"]')).to_be_focused()
    page.keyboard.type("示例键盘供应商")
    go_to(page, page.locator('[data-path*=".suppliers."][data-path$=".contact"]'))
    page.keyboard.type("示例工程师")


def write(page: Page) -> None:
    """Formatted text is entered by Tab, made bold in its toolbar, and left by Tab; the toolbar is one stop."""
    text = of(page, "description").get_by_role("textbox")
    go_to(page, text)
    page.keyboard.type("从三维模型到现场，")
    page.keyboard.press("Escape")
    expect(of(page, "description").get_by_role("button", name="加粗")).to_be_focused()
    page.keyboard.press("Enter")
    expect(text).to_be_focused()
    page.keyboard.type("闭环反馈")
    page.keyboard.press("Tab")
    assert not of(page, "description").evaluate(HAS_FOCUS)
    page.keyboard.press("Shift+Tab")
    expect(text).to_be_focused()
    expect(of(page, "description").locator("strong")).to_have_text("闭环反馈")


def test_an_application_is_filled_in_with_the_keyboard_alone(enter):
    page = enter(USER_WITHOUT)
    begin(page)
    answer(page)
    write(page)
    pain = go_to(page, of(page, "pain_points"))
    page.keyboard.type("人工编制周期长。")

    page.keyboard.press("Control+Alt+m")  # what is said about the field
    expect(page.locator("#comment-text")).to_be_visible()
    go_to(page, page.locator("#comment-text"))
    page.keyboard.type("数字请再核对（示例）。")
    press(page, page.get_by_role("button", name="发表批注"))
    expect(page.locator("#talk-dialog .said")).to_have_text("数字请再核对（示例）。")
    page.keyboard.press("Escape")
    expect(page.locator("#talk-dialog")).to_be_hidden()
    expect(pain).to_be_focused()

    is_saved(page)
    press(page, page.locator(".form-steps .btn-primary"))
    page.wait_for_url(re.compile("/fill/results/"))
    page.go_back()
    expect(of(page, "investment")).to_have_value("1280.5")
    expect(of(page, "name").locator("select")).not_to_have_value("")
    expect(of(page, "segments").locator("input").nth(2)).to_be_checked()
    expect(of(page, "period.start")).to_have_value(re.compile(r"\d{4}-\d\d-\d\d"))
    expect(page.locator('[data-path*=".suppliers."][data-path$=".contact"]')).to_have_value("示例工程师")
    expect(of(page, "pain_points")).to_have_value("人工编制周期长。")

    missing = page.locator("#panel .panel-missing")
    if missing.get_attribute("open") is None:
        press(page, missing.locator("summary"))
    link = go_to(page, missing.get_by_role("link").first)
    place = link.get_attribute("href").partition("#f-")[2]
    page.keyboard.press("Enter")
    field = page.locator(f'[id="f-{place}"]')
    expect(field).to_be_in_viewport()
    assert field.evaluate(HAS_FOCUS)

    press(page, page.locator(".form-back a"))
    press(page, page.locator("main").get_by_role("link", name="核对与提交"))
    page.wait_for_url(re.compile("/submit/"))
    go_to(page, page.locator("input[name=declared]").first)
    page.keyboard.press("Space")
    expect(page.locator("input[name=declared]").first).to_be_checked()


def unseen(page: Page) -> list[str]:
    """Go through the page and back; what has the focus without being seen."""
    found = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(MOST_STOPS):
            page.keyboard.press(key)
            found.append(page.evaluate(UNSEEN))
    return [one for one in found if one]


def test_focus_is_in_sight_at_200_percent_below_the_bar_and_its_notes(enter, server):
    page = enter("qiye10", size=ZOOMED)
    page.goto(f"/apply/{server.application('qiye10')}/fill/project/")
    page.context.clear_cookies(name="sessionid")
    go_to(page, page.locator('[data-path$=".remarks"]').first)
    page.keyboard.type("改")
    expect(page.locator("[data-save-notes]")).to_contain_text("登录已过期")

    assert unseen(page) == []


def test_focus_is_in_sight_beside_the_buttons_of_a_wide_table(browser, gallery):
    people = People(browser, gallery, {})
    page = people.enter(USER.format(1), size=DESKTOP)
    page.goto(f"/apply/{gallery.application(USER.format(1), 'tianjin-2020-it-manufacturing')}/fill/funds/")
    table = page.locator('row-list[data-repeat="funds.items"]')
    table.locator(":scope > [data-row-verb=add]").click()
    expect(table.locator("tbody tr").first.locator("input").first).to_be_visible()
    assert table.locator(".years-frame").evaluate("frame => frame.scrollWidth > frame.clientWidth")

    assert unseen(page) == []
    page.context.close()
