"""What nobody should send: a clear message, nothing lost, nothing run, never a fault."""

import json
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_filling_in import at, fill, type_over

MARKUP = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">{{ 7|add:7 }}{% now %}#panic("x")$x$@y'
LONG = "growth.profile"


@pytest.fixture
def page(enter, server) -> Page:
    return fill(enter("qiye14"), "qiye14", "growth", server)


def post(page: Page, address: str, body: str) -> tuple[int, str]:
    """Send JSON as the page's own scripts would."""
    sent = page.evaluate(
        """async ([address, body]) => {
            const token = document.querySelector("meta[name=csrf-token]").content;
            const headers = {"Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token};
            const reply = await fetch(address, {method: "POST", headers, body});
            return [reply.status, await reply.text()];
        }""",
        [address, body],
    )
    return sent[0], sent[1]


def answers(page: Page, changes: list[dict]) -> tuple[int, dict]:
    status, text = post(page, page.locator("form-autosave").get_attribute("data-url"), json.dumps({"changes": changes}))
    return status, json.loads(text)


def test_paste_of_20_megabytes_is_refused_with_a_reason_and_stays_typed(people, page):
    page.evaluate(
        """path => {
            const field = document.querySelector(`[data-kind][data-path="${path}"]`);
            field.value = "长".repeat(7_000_000);
            field.dispatchEvent(new Event("input", {bubbles: true}));
        }""",
        LONG,
    )

    expect(page.get_by_role("alert")).to_contain_text("过大")
    expect(page.locator("[data-save-state]")).to_have_class(re.compile("is-(failed|conflict)"))
    assert page.evaluate("path => document.querySelector(`[data-kind][data-path='${path}']`).value.length", LONG) > 6e6
    type_over(page, "growth.assets.2021", "66211")
    at(page, "growth.assets.2021").blur()
    expect(page.locator("[data-save-state]")).to_contain_text("请勿关闭页面")  # too large even for the browser
    other = people.another(page)
    other.goto(page.url)
    expect(at(other, "growth.assets.2021")).to_have_value("66211")  # everything else is saved as ever


def test_text_just_over_the_size_of_an_answer_is_refused_at_its_field(page):
    status, said = answers(page, [{"path": LONG, "value": "长" * 300_000, "version": 9}])

    assert (status, said["versions"]) == (200, {})
    assert [(one["rule"], one["path"]) for one in said["findings"]] == [("answer.large", LONG)]


def test_ten_thousand_rows_are_refused(page):
    rows = [{"path": "results.other", "value": [f"r{number}" for number in range(10_000)], "version": 0}]

    many = answers(page, rows)
    more = answers(
        page, [{"path": f"results.other.r{number}.name", "value": "x", "version": 0} for number in range(10_000)]
    )

    assert (many[0], [one["rule"] for one in many[1]["findings"]]) == (200, ["answer.large"])
    assert (more[0], [one["rule"] for one in more[1]["findings"]]) == (413, ["request.many"])


@pytest.mark.parametrize(
    ("name", "said"),
    [("报告.pdf", "实际内容为 EXE"), ("空.pdf", "已损坏"), ("大图.png", "30000×30000 像素")],
)
def test_file_that_is_not_what_it_says_is_refused(enter, server, tmp_path, name, said):
    page = fill(enter("qiye14"), "qiye14", "attachments", server)
    field = "attachments.proofs"
    file = tmp_path / name
    if name == "大图.png":
        Image.new("1", (30_000, 30_000)).save(file)
    else:
        file.write_bytes(b"MZ\x90\x00" + b"\0" * 2000 if name == "报告.pdf" else b"%PDF-1.7 cut" * 0)
    before = at(page, field).locator("li a").count()

    at(page, field).locator("input[type=file]").set_input_files(file)

    expect(at(page, field).locator(".file-state")).to_contain_text(said)
    assert at(page, field).locator("li a").count() == before


def test_markup_in_every_text_is_shown_as_it_was_typed_and_never_run(enter, server):
    page = fill(enter("qiye15"), "qiye15", "unit", server)
    texts = [
        "unit.address", "people.legal.name", "people.contact.name", "people.contact.position", "growth.profile",
    ]  # fmt: skip
    row = {"path": "project.scenarios", "value": ["x1"], "version": 0}
    inner = ["pain_points", "results", "economy", "remarks", "supporting_factors", "other_effects"]
    rich = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": MARKUP}]}]}
    bad = {**rich, "content": [{"type": "script", "content": [{"type": "text", "text": "alert(1)"}]}]}

    answers(page, [row])
    found = [
        answers(page, [{"path": path, "value": MARKUP, "version": version}]) for path in texts for version in (0, 1)
    ]
    for name in inner:
        found.append(answers(page, [{"path": f"project.scenarios.x1.{name}", "value": MARKUP, "version": 0}]))
    for path in ("plan.improvement", "project.scenarios.x1.description", "project.scenarios.x1.solution"):
        found.append(answers(page, [{"path": path, "value": rich, "version": 0}]))
    own = {"path": "project.scenarios.x1.name", "value": {"own": MARKUP}, "version": 0}
    found.append(answers(page, [own]))
    strange = answers(page, [{"path": "plan.promotion", "value": bad, "version": 0}])

    assert {status for status, _ in found} == {200}
    assert "alert(1)" not in json.dumps(strange[1].get("versions"))
    pk = server.application("qiye15")
    for section in ("unit", "people", "growth", "project", "plan"):
        fill(page, "qiye15", section, server)
        assert page.evaluate("window.hacked") is None
    expect(at(page, "plan.improvement")).to_contain_text("<script>window.hacked=1</script>")
    fill(page, "qiye15", "growth", server)
    expect(at(page, "growth.profile")).to_have_value(MARKUP)
    page.goto(f"/apply/{pk}/submit/")
    assert page.evaluate("window.hacked") is None
    preview = page.request.get(f"/apply/{pk}/preview.pdf")
    assert (preview.status, preview.body()[:5]) == (200, b"%PDF-")


def test_nul_and_lone_surrogates_are_no_fault(page):
    shaped = [
        post(page, page.locator("form-autosave").get_attribute("data-url"), body)
        for body in (
            r'{"changes": [{"path": "growth.profile", "value": "a\u0000b\ud800c", "version": 0}]}',
            r'{"changes": [{"path": "a\u0000b", "value": "x", "version": 0}]}',
            r'{"changes": [{"path": "growth.profile", "value": {"own": "\udfff"}, "version": 0}]}',
            "{", "[]", "null", '{"changes": 7}', "[" * 5000,
        )
    ]  # fmt: skip

    assert [status for status, _ in shaped if status >= 500] == []


def test_forged_token_saves_nothing_and_loses_nothing(page):
    page.context.clear_cookies(name="csrftoken")
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'x'.repeat(64)")

    type_over(page, LONG, "令牌被换过之后写的简介")

    expect(page.locator("[data-save-state]")).to_contain_text("内容已存在本机")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("已保存"), timeout=10_000)  # with the new token
    page.reload()
    expect(at(page, LONG)).to_have_value("令牌被换过之后写的简介")
