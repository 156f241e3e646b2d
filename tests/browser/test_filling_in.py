"""An enterprise fills in its application: what is typed is saved, and nothing of it is lost, whatever happens."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

RICH = "project.scenarios.a.description"


def at(page: Page, path: str):
    """The control of an answer."""
    return page.locator(f'[data-kind][data-path="{path}"]')


def is_saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))


def fill(page: Page, user: str, section: str, server) -> Page:
    page.goto(f"/apply/{server.application(user)}/fill/{section}/")
    return page


def type_over(page: Page, path: str, words: str) -> None:
    """Write as people do, key by key, over what stands there."""
    at(page, path).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


@pytest.fixture
def page(enter, server) -> Page:
    """The half-filled application of an enterprise."""
    return fill(enter("qiye14"), "qiye14", "unit", server)


def test_enterprise_starts_from_the_notice(enter):
    page = enter("qiye17")

    page.goto("/")
    page.get_by_role("link", name="我的申报").click()
    page.get_by_role("link", name="开始申报").first.click()
    page.get_by_role("button", name="建立申报").click()

    expect(page.get_by_text("已建立申报")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("带入的内容")
    page.get_by_role("link", name="继续填写").click()
    expect(page.get_by_text("智能制造优秀场景 · 编号")).to_be_visible()
    expect(page.get_by_role("heading", name="核对与提交")).to_be_visible()


def test_typing_is_saved_and_stands_there_after_a_reload(page):
    type_over(page, "unit.address", "河北省邯郸市示例路 88 号")

    is_saved(page)
    page.reload()
    expect(at(page, "unit.address")).to_have_value("河北省邯郸市示例路 88 号")


def test_formatted_text_takes_bold_and_a_picture(enter, server):
    page = fill(enter("qiye10"), "qiye10", "project", server)
    text = at(page, RICH).get_by_role("textbox")
    pictures = at(page, RICH).locator("img").count()

    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    at(page, RICH).get_by_role("button", name="加粗").click()
    page.keyboard.type("关键指标")
    with page.expect_file_chooser() as chooser:
        at(page, RICH).get_by_role("button", name="插入图片").click()
    chooser.value.set_files({"name": "架构.png", "mimeType": "image/png", "buffer": picture()})
    expect(at(page, RICH).locator("img")).to_have_count(pictures + 1)
    is_saved(page)

    page.reload()
    expect(at(page, RICH).locator("strong", has_text="关键指标")).to_have_count(1)
    expect(at(page, RICH).locator("img")).to_have_count(pictures + 1)


def test_rows_are_added_removed_and_brought_back(enter, server):
    page = fill(enter("qiye10"), "qiye10", "project", server)
    rows = page.locator('row-list[data-repeat="project.scenarios.a.software"]')
    before = rows.locator("tbody tr").count()

    rows.get_by_role("button", name="添加一行").click()
    expect(rows.locator("tbody tr")).to_have_count(before + 1)
    last = rows.locator("tbody tr").last
    name = last.locator('[data-path$=".name"]')
    name.focus()
    page.keyboard.type("示例新增软件")
    is_saved(page)
    last.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="删除", exact=True).last.click()
    expect(rows.locator("tbody tr")).to_have_count(before)
    rows.get_by_role("button", name="撤销").click()

    expect(rows.locator("tbody tr")).to_have_count(before + 1)
    expect(name).to_have_value("示例新增软件")
    last.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="删除", exact=True).last.click()
    expect(rows.locator("tbody tr")).to_have_count(before)


def test_file_is_uploaded_and_listed(enter, server):
    page = fill(enter("qiye10"), "qiye10", "attachments", server)
    box = at(page, "attachments.finance")

    box.locator("input[type=file]").set_input_files(
        {"name": "审计报告.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )

    expect(box.get_by_role("link", name="审计报告.pdf", exact=True)).to_be_visible()
    page.reload()
    expect(box.get_by_role("link", name="审计报告.pdf", exact=True)).to_be_visible()


def test_counter_shows_what_is_over_the_limit_and_the_panel_links_to_it(enter, server):
    page = fill(enter("qiye14"), "qiye14", "growth", server)

    type_over(page, "growth.profile", "长" * 512)

    field = page.locator('[data-field="growth.profile"]')
    expect(field.locator("zi-count")).to_have_text("512 / 500 字，超出 12 字")
    panel = page.locator("#panel").get_by_role("link", name="企业简介")
    expect(panel).to_be_visible()
    expect(page.locator("#panel")).to_contain_text("限 500 字，现有 512 字")
    panel.click()
    expect(page).to_have_url(re.compile("#f-growth.profile$"))
    type_over(page, "growth.profile", "简介")
    expect(page.locator("#panel").get_by_text("现有 512 字")).to_have_count(0)


def test_two_tabs_on_one_field_show_both_texts(people, page):
    other = people.another(page)
    other.goto(page.url)
    type_over(page, "unit.address", "甲写的地址")
    is_saved(page)

    type_over(other, "unit.address", "乙写的地址")

    dialog = other.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("甲写的地址")
    expect(dialog).to_contain_text("乙写的地址")
    dialog.get_by_role("button", name="用我的").click()
    is_saved(other)
    page.reload()
    expect(at(page, "unit.address")).to_have_value("乙写的地址")


def test_text_typed_offline_is_kept_and_sent_later(page):
    page.context.set_offline(True)
    type_over(page, "unit.address", "断网时写的地址")
    expect(page.locator("[data-save-state]")).to_contain_text("离线")
    page.context.set_offline(False)

    is_saved(page)
    page.reload()
    expect(at(page, "unit.address")).to_have_value("断网时写的地址")


def test_text_survives_a_window_closed_offline(people, page):
    address = page.url
    page.context.set_offline(True)
    type_over(page, "unit.address", "关窗前写的地址")
    expect(page.locator("[data-save-state]")).to_contain_text("离线")
    page.close()
    page = people.another(people.contexts[0].new_page())
    page.context.set_offline(False)
    page.goto(address)

    page.get_by_role("button", name="恢复").click()

    is_saved(page)
    page.reload()
    expect(at(page, "unit.address")).to_have_value("关窗前写的地址")


def test_server_that_dies_between_two_keys_costs_nothing(server, page):
    at(page, "unit.address").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("服务器")
    server.kill()
    page.keyboard.type("重启前后写的地址")
    expect(page.locator("[data-save-state]")).to_contain_text("离线")
    server.start()

    is_saved(page)
    page.reload()
    expect(at(page, "unit.address")).to_have_value("服务器重启前后写的地址")


def test_sign_in_that_has_expired_keeps_the_text(people, page):
    page.context.clear_cookies(name="sessionid")
    type_over(page, "unit.address", "登录过期后写的地址")
    expect(page.get_by_role("alert").get_by_text("登录已过期")).to_be_visible()
    people.sign_in(people.another(page), "qiye14")

    page.get_by_role("button", name="现在重试").click()

    is_saved(page)
    page.reload()
    expect(at(page, "unit.address")).to_have_value("登录过期后写的地址")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 300), "#1f4e8c").save(out, "PNG")
    return out.getvalue()


def pdf() -> bytes:
    out = io.BytesIO()
    Image.new("L", (420, 594), "white").save(out, "PDF")
    return out.getvalue()
