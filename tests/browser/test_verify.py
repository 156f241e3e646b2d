"""Verifying in a browser: a digest typed, a file sent in, and what a machine says of the page's access."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_pages import violations

PAGE = "/verify/"


def digest_of(server) -> str:
    number = server.one("select max(id) from shifan_submission")
    return str(server.one("select digest from shifan_submission where id = ?", number))


def test_a_digest_typed_by_keyboard_is_answered(enter, server) -> None:
    page = enter()
    page.goto(PAGE)

    page.get_by_label("校验码或二维码内容").fill(digest_of(server)[:16].upper())
    page.keyboard.press("Enter")

    expect(page.get_by_text("内容未改动")).to_be_visible()
    assert violations(page) == []


def test_a_file_that_is_not_ours_is_answered_on_a_phone(enter, tmp_path: Path) -> None:
    page = enter(size=PHONE)
    page.goto(PAGE)
    (tmp_path / "示例.pdf").write_bytes(b"%PDF-1.7 example")

    page.get_by_label("PDF、DOCX、XLSX、ZIP 或佐证材料").set_input_files(tmp_path / "示例.pdf")
    page.get_by_role("button", name="核验").nth(1).click()

    expect(page.get_by_text("本系统没有出具过此文件")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
