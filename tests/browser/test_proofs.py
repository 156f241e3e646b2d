"""Proofs: a large file goes on after the server was killed and the tab closed; order and titles by keyboard; axe."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE

USER = "qiye10"
FINANCE, CREDIT = (
    "attachments.finance",
    "attachments.credit",
)  # each test has a field of its own: three files are the most
MEGABYTE = 1024 * 1024


def box(page: Page, field: str = FINANCE):
    return page.locator(f'file-list[data-path="{field}"]')


def names(page: Page, field: str) -> list[str]:
    return box(page, field).locator("ul.files > li > a").all_text_contents()


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
    for name in ("甲.pdf", "乙.pdf"):
        data = b"%PDF-1.7\n" + name.encode() + b"\n%%EOF\n"
        upload = {"name": name, "mimeType": "application/pdf", "buffer": data}
        box(page, CREDIT).locator("input[type=file]").set_input_files(upload)
        expect(box(page, CREDIT).get_by_role("link", name=name)).to_be_visible()

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


@pytest.mark.parametrize("size", [{"width": 1280, "height": 720}, PHONE], ids=["desktop", "phone"])
def test_page_of_proofs_is_accessible_and_fits(enter, place, size, tmp_path):
    page = enter(USER, size=size)
    page.goto(place)
    page.screenshot(path=f"{tmp_path}/proofs.png", full_page=True)

    found = Axe().run(page)

    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
