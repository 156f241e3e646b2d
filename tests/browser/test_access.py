"""Every page an applicant sees, in both languages: clean by all of axe's rules, said in the right language, and of a
width that fits a laptop, a telephone and a laptop at 200 % zoom.

What `test_pages` has asked of the same page in Chinese is not asked again.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from shifan.core import identity
from tests.browser.conftest import DESKTOP, PHONE, People, Server
from tests.browser.gallery import USER
from tests.browser.test_bad_input import answers
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
    const chinese = many(/\\p{Script=Han}/gu);
    if (chinese < 8 || chinese < 2 * many(/[a-z]/gi)) continue;
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


def test_invitation_used_link_and_outbox_are_clean_in_english(enter, server):
    manager, colleague = enter("qiye17"), enter()
    english(manager, server)
    english(colleague, server)
    manager.goto("/organisation/people/")
    manager.get_by_label("E-mail address").fill("access@qiye17.example")
    manager.get_by_role("button", name="Send the invitation").click()
    link = manager.get_by_label("Link", exact=True).input_value()
    found = {"people": faults(manager, "en")}

    colleague.goto(link)
    found["invitation"] = faults(colleague, "en")
    for label, words in {"Name": "示例同事", "User name": "qiye17-access", "Mobile number": "15400001701"}.items():
        colleague.get_by_label(label, exact=True).fill(words)
    for box in colleague.locator("input[type=password]").all():
        box.fill("shifan-ceshi")
    colleague.get_by_role("button", name="Join").click()
    expect(colleague.get_by_role("link", name="My applications")).to_be_visible()
    assert colleague.goto(link).status == 410
    found["used link"] = faults(colleague, "en")
    manager.goto("/outbox/")
    expect(manager.get_by_role("article").first).to_be_visible()
    found["outbox"] = faults(manager, "en")
    manager.goto("/organisation/people/")
    found["people of two"] = faults(manager, "en")

    assert {name: one for name, one in found.items() if one} == {}


LONG_NAME = (
    "示例开元重型机械（河北）装备制造与智能焊接工艺数字化设计及远程运维服务一体化集团"
    + "股份有限公司曹妃甸第二分公司（筹备组）"
)
LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis".ljust(80, "x")
LONG_FILE = "焊接变形仿真与实测对比以及厚板多层多道焊温度场残余应力测试报告（含原始数据）" * 3


def test_long_names_and_words_fit(enter, server):
    page = enter()
    register(page)
    page.goto(f"/apply/start/?round={FIRST}&track=scenario")
    page.get_by_role("button", name="建立申报").click()
    place = re.match(r"/apply/\d+/", page.url.removeprefix(server.address))[0]
    page.goto(f"{place}fill/unit/")
    own = {"path": "project.scenarios.x1.name", "value": {"own": LONG_WORD}, "version": 0}
    assert answers(page, [{"path": "project.scenarios", "value": ["x1"], "version": 0}])[0] == 200
    assert answers(page, [own, {"path": "plan.improvement", "value": rich(LONG_WORD), "version": 0}])[0] == 200
    page.goto(f"{place}proofs/")
    file = {"name": f"{LONG_FILE[:116]}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    page.locator('[data-path="attachments.finance"] input[type=file]').set_input_files(file)
    expect(page.locator('[data-path="attachments.finance"] .files a')).to_be_visible()

    found = {}
    inside = (
        "",
        "proofs/",
        "fill/project/",
        "fill/plan/",
        "submit/",
        "versions/?all=1",
        "team/",
        "history/?path=project",
    )
    for address in (
        "/apply/",
        "/organisation/",
        "/organisation/people/",
        "/inbox/",
        "/fit/",
        *(place + one for one in inside),
    ):
        page.goto(address)
        found[address] = faults(page, "zh-CN", axe=False)

    page.goto("/apply/")
    expect(page.locator("main")).to_contain_text(LONG_WORD)
    assert {address: one for address, one in found.items() if one} == {}


def register(page: Page) -> None:
    """An enterprise with a long name and a long address registers."""
    page.goto("/register/")
    page.get_by_label("统一社会信用代码").fill(identity.make_uscc("91130102", "XX000093"))
    page.get_by_label("单位名称").fill(LONG_NAME)
    for at, code in enumerate(("130000", "130100", "130102")):
        page.locator("select[name=region]").nth(at).select_option(code)
    page.get_by_label("单位地址").fill(LONG_WORD)
    page.get_by_label("联系人姓名").fill("示例登记人")
    page.get_by_label("联系人手机").fill("15400000093")
    page.get_by_label("电子邮箱").fill("dengji@qiye93.example")
    page.get_by_label("用户名").fill("qiye93")
    page.get_by_label("密码", exact=True).fill("shifan-ceshi")
    page.get_by_label("再次输入密码").fill("shifan-ceshi")
    page.get_by_label("再次输入密码").press("Enter")
    expect(page.get_by_role("heading", name=LONG_NAME)).to_be_visible()


def rich(words: str) -> dict:
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}]}
