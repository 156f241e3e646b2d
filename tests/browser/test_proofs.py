"""Proofs: a large file goes on after the server was killed and the tab closed; order and titles by keyboard; axe."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE

USER, OTHER = "qiye10", "qiye14"
# Each test has a field of its own: a field takes only so many files.
FINANCE, CREDIT = "attachments.finance", "attachments.credit"
PROOFS, OTHERS = "attachments.proofs", "attachments.other"
SHARED = FINANCE  # of another enterprise
MEGABYTE = 1024 * 1024


def box(page: Page, field: str = FINANCE):
    return page.locator(f'file-list[data-path="{field}"]')


def names(page: Page, field: str) -> list[str]:
    return box(page, field).locator("ul.files > li > a").all_text_contents()


def put(page: Page, field: str, *names: str, data: bytes = b"") -> None:
    for name in names:
        given = data or b"%PDF-1.7\n" + name.encode() + b"\n%%EOF\n"
        kind = "image/png" if name.endswith(".png") else "application/pdf"
        box(page, field).locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": given})
        expect(box(page, field).get_by_role("link", name=name)).to_be_visible()


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 360), "#1f4e8c").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def place(server) -> str:
    return f"/apply/{server.application(USER)}/proofs/"


@pytest.fixture
def large(tmp_path: Path) -> Path:
    file = tmp_path / "大型审计报告.pdf"
    file.write_bytes(b"%PDF-1.7\n" + b"0" * (19 * MEGABYTE) + b"\n%%EOF\n")
    return file


def test_large_file_goes_on_after_the_server_was_killed_and_the_tab_closed(enter, people, server, place, large):
    page = enter(USER)
    pieces: list[int] = []

    def cut(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(int(route.request.headers["upload-offset"]))
            if len(pieces) == 3:
                server.kill()
        route.continue_() if len(pieces) < 3 else route.abort()

    page.goto(place)
    page.route(re.compile("/uploads/[0-9a-f-]+/$"), cut)
    box(page).locator("input[type=file]").set_input_files(large)
    expect(box(page).locator(".sending-text")).to_contain_text("大型审计报告.pdf 42%", timeout=30_000)
    page.wait_for_timeout(500)
    again = people.another(page)
    page.close()
    server.start()
    offsets: list[int] = []
    again.on("request", lambda sent: sent.method == "PATCH" and offsets.append(int(sent.headers["upload-offset"])))
    again.goto(place)
    expect(box(again).locator("[data-unfinished]")).to_contain_text("大型审计报告.pdf 上传到 42% 时中断")
    box(again).locator("input[type=file]").set_input_files(large)

    expect(box(again).get_by_role("link", name="大型审计报告.pdf")).to_be_visible(timeout=60_000)
    assert offsets[0] == 8 * MEGABYTE
    expect(box(again).locator(".sendings")).to_be_empty()


def test_order_and_titles_are_changed_by_keyboard_and_stay(enter, place):
    page = enter(USER)
    page.goto(place)
    put(page, CREDIT, "甲.pdf", "乙.pdf")

    box(page, CREDIT).get_by_role("button", name="上移 乙.pdf").focus()
    page.keyboard.press("Enter")
    box(page, CREDIT).get_by_label("材料名称 乙.pdf").fill("银行资信证明")
    page.keyboard.press("Tab")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))
    page.reload()

    expect(box(page, CREDIT).get_by_label("材料名称 乙.pdf")).to_have_value("银行资信证明")
    assert names(page, CREDIT) == ["乙.pdf", "甲.pdf"]
    expect(page.locator(".proof-catalogue")).to_contain_text("银行资信证明")


def test_program_with_another_name_is_refused_in_words(enter, server):
    page = enter("qiye14")
    page.goto(f"/apply/{server.application('qiye14')}/proofs/")

    wrong = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + b"0" * 99}
    box(page).locator("input[type=file]").set_input_files(wrong)

    expect(box(page).locator(".file-state")).to_contain_text("证明.pdf 没有上传成功")
    expect(box(page).locator(".file-state")).to_contain_text("EXE")


def test_order_is_changed_by_dragging_and_stays(enter, server):
    page = enter(OTHER)
    page.goto(f"/apply/{server.application(OTHER)}/proofs/")
    put(page, CREDIT, "一.pdf", "二.pdf", "三.pdf")
    rows = box(page, CREDIT).locator("ul.files > li")
    start, end = rows.nth(2).locator(".rank-grip").bounding_box(), rows.nth(0).bounding_box()

    page.mouse.move(start["x"] + 5, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + end["height"] + 4, steps=6)
    expect(box(page, CREDIT).locator("li.is-dragged")).to_be_visible()
    for step in range(40):  # rows that are still gliding to their places do not take another
        page.mouse.move(end["x"] + 20 + step, end["y"] + 4)
        page.wait_for_timeout(50)
        if "is-dragged" in (rows.nth(0).get_attribute("class") or ""):
            break
    page.mouse.up()

    expect(box(page, CREDIT).locator(".file-state")).to_have_text("已移到第 1 位")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))
    assert names(page, CREDIT) == ["三.pdf", "一.pdf", "二.pdf"]
    page.reload()
    expect(rows.nth(2)).to_be_visible()
    assert names(page, CREDIT) == ["三.pdf", "一.pdf", "二.pdf"]


def test_file_is_shown_in_a_dialog_that_gives_the_focus_back(enter, server):
    page = enter(OTHER)
    page.goto(f"/apply/{server.application(OTHER)}/proofs/")
    put(page, PROOFS, "架构.png", data=picture())
    put(page, PROOFS, "说明.pdf")
    dialog = page.locator("#file-dialog")

    box(page, PROOFS).get_by_role("link", name="架构.png").click()
    expect(dialog.get_by_role("img", name="架构.png")).to_be_visible()
    assert dialog.get_by_role("img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 640
    expect(dialog.get_by_role("button", name="关闭")).to_be_focused()
    found = Axe().run(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(box(page, PROOFS).get_by_role("link", name="架构.png")).to_be_focused()

    page.keyboard.press("Tab")
    link = box(page, PROOFS).get_by_role("link", name="说明.pdf")
    link.focus()
    with page.expect_response(re.compile("/files/")) as reply:
        page.keyboard.press("Enter")
    expect(dialog.locator("iframe[title='说明.pdf']")).to_be_visible()
    assert reply.value.status == 200
    expect(dialog.get_by_role("link", name="下载")).to_have_attribute("href", link.evaluate("link => link.href"))
    dialog.get_by_role("button", name="关闭").click()
    expect(link).to_be_focused()
    assert found.response["violations"] == []


def test_file_used_twice_says_where_else(enter, server):
    page = enter(OTHER)
    page.goto(f"/apply/{server.application(OTHER)}/proofs/")

    put(page, FINANCE, "合并.pdf", data=b"%PDF-1.7\nboth\n%%EOF\n")
    put(page, OTHERS, "又名.pdf", data=b"%PDF-1.7\nboth\n%%EOF\n")

    labels = {field: box(page, field).get_attribute("data-label") for field in (FINANCE, OTHERS)}
    for field, other in ((FINANCE, OTHERS), (OTHERS, FINANCE)):
        expect(box(page, field).locator(".file-also").last).to_have_text(f"同时用于：{labels[other]}")
    page.reload()
    catalogue = page.locator(".proof-catalogue")
    expect(catalogue.locator(".file-also")).to_have_count(2)


def test_answer_of_the_scanner_takes_neither_the_title_being_typed_nor_the_focus(enter, server):
    page = enter(OTHER)
    page.goto(f"/apply/{server.application(OTHER)}/proofs/")
    put(page, OTHERS, "标题.pdf")
    title = box(page, OTHERS).get_by_label("材料名称 标题.pdf")
    state = box(page, OTHERS).locator("li").last.locator(".file-scan")
    answer = "list => { list.scans = {}; list.showScans(); return list.ask(); }"

    title.click()
    page.keyboard.type("写到一半")
    box(page, OTHERS).evaluate(answer)
    expect(state).to_contain_text("未经安全扫描")
    expect(title).to_be_focused()
    page.keyboard.type("的标题")
    expect(title).to_have_value("写到一半的标题")
    page.keyboard.press("Tab")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))
    remove = box(page, OTHERS).get_by_role("button", name="删除 标题.pdf")
    remove.focus()
    box(page, OTHERS).evaluate(answer)
    expect(remove).to_be_focused()

    page.reload()
    expect(title).to_have_value("写到一半的标题")
    remove.click()
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))


def test_title_being_typed_is_saved_while_another_file_comes(enter, server):
    page = enter(OTHER)
    page.goto(f"/apply/{server.application(OTHER)}/proofs/")
    put(page, OTHERS, "先到.pdf")
    title = box(page, OTHERS).get_by_label("材料名称 先到.pdf")

    title.click()
    page.keyboard.type("写到一半")
    put(page, OTHERS, "后到.pdf")
    expect(title).to_be_focused()
    page.keyboard.type("的标题")
    expect(title).to_have_value("写到一半的标题")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))  # nobody has left the box
    expect(title).to_be_focused()
    page.keyboard.press("Control+z")
    expect(title).not_to_have_value("写到一半的标题")
    page.keyboard.press("Control+y")
    expect(title).to_have_value("写到一半的标题")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))
    page.reload()

    expect(title).to_have_value("写到一半的标题")
    assert names(page, OTHERS)[-2:] == ["先到.pdf", "后到.pdf"]
    title.fill("删除之前改的名称")
    for name in ("先到.pdf", "后到.pdf"):
        box(page, OTHERS).get_by_role("button", name=f"删除 {name}").click()
        expect(box(page, OTHERS).get_by_role("link", name=name)).to_have_count(0)
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))


def test_two_people_at_one_list_of_proofs_see_both_and_choose(enter, server):
    first, second = enter(OTHER), enter(f"{OTHER}-tianbao")
    for page in (first, second):
        page.goto(f"/apply/{server.application(OTHER)}/proofs/")
    put(first, SHARED, "共用.pdf")
    second.reload()
    for page, name in ((first, "管理员写的名称"), (second, "填报人写的名称")):
        box(page, SHARED).get_by_label("材料名称 共用.pdf").fill(name)
        page.keyboard.press("Tab")
        if page is first:
            expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))

    dialog = second.get_by_role("dialog")
    expect(dialog.locator("[data-conflict-yours]")).to_contain_text("填报人写的名称")
    expect(dialog.locator("[data-conflict-theirs]")).to_contain_text("管理员写的名称")
    dialog.get_by_role("button", name="用对方的").click()

    expect(second.locator("[data-save-state]")).to_have_text(re.compile("已保存"))
    expect(box(second, SHARED).get_by_label("材料名称 共用.pdf")).to_have_value("管理员写的名称")


def test_certificate_is_shown_in_the_dialog_too(enter):
    page = enter(OTHER)
    page.goto("/organisation/certificates/")
    page.get_by_role("group", name="类别").get_by_role("radio").first.check()
    page.get_by_label("证书名称").fill("示例预览证书")
    page.get_by_label("证书文件").set_input_files({"name": "证书.png", "mimeType": "image/png", "buffer": picture()})
    page.get_by_role("button", name="登记").click()
    link = page.get_by_role("link", name="证书.png")

    link.click()
    dialog = page.locator("#file-dialog")
    shown = dialog.get_by_role("img", name="证书.png")
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 640
    expect(dialog.get_by_role("link", name="下载")).to_have_attribute("download", "证书.png")
    found = Axe().run(page)
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()
    assert found.response["violations"] == []


@pytest.mark.parametrize("size", [{"width": 1280, "height": 720}, PHONE], ids=["desktop", "phone"])
def test_page_of_proofs_is_accessible_and_fits(enter, place, size, tmp_path):
    page = enter(USER, size=size)
    page.goto(place)
    page.screenshot(path=f"{tmp_path}/proofs.png", full_page=True)

    found = Axe().run(page)

    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
