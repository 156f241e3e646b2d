"""Sent back with a reason for a place, told of it, changed, answered; the desk reads the answer beside what changed."""

from playwright.sync_api import expect

REASON, REPLY = "请写明测定时间（示例）", "已补充测定时间（示例）。"
PLACE = "/recommend/{body}/applications/{application}/"


def test_changes_are_asked_for_told_made_and_answered(enter, server):
    desk = enter("tangshan")
    desk.goto(PLACE.format(body=server.body("130200"), application=server.application("qiye8")))
    desk.locator("#send-back-panel > summary").click()
    desk.locator("input[name=paths][value=plan]").check()
    desk.get_by_label("此处的问题").fill(REASON)
    desk.locator("input[name=paths][value=growth]").check()  # what was typed stays when another box is ticked
    desk.locator("input[name=paths][value=growth]").uncheck()
    desk.locator("#send-back").get_by_role("button", name="退回申报单位").click()
    expect(desk.get_by_text("已退回修改").first).to_be_visible()

    applicant = enter("qiye8")
    applicant.goto("/inbox/")
    applicant.get_by_role("link", name="被退回修改").first.click()
    expect(applicant.get_by_text(REASON)).to_be_visible()
    applicant.get_by_role("link", name="下一步提升和推广计划").first.click()
    text = applicant.locator("[data-path]:not([disabled])").first
    text.click()
    applicant.keyboard.press("End")
    applicant.keyboard.type("（示例：测定时间为本年三月。）")
    expect(applicant.locator("[data-save-state]")).to_contain_text("已保存")
    applicant.goto(f"/apply/{server.application('qiye8')}/submit/")
    for box in applicant.locator("input[name=declared]").all():
        box.check()
    applicant.get_by_label("修改说明").fill(REPLY)
    applicant.get_by_role("button", name="正式提交").click()
    expect(applicant.get_by_role("heading", name="提交回执")).to_be_visible()

    desk.goto("/inbox/")
    desk.get_by_role("link", name="已报送至").first.click()
    expect(desk.get_by_text(REPLY)).to_be_visible()
    expect(desk.get_by_text("有改动").first).to_be_visible()
