"""What is pasted from a spreadsheet, from Word and from WPS, and how all of it is undone."""

import base64
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

TEXT = "project.scenarios.a.description"
TABLE = 'row-list[data-repeat="project.scenarios.a.software"]'
PASTE = """(node, given) => {
  const data = new DataTransfer();
  for (const [kind, text] of Object.entries(given)) data.setData(kind, text);
  node.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=ProgId content=Word.Document>
<style><!-- p.MsoNormal {mso-style-parent:"";} --></style></head><body lang=ZH-CN><!--StartFragment-->
<p class=MsoNormal style='text-indent:24.0pt'><b style='mso-bidi-font-weight:normal'><span style='font-family:宋体;
mso-ascii-font-family:Calibri'>建设目标</span></b><span lang=EN-US><o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoNormal><span>产线</span><del cite="mailto:a"
datetime="2022"><span>旧写法</span></del><ins cite="mailto:a"><span>新写法</span></ins></p>
<p class=MsoListParagraph style='margin-left:21pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span>
<![endif]>数据采集</p>
<p class=MsoListParagraph style='margin-left:42pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>设备联网</p>
<p class=MsoListParagraph style='margin-left:21pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span>&nbsp;&nbsp; </span></span><![endif]>质量追溯</p>
<table class=MsoTableGrid border=1 style='mso-yfti-tbllook:1184'><tr><td width=100 colspan=2 style='border:solid 1.0pt'>
<p class=MsoNormal>合并的表头<o:p></o:p></p></td></tr>
<tr><td rowspan=2><p class=MsoNormal>指标</p></td><td><p class=MsoNormal>12.5</p></td></tr>
<tr><td><p class=MsoNormal>30</p></td></tr></table><!--EndFragment--></body></html>"""
WPS = """<html><head><meta name="Generator" content="WPS Office"></head><body>
<p class=MsoNormal style="mso-char-indent-count:2.0000">
<span style="mso-spacerun:'yes';font-family:仿宋;
mso-ascii-font-family:'Times New Roman';font-size:16pt">节能降耗</span></p>
<p class=MsoNormal style="mso-list:l1 level1 lfo2"><span style="mso-list:Ignore">◆&nbsp;</span><span>能耗监测</span></p>
<p class=MsoNormal><img width="10" src="data:image/png;base64,{picture}"></p></body></html>"""


def at(page: Page, path: str) -> Locator:
    return page.locator(f'[data-kind][data-path="{path}"]')


def is_saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"))


def paste(place: Locator, **kinds: str) -> None:
    place.evaluate(PASTE, {f"text/{kind}": text for kind, text in kinds.items()})


@pytest.fixture
def page(enter, server) -> Page:
    page = enter("qiye10")
    page.goto(f"/apply/{server.application('qiye10')}/fill/project/")
    return page


@pytest.fixture
def editor(page) -> Locator:
    """An empty formatted text, and what stood there comes back afterwards."""
    box = at(page, TEXT).get_by_role("textbox")
    box.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    return box


def test_cells_fill_the_table_add_rows_and_are_undone_and_done_again(page):
    table = page.locator(TABLE)
    rows = table.locator("tbody tr")
    before = rows.count()
    first = rows.nth(before - 1).locator("[data-path$='.name']")
    stood = first.input_value()

    first.focus()
    paste(first, plain="示例软件一\r\n示例软件二\r\n示例软件三\r\n")

    expect(rows).to_have_count(before + 2)
    expect(table.locator(".paste-note")).to_contain_text("已粘贴 3 格。 新增 2 行。")
    is_saved(page)
    page.reload()
    assert [box.input_value() for box in table.locator("[data-path$='.name']").all()][-3:] == [
        "示例软件一",
        "示例软件二",
        "示例软件三",
    ]
    first.focus()
    paste(first, plain="示例软件四\t示例\n示例软件五\t")
    expect(rows.nth(before).locator("[data-path$='.name']")).to_have_value("示例软件五")
    page.keyboard.press("Control+z")
    expect(first).to_have_value("示例软件一")
    page.keyboard.press("Control+y")
    expect(first).to_have_value("示例软件四")
    page.keyboard.press("Control+z")
    for left in (before + 1, before):
        rows.last.get_by_role("button", name="删除").click()
        page.get_by_role("button", name="删除", exact=True).last.click()
        expect(rows).to_have_count(left)
    first.fill(stood)
    is_saved(page)


def test_pasted_rows_go_away_with_one_undo(page):
    table = page.locator(TABLE)
    before = table.locator("tbody tr").count()
    last = table.locator("tbody tr").last.locator("[data-path$='.name']")
    stood = last.input_value()

    last.focus()
    paste(last, plain="甲\n乙\n丙")
    expect(table.locator("tbody tr")).to_have_count(before + 2)
    is_saved(page)
    page.get_by_role("button", name="撤销", exact=True).first.click()

    expect(table.locator("tbody tr")).to_have_count(before)
    expect(last).to_have_value(stood)
    is_saved(page)


