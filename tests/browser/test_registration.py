"""An enterprise registers by itself with the keyboard, makes mistakes, loses nothing, and invites a colleague."""

from playwright.sync_api import expect

from shifan.core import identity
from tests.browser.conftest import PHONE
from tests.browser.test_pages import violations

CODE = identity.make_uscc("91130102", "XX000091")


def choose_region(page) -> None:
    for at, code in enumerate(("130000", "130100", "130102")):
        page.locator("select[name=region]").nth(at).select_option(code)


def test_a_registration_survives_its_mistakes_and_ends_at_the_organisation(enter):
    page = enter()
    page.goto("/register/")
    page.get_by_label("统一社会信用代码").fill(CODE[:10] + "O" + CODE[11:])
    page.get_by_label("单位名称").fill("示例键盘登记有限公司")
    choose_region(page)
    page.get_by_label("单位地址").fill("示例路 1 号")
    page.get_by_label("联系人姓名").fill("示例登记人")
    page.get_by_label("联系人手机").fill("15400000091")
    page.get_by_label("电子邮箱").fill("dengji@qiye91.example")
    page.get_by_label("用户名").fill("qiye91")
    page.get_by_label("密码", exact=True).fill("shifan-ceshi")
    page.get_by_label("再次输入密码").fill("shifan-ceshi")
    page.get_by_label("再次输入密码").press("Enter")

    expect(page.get_by_text("第 11 位“O”不是代码用字")).to_be_visible()
    expect(page.get_by_label("单位名称")).to_have_value("示例键盘登记有限公司")
    expect(page.locator("select[name=region]").nth(2)).to_have_value("130102")
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page.get_by_label("统一社会信用代码").fill(CODE)
    page.get_by_label("密码", exact=True).fill("shifan-ceshi")
    page.get_by_label("再次输入密码").fill("shifan-ceshi")
    page.get_by_label("再次输入密码").press("Enter")

    expect(page.get_by_role("heading", name="示例键盘登记有限公司")).to_be_visible()
    expect(page.get_by_text("等待处理").first).to_be_visible()

    page.goto("/organisation/people/")
    page.get_by_label("电子邮箱").fill("tongshi@qiye91.example")
    page.get_by_role("button", name="发送邀请").click()
    link = page.get_by_label("链接", exact=True).input_value()
    assert violations(page) == []

    colleague = enter()
    colleague.goto(link)
    expect(colleague.get_by_text("邀请您加入 示例键盘登记有限公司")).to_be_visible()
    assert violations(colleague) == []


def test_a_known_code_is_answered_kindly_and_accessibly(enter):
    page = enter()
    page.goto("/register/")
    page.get_by_label("统一社会信用代码").fill("91130110XX0000019D")
    page.get_by_label("单位名称").fill("示例另一名称")
    choose_region(page)
    page.get_by_label("单位地址").fill("示例路 1 号")
    page.get_by_label("联系人姓名").fill("示例登记人")
    page.get_by_label("联系人手机").fill("15400000092")
    page.get_by_label("电子邮箱").fill("dengji@qiye92.example")
    page.get_by_label("用户名").fill("qiye92")
    page.get_by_label("密码", exact=True).fill("shifan-ceshi")
    page.get_by_label("再次输入密码").fill("shifan-ceshi")
    page.get_by_role("button", name="登记", exact=True).click()

    expect(page.get_by_role("heading", name="这家单位已经登记")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="请单位管理员邀请我").click()
    expect(page.get_by_text("已转告")).to_be_visible()
