"""Two people of one enterprise at one application: neither overwrites the other unseen, and both know who does what."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

MANAGER, WRITER = "qiye14", "qiye14-tianbao"
NAMES = {MANAGER: "示例联系人十四", WRITER: "示例填报人十四"}
ADDRESS, RICH, ROWS = "unit.address", "project.scenarios.a.description", "project.scenarios.a.equipment"
FILES = "attachments.proofs"  # takes twenty, so that what other tests leave there is no matter
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
BACK = 'document.dispatchEvent(new Event("visibilitychange"))'  # as somebody does who comes back to the tab


def at(page: Page, path: str) -> Locator:
    return page.locator(f'[data-kind][data-path="{path}"]')


def is_saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))


def type_over(page: Page, place: Locator, words: str) -> None:
    place.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


@pytest.fixture
def both(enter, server):
    """Open a section in the browsers of both, before either writes."""

    def opened(section: str) -> tuple[Page, Page]:
        pages = enter(MANAGER), enter(WRITER)
        for page in pages:
            page.goto(f"/apply/{server.application(MANAGER)}/fill/{section}/")
        return pages

    return opened


def chooses(page: Page, mine: str, theirs: str, button: str) -> None:
    """See both texts and who wrote the other, and choose one."""
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-conflict-yours]")).to_contain_text(mine)
    expect(dialog.locator("[data-conflict-theirs]")).to_contain_text(theirs)
    expect(dialog).to_contain_text(NAMES[MANAGER])
    dialog.get_by_role("button", name=button).click()
    is_saved(page)


@pytest.mark.parametrize(("button", "kept"), [("用我的", "填报人写的地址"), ("用对方的", "管理员写的地址")])
def test_one_text_field_shows_both_texts_to_the_second(both, button, kept):
    first, second = both("unit")
    type_over(first, at(first, ADDRESS), "管理员写的地址")
    is_saved(first)

    type_over(second, at(second, ADDRESS), "填报人写的地址")

    chooses(second, "填报人写的地址", "管理员写的地址", button)
    first.reload()
    expect(at(first, ADDRESS)).to_have_value(kept)


def test_one_formatted_text_shows_both_texts_to_the_second(both):
    first, second = both("project")
    for page, words in ((first, "管理员写的说明"), (second, "填报人写的说明")):
        type_over(page, at(page, RICH).get_by_role("textbox"), words)
        if page == first:
            is_saved(page)

    chooses(second, "填报人写的说明", "管理员写的说明", "用我的")
    first.reload()
    expect(at(first, RICH)).to_contain_text("填报人写的说明")
    expect(at(first, RICH)).not_to_contain_text("管理员写的说明")


def test_rows_moved_by_both_keep_both_moves_and_the_second_is_told(both):
    first, second = both("project")
    lists = [page.locator(f'row-list[data-repeat="{ROWS}"]') for page in (first, second)]
    names = [[row.get_attribute("data-key") for row in one.locator("tbody tr").all()] for one in lists]
    assert names[0] == names[1] == ["a", "b"]

    lists[0].get_by_role("button", name="下移").first.click()
    expect(lists[0].locator("tbody tr").first).to_have_attribute("data-key", "b")
    lists[1].get_by_role("button", name="添加一行").click()

    expect(lists[1].locator(".rows-note")).to_contain_text("其他人 调整了各行的顺序")
    expect(lists[1].locator("tbody tr")).to_have_count(3)
    expect(lists[1].locator("tbody tr").first).to_have_attribute("data-key", "b")
    first.locator("h1").click()
    first.evaluate(BACK)
    expect(lists[0].locator(".rows-note")).to_contain_text(f"{NAMES[WRITER]} 增减了这里的行")
    lists[0].get_by_role("button", name="显示最新的行").click()
    expect(lists[0].locator("tbody tr")).to_have_count(3)
    lists[0].get_by_role("button", name="删除").last.click()
    expect(lists[0].locator("tbody tr")).to_have_count(2)
    lists[0].get_by_role("button", name="上移").last.click()
    expect(lists[0].locator("tbody tr").first).to_have_attribute("data-key", "a")


def test_files_of_both_are_in_one_list(both):
    first, second = both("attachments")
    for page, name in ((first, "管理员的报表.pdf"), (second, "填报人的报表.pdf")):
        own = PDF + name.encode()
        at(page, FILES).locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "application/pdf", "buffer": own}
        )
        expect(at(page, FILES).get_by_role("link", name=name)).to_be_visible()

    expect(at(second, FILES).get_by_role("link", name="管理员的报表.pdf")).to_be_visible()
    # The first has not seen the second file: what is taken away and renamed here is no reason to lose it.
    at(first, FILES).get_by_role("button", name="删除 管理员的报表.pdf").click()
    chooses_files(first)
    first.reload()
    expect(at(first, FILES).get_by_role("link", name="填报人的报表.pdf")).to_be_visible()
    for name in ("管理员的报表.pdf", "填报人的报表.pdf"):
        at(first, FILES).get_by_role("button", name=f"删除 {name}").click()
        expect(at(first, FILES).get_by_role("link", name=name)).to_have_count(0)
    is_saved(first)


def chooses_files(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-conflict-theirs]")).to_contain_text("填报人的报表.pdf")
    expect(dialog).to_contain_text(NAMES[WRITER])
    dialog.get_by_role("button", name="用对方的").click()
    is_saved(page)


def test_each_sees_where_the_other_is_and_what_the_other_has_just_saved(both):
    first, second = both("unit")
    second.evaluate(BACK)
    expect(second.locator("presence-line")).to_contain_text(f"{NAMES[MANAGER]}（")
    first.evaluate(BACK)
    expect(first.locator("presence-line")).to_contain_text(f"{NAMES[WRITER]}（")
    type_over(first, at(first, ADDRESS), "刚刚改过的地址")
    is_saved(first)

    second.evaluate(BACK)

    expect(at(second, ADDRESS)).to_have_value("刚刚改过的地址")
    field = second.locator(f'[data-field="{ADDRESS}"]')
    expect(field.locator(".field-changed")).to_have_text(f"{NAMES[MANAGER]} 刚刚修改")


@pytest.fixture
def online(people) -> Iterator[None]:
    yield
    for context in people.contexts:
        context.set_offline(False)


@pytest.mark.usefixtures("online")
def test_the_next_person_at_a_shared_computer_sees_nothing_of_the_one_before(people, enter, server):
    form = f"/apply/{server.application(MANAGER)}/fill/unit/"
    page = enter(size={"width": 1280, "height": 720})
    people.sign_in(page, MANAGER)
    page.goto(form)
    stands = at(page, ADDRESS).input_value()
    page.context.set_offline(True)
    type_over(page, at(page, ADDRESS), "只有我看得到的未上传地址")
    expect(page.locator("[data-save-state]")).to_contain_text("离线")
    page.close()
    page = people.another(people.contexts[-1].new_page())
    page.context.set_offline(False)
    page.goto("/inbox/")
    page.locator("summary", has_text=NAMES[MANAGER]).click()
    page.get_by_role("button", name="退出").click()

    people.sign_in(page, WRITER)
    page.goto(form)

    expect(at(page, ADDRESS)).to_have_value(stands)
    expect(page.locator("[data-save-notes]")).to_be_empty()
    assert "只有我看得到" not in page.content()
    page.locator("summary", has_text=NAMES[WRITER]).click()
    page.get_by_role("button", name="退出").click()
    page.go_back()
    expect(page.locator("form-autosave")).to_have_count(0)
    people.sign_in(page, MANAGER)
    page.goto(form)
    expect(page.locator("[data-save-notes]")).to_contain_text("本机保存了 1 处未上传的内容")
    page.get_by_role("button", name="放弃").click()