def test_year_table_takes_numbers_as_a_spreadsheet_writes_them(enter, server):
    page = enter("qiye14")
    page.goto(f"/apply/{server.application('qiye14')}/fill/growth/")
    cells = page.locator("table.years").first.locator("input")
    before = [cell.input_value() for cell in cells.all()][:2]

    cells.first.focus()
    html = "<table><tr><td>1,234.50</td><td>2 345</td><td>3</td><td>多</td><td>余</td></tr></table>"
    paste(cells.first, html=html, plain="1,234.50\t2 345")

    expect(cells.nth(0)).to_have_value("1234.50")
    expect(cells.nth(1)).to_have_value("2345")
    expect(page.locator(".paste-note")).to_contain_text("列放不下")
    page.keyboard.press("Control+z")
    expect(cells.nth(0)).to_have_value(before[0])
    expect(cells.nth(1)).to_have_value(before[1])


def test_undo_goes_over_several_fields_and_after_saving(enter, server):
    page = enter("qiye14")
    page.goto(f"/apply/{server.application('qiye14')}/fill/unit/")
    name, address = at(page, "unit.name"), at(page, "unit.address")
    stood = [name.input_value(), address.input_value()]

    for control in (name, address):
        control.focus()
        page.keyboard.press("End")
        page.keyboard.type("改")
    is_saved(page)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")

    expect(address).to_have_value(stood[1])
    expect(name).to_have_value(stood[0])
    expect(name).to_be_focused()
    page.keyboard.press("Control+Shift+z")
    expect(name).to_have_value(stood[0] + "改")
    page.keyboard.press("Control+z")
    is_saved(page)
    page.reload()
    expect(name).to_have_value(stood[0])
    expect(address).to_have_value(stood[1])


def test_text_of_word_comes_in_as_lists_and_tables_without_what_was_deleted(page, editor):
    paste(editor, html=WORD, plain="建设目标")

    expect(editor.locator("strong")).to_have_text("建设目标")
    expect(editor.locator("p", has_text="产线")).to_have_text("产线新写法")
    expect(editor.locator("> ol > li")).to_have_count(2)
    expect(editor.locator("> ol > li").first.locator("ul > li")).to_have_text("设备联网")
    expect(editor.locator("> ol > li").last).to_have_text("质量追溯")
    expect(editor.locator("td[colspan='2']")).to_have_text("合并的表头")
    expect(editor.locator("td[rowspan='2']")).to_have_text("指标")
    assert "mso" not in editor.inner_html().lower()
    page.keyboard.press("Control+z")
    is_saved(page)


def test_text_of_wps_brings_its_picture(page, editor):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#1f4e8c").save(out, "PNG")

    paste(editor, html=WPS.replace("{picture}", base64.b64encode(out.getvalue()).decode()))

    expect(editor.locator("ul > li")).to_have_text("能耗监测")
    expect(editor.locator("img[data-digest]")).to_have_count(1)
    is_saved(page)
    page.reload()
    expect(editor.locator("img[data-digest]")).to_have_count(1)


def rtf(*pictures: str) -> str:
    """As Word and WPS write it: each picture twice, the second time for old readers; bullets of lists beside them."""
    old = r"{\nonshppict{\pict\picscalex100\wmetafile8 " + "0100" * 20 + "}}"
    shown = (
        r"{\*\shppict{\pict{\*\picprop\shplid1025{\sp{\sn shapeType}{\sv 75}}}\picscalex100\picw1058"
        + f"\n{one}}}}}{old}"
        for one in pictures
    )
    bullets = r"{\*\listpicture{\pict\pngblip 89504e47}}"
    return r"{\rtf1\ansi{\fonttbl{\f0 Times;}}" + bullets + r"\pard \'c7\'b0 " + r"\par ".join(shown) + r"\par}"


def hexadecimal(kind: str, colour: str) -> str:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, kind)
    digits = out.getvalue().hex()
    return "\n".join(digits[at : at + 128] for at in range(0, len(digits), 128))


def test_pictures_that_word_keeps_beside_its_text_come_along(page, editor):
    png = r"\pngblip\bliptag-1301{\*\blipuid b27e4d0fb27e4d0fb27e4d0fb27e4d0f}" + hexadecimal("PNG", "#1f4e8c")
    jpg = r"\jpegblip " + hexadecimal("JPEG", "#aa0000")
    html = "".join(f"<p class=MsoNormal>图{at}<img src='file:///C:/a/clip_image00{at}.png'></p>" for at in (1, 2, 3))

    paste(editor, html=html, rtf=rtf(png, r"\emfblip 0100000058", jpg))

    expect(editor.locator("img[data-digest]")).to_have_count(2)
    expect(at(page, TEXT).get_by_role("alert")).to_contain_text("1 张图片没有随文字粘贴过来，请用“插入图片”单独插入")
    widths = editor.locator("img").evaluate_all(
        "all => Promise.all(all.map(one => one.decode().then(() => one.naturalWidth)))"
    )
    assert widths == [40, 40]
    is_saved(page)
    page.reload()
    expect(editor.locator("img[data-digest]")).to_have_count(2)


def test_picture_of_another_machine_without_any_text_is_missed_in_words(page, editor):
    paste(editor, html='<p class=MsoNormal><img src="file:///C:/Temp/ksohtml/wps1.jpg"></p>')

    expect(at(page, TEXT).get_by_role("alert")).to_contain_text("1 张图片没有随文字粘贴过来")


def test_picture_of_another_machine_is_missed_in_words(page, editor):
    paste(editor, html='<p class=MsoNormal>有图<img src="file:///C:/a/clip_image001.png"></p>')

    expect(editor).to_contain_text("有图")
    expect(at(page, TEXT).get_by_role("alert")).to_contain_text("1 张图片没有随文字粘贴过来")
