"""The desks in Chromium: ranking by hand and by key, the quota, the check sheet, scores, and what the public reads."""

import re

import pytest
from playwright.sync_api import Page, expect

SHIJIAZHUANG, TANGSHAN = "130100", "130200"
SENTENCE = "各市推荐的优秀场景和示范工厂申报主体分别不超过 5 个和 3 个，"


@pytest.fixture
def ranking(enter, server) -> Page:
    page = enter("shijiazhuang")
    page.goto(f"/recommend/{server.body(SHIJIAZHUANG)}/scenario/ranking/")
    return page


def order(page: Page) -> list[str]:
    return page.locator("rank-list li").evaluate_all("rows => rows.map(row => row.dataset.label)")


def is_kept(page: Page, expected: list[str]) -> None:
    expect(page.get_by_text("次序已保存")).to_be_visible()
    assert order(page) == expected
    page.reload()
    assert order(page) == expected


def test_list_is_ranked_with_the_keyboard(ranking):
    before = order(ranking)

    ranking.locator("rank-list li").nth(2).focus()
    ranking.keyboard.press("Alt+ArrowUp")

    is_kept(ranking, [before[0], before[2], before[1], *before[3:]])


def test_list_is_ranked_by_dragging(ranking):
    before = order(ranking)
    rows = [ranking.locator("rank-list li").nth(at).bounding_box() for at in range(3)]
    grip = ranking.locator("rank-list .rank-grip").first.bounding_box()

    ranking.mouse.move(grip["x"] + 5, grip["y"] + 5)
    ranking.mouse.down()
    for row in rows[1:]:
        ranking.mouse.move(grip["x"] + 5, row["y"] + row["height"] - 6, steps=10)
        ranking.wait_for_timeout(200)  # the rows move aside in 120 ms
    ranking.mouse.up()

    is_kept(ranking, [before[1], before[2], before[0], *before[3:]])


def test_change_of_the_order_voids_signatures(ranking):
    ranking.get_by_role("button", name="会签", exact=True).click()
    expect(ranking.get_by_text("已会签。")).to_be_visible()

    ranking.locator("rank-list li").nth(1).focus()
    ranking.keyboard.press("Alt+ArrowUp")

    expect(ranking.get_by_text("会签已失效").first).to_be_visible()


def test_sixth_is_stopped_with_the_sentence_of_the_notice(enter, server):
    page = enter("shijiazhuang")
    page.goto(f"/recommend/{server.body(SHIJIAZHUANG)}/scenario/?state=waiting")

    page.get_by_role("button", name=re.compile("^列入")).first.click()
    expect(page.get_by_text("已列入推荐名单，暂列第 6 位")).to_be_visible()  # one of the six is a central enterprise

    page.get_by_role("button", name=re.compile("^列入")).first.click()

    outcome = page.locator("#outcome")
    expect(outcome).to_contain_text("推荐名额为 5 个，已列入 6 个")
    expect(outcome).to_contain_text(SENTENCE)
    outcome.locator("a[data-dialog]").first.click()
    expect(page.get_by_role("dialog")).to_contain_text(SENTENCE)
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_check_sheet_is_saved_line_by_line_and_a_failure_needs_a_reason(enter, server):
    page = enter("tangshan")
    page.goto(f"/recommend/{server.body(TANGSHAN)}/applications/{server.application('qiye8')}/")
    line = page.locator("#check-city_secrets")

    line.get_by_label("不通过", exact=True).check()
    expect(line).to_contain_text("请填写理由")
    line.get_by_role("textbox").fill("附件中有未公开图纸。")
    line.get_by_role("textbox").blur()

    expect(line.locator(".sheet-saved")).to_contain_text("示例经办人")
    line.get_by_label("通过", exact=True).check()
    expect(line.get_by_label("通过", exact=True)).to_be_checked()


def test_application_is_sent_back_naming_fields_and_reason(enter, server):
    page = enter("shijiazhuang")
    pk = server.application("qiye6")
    page.goto(f"/recommend/{server.body(SHIJIAZHUANG)}/applications/{pk}/")

    page.locator("#send-back-panel summary").click()  # only then are there boxes to tick
    page.get_by_label("退回：企业简介").check()
    expect(page.locator("tick-list")).to_contain_text("企业简介")
    page.get_by_label("退回理由").fill("请补充近三年市场份额。")
    page.get_by_role("button", name="退回申报单位").click()
    expect(page.get_by_text("已退回修改，申报单位可在期限内修改")).to_be_visible()

    theirs = enter("qiye6")
    theirs.goto(f"/apply/{pk}/")
    expect(theirs.get_by_text("请补充近三年市场份额。")).to_be_visible()
    theirs.get_by_role("link", name="企业简介").click()
    expect(theirs.locator('[data-kind][data-path="growth.profile"]')).to_be_enabled()
    expect(theirs.locator('[data-kind][data-path="growth.assets.2021"]')).to_be_disabled()


def test_expert_scores_and_what_is_typed_is_kept(enter, server):
    page = enter("zhuanjia1")
    page.goto("/review/")
    page.get_by_role("row").filter(has_text="草稿").get_by_role("link", name="评审").click()
    scores = page.locator('input[name^="score-"]')

    scores.nth(1).fill("130")
    scores.nth(1).blur()
    expect(page.locator("#sheet-state")).to_contain_text("应在 0 至 100 之间")
    for place in range(scores.count()):
        scores.nth(place).fill("88")
    page.get_by_label("评审意见", exact=True).fill("场景描述清楚，量化成效可信，具有推广价值。")
    expect(page.locator("#sheet-state")).to_contain_text("88")
    page.reload()
    expect(scores.nth(1)).to_have_value("88")
    page.get_by_role("button", name="提交评审意见").click()

    expect(page.get_by_text("评审意见已提交，不能再修改")).to_be_visible()


def test_organiser_decides_against_the_order_only_with_a_reason(enter):
    page = enter("zuzhi")
    page.goto("/organise/hebei-yanlian-3/selection/")
    row = page.locator(".selection-table tbody tr").nth(1)

    page.locator(".selection-table tbody tr").nth(2).get_by_role("button", name="入选", exact=True).click()
    row.get_by_role("button", name="不入选").click()

    expect(page.get_by_role("alert")).to_contain_text("请填写理由")


@pytest.mark.parametrize(("slug", "kind", "words"), [("4", "proposed", "公示时间"), ("5", "final", "公布时间")])
def test_public_lists_show_dates_and_nothing_personal(enter, slug, kind, words):
    page = enter()

    page.goto(f"/rounds/hebei-yanlian-{slug}/lists/scenario/{kind}/")

    expect(page.locator("main")).to_contain_text(words)
    told = page.locator("body").inner_text()
    # Eleven digits inside the digest are no telephone.
    assert re.findall(r"(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])|@qiye", told) == []
    assert page.locator("main tbody tr").count() == 4
