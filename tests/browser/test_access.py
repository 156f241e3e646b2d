"""Every page an applicant sees, in both languages: clean by all of axe's rules, said in the right language, and of a width
that fits a laptop, a telephone and a laptop at 200 % zoom.

What `test_pages` has asked of the same page in Chinese is not asked again.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, People, Server
from tests.browser.gallery import USER
from tests.browser.test_gallery import PLACES
from tests.browser.test_pages import FIRST, PAGES, applied

ZOOMED = {"width": 640, "height": 360}  # what is left of 1280 × 720 at 200 %
SEEN_BY = ("", "qiye8", "qiye9", "qiye10", "qiye14", "qiye17", "qiye18")
MORE = {
    "fit": ("qiye10", "/fit/"),
    "start": ("qiye10", f"/apply/start/?round={FIRST}&track=scenario"),
    "taking": ("qiye10", applied("qiye10", "take/")),
    "taken": ("qiye10", applied("qiye10", "filled/")),
    "proofs": ("qiye10", applied("qiye10", "proofs/")),
    "workbook": ("qiye10", applied("qiye10", "workbook/")),
    "team": ("qiye14", applied("qiye14", "team/")),
    "versions": ("qiye14", applied("qiye14", "versions/?all=1")),
    "versions-returned": ("qiye9", applied("qiye9", "versions/")),
    "comments": ("qiye14", applied("qiye14", "comments/?path=growth.revenue")),
    "history": ("qiye14", applied("qiye14", "history/?path=growth.revenue")),
    "package": ("qiye8", lambda server: f"/packages/submission/{server.one(LAST, server.application('qiye8'))}/"),
    "verify": ("", "/verify/"),
    "verify-unknown": ("", f"/verify/{'0' * 64}/"),
    "missing": ("qiye10", "/nowhere/"),
    "sign-out": ("qiye10", "/account/logout/"),
}
LAST = "select max(id) from shifan_submission where application_id = ?"
# Texts that are Chinese for the most part, outside any element that says so. Short ones are names.
UNSAID = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const many = (kind) => (text.data.match(kind) ?? []).length, element = text.parentElement;
    if (many(/\\p{Script=Han}/gu) < 8 || many(/\\p{Script=Han}/gu) < many(/[a-z]/gi)) continue;
    if (element.closest("script, [lang^=zh]") || !element.checkVisibility()) continue;
    found.push(text.data.trim().slice(0, 60));
  }
  return found;
}"""


def english(page: Page, server: Server) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": server.address}])


def faults(page: Page, language: str, *, axe: bool = True) -> list[str]:
    """What is wrong with the page that is open, by all of axe's rules, at the three sizes and in what it says."""
    found = []
    if axe:
        broken = Axe().run(page).response["violations"]
        found += [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in broken]
    if page.locator("html").get_attribute("lang") != language:
        found.append("another language")
    if language == "en":
        found += page.evaluate(UNSAID)
    for size in (PHONE, ZOOMED, DESKTOP):
        page.set_viewport_size(size)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            found.append(f"{over} px too wide at {size['width']}")
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_page_of_an_applicant_is_clean_fits_and_says_its_language(language, enter, server):
    pages, found = {}, {}
    for name, (who, where) in (PAGES | MORE).items():
        if who not in SEEN_BY:
            continue
        if who not in pages:
            pages[who] = enter(who)
            if language == "en":
                english(pages[who], server)
        pages[who].goto(where if isinstance(where, str) else where(server))
        found[name] = faults(pages[who], language, axe=language == "en" or name in MORE)

    assert {name: one for name, one in found.items() if one} == {}


def test_section_of_every_pack_is_clean_and_fits(browser, gallery):
    people = People(browser, gallery, {})
    found = {}

    for pack, applicants in PLACES.items():
        for number, sections in applicants.items():
            page = people.enter(USER.format(number))
            english(page, gallery)
            for section in sections:
                page.goto(f"/apply/{gallery.application(USER.format(number), pack)}/fill/{section}/")
                found[pack, section] = faults(page, "en")
            page.context.close()

    assert {place: one for place, one in found.items() if one} == {}
    assert people.problems == []
