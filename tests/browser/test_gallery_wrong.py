"""What is wrong in a field of each type of every pack: said beside it with its clause, kept, and in nobody's way."""

from functools import cache

import pytest
from playwright.sync_api import Page, expect

from shifan import packs
from shifan.core import answers, words
from shifan.core import plan as plans
from shifan.core.finding import Finding
from shifan.core.form import FormField
from shifan.core.plan import Plan
from tests.browser.test_filling_in import at, is_saved
from tests.browser.test_gallery import (  # noqa: F401  visitor and gallery_known are fixtures
    PLACES,
    Kind,
    add_rows,
    fields_of,
    forms,
    gallery_known,
    open_section,
    pattern_of,
    shown_paths,
    state,
    visitor,
)

BAD = {
    "phone": "12号电话", "fax": "0311-传真", "mobile": "1380000000", "email": "shili@", "uscc": "91130100EXA0001700",
    "org_code": "MA0EXA002", "postcode": "05000", "integer": "十二", "decimal": "1.2.3", "years": "约 7 亿",
    "date": "2022-02-30", "month": "2022-13",
}  # fmt: skip
PROGRAM = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + b"0" * 99}
Wrong = dict[str, tuple[FormField, object]]
ENTER = """([path, value]) => {
  const one = [...document.querySelectorAll("[data-kind][data-path]")].find(each => each.dataset.path === path);
  let from = one;
  if (one.matches("cascade-select")) {
    from = one.querySelector("select");
    from.selectedIndex = 1;
  } else if (typeof value === "number") {
    const boxes = [...one.querySelectorAll("input[type=checkbox]:not([data-own-option])")];
    boxes.forEach((box, place) => (box.checked = place < value));
    from = boxes[0];
  } else {
    if (["date", "month"].includes(one.type)) one.type = "text"; // as where there is no calendar
    one.value = value;
    from.dispatchEvent(new Event("input", {bubbles: true}));
  }
  from.dispatchEvent(new Event("change", {bubbles: true}));
}"""
# A page opened before the list changed still has the option.
STALE = """([path, value]) => {
  const one = [...document.querySelectorAll("[data-kind][data-path]")].find(each => each.dataset.path === path);
  const option = one.querySelector("select option:last-child, input:not([data-own-option])");
  option.value = value;
  if (option.matches("option")) option.selected = true;
  else option.checked = true;
  option.dispatchEvent(new Event("change", {bubbles: true}));
}"""
SAID = """path => {
  const boxes = [...document.querySelectorAll("[data-findings-of]")];
  const near = boxes.filter(box => `${path}.`.startsWith(`${box.dataset.findingsOf}.`));
  const box = near.sort((one, other) => other.dataset.findingsOf.length - one.dataset.findingsOf.length)[0];
  const shown = box?.checkVisibility() ? box : null;
  return [shown?.textContent.replace(/\\s+/g, " ") ?? "", Boolean(shown?.querySelector("a[href*='/clauses/']"))];
}"""


@cache
def plan_of(pack: str) -> Plan:
    return plans.build(packs.load(next(one for one in packs.folders() if one.name == pack)))


def document_of(count: int) -> dict:
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "长" * count}]}]}


def bad_value(each: FormField, path: str) -> object:
    """Something that may be typed or chosen and is wrong; None where everything that can be is right."""
    match each.type:
        case "text" if each.code:
            return BAD[each.code]
        case "text" | "longtext" if each.limit:
            return "长" * (each.limit + 3)
        case "rich" if each.limit:
            return document_of(each.limit + 3)
        case "multi" if each.most:
            return each.most + 1
        case "cascade" if len(each.levels) > 1:
            return "first"
        case "period":
            by_day = "2024-06-01" if path.endswith(".start") else "2020-01-01"
            return by_day[:7] if each.precision == "month" else by_day
        case "text" | "longtext" | "rich" | "multi" | "cascade":
            return None
    return BAD.get(each.type)


def tail(finding: Finding) -> str:
    """The words of a finding behind the name of its field, which says more in a row."""
    return words.MESSAGES[finding.rule][0].partition("{label}”")[2].format(**finding.params)


def said(pack: str, track: str, path: str, each: FormField, value: object) -> list[str]:
    """What is to stand beside a field."""
    match each.type:
        case "period":
            return [words.MESSAGES["field.period"][0].partition("{label}”")[2]]
        case "multi":
            return [f"最多选择 {each.most} 项，现选 {value} 项。"]
        case "cascade":
            return ["请选择到最末一级"]
    return [tail(one) for one in answers.clean(plan_of(pack), track, path, value)[1]]


def wrong_in(page: Page, fields: dict[str, tuple[FormField, Kind]], seen: set[Kind]) -> Wrong:
    """The first field of each kind not seen yet with something wrong to put into it; of a period both its ends."""
    found: Wrong = {}
    taken: dict[Kind, str] = {}
    for path in shown_paths(page):
        each, kind = fields[pattern_of(path, fields)]
        value = bad_value(each, path)
        place = path.rpartition(".")[0] if each.type == "period" else path
        if value is not None and kind not in seen and taken.setdefault(kind, place) == place:
            found[path] = (each, value)
    seen |= set(taken)
    return found


def unsaid(page: Page, wanted: dict[str, tuple[list[str], bool]]) -> dict[str, object]:
    """Where the message is not beside its field, or a clause is missing there."""
    missing = {}
    for path, (messages, has_clause) in wanted.items():
        said, is_linked = page.evaluate(SAID, path)
        if not messages or any(message not in said for message in messages) or (has_clause and not is_linked):
            missing[path] = (messages, said, is_linked)
    return missing


def harmless(page: Page, fields: dict[str, tuple[FormField, Kind]], wrong: Wrong) -> list[str]:
    """A text field in which nothing is wrong, where there is one."""
    for path in shown_paths(page):
        each = fields[pattern_of(path, fields)][0]
        if path not in wrong and each.type in ("text", "longtext") and not each.code:
            return [path]
    return []


def refuses_a_program(page: Page, fields: dict[str, tuple[FormField, Kind]]) -> None:
    """A program that calls itself a PDF is refused beside its field, and the list stays as it was."""
    places = [path for path in shown_paths(page) if fields[pattern_of(path, fields)][0].type == "attachment"]
    for path in places[:1]:
        before = state(at(page, path))
        at(page, path).locator("input[type=file]").set_input_files(PROGRAM)
        expect(at(page, path).locator(".file-state")).to_contain_text("EXE")
        assert state(at(page, path)) == before


@pytest.mark.parametrize("pack", PLACES)
def test_what_is_wrong_is_said_beside_its_field_and_kept_and_stops_nothing_else(visitor, gallery, pack):  # noqa: F811
    seen: set[Kind] = set()
    possible: set[Kind] = set()
    missing: dict[str, object] = {}
    changed = {}

    for applicant in PLACES[pack]:
        page, track = visitor(applicant), forms_track(pack, applicant)
        for section, fields in fields_of(pack, applicant).items():
            kinds = {kind for path, (each, kind) in fields.items() if bad_value(each, path) is not None}
            possible |= kinds
            if kinds <= seen:
                continue
            open_section(page, gallery, pack, applicant, section)
            add_rows(page)
            wrong = wrong_in(page, fields, seen)
            good = harmless(page, fields, wrong)
            for path, value in [
                *((path, value) for path, (_, value) in wrong.items()),
                *((one, "照常") for one in good),
            ]:
                page.evaluate(ENTER, [path, value])
            is_saved(page)
            page.evaluate("() => document.querySelector('form-autosave').check()")
            wanted = {path: (said(pack, track, path, *one), bool(one[0].clause)) for path, one in wrong.items()}
            missing |= unsaid(page, wanted)
            refuses_a_program(page, fields)
            before = {path: state(at(page, path)) for path in [*wrong, *good]}
            page.reload()
            missing |= {f"{path} after a reload": one for path, one in unsaid(page, wanted).items()}
            after = {path: state(at(page, path)) for path in before}
            changed |= {path: (before[path], after[path]) for path in before if before[path] != after[path]}
            assert [after[one] for one in good] == [["照常"] for _ in good]

    assert missing == {}
    assert changed == {}
    assert possible - seen == set()


def forms_track(pack: str, applicant: int) -> str:
    tracks = plan_of(pack).pack.tracks
    return tracks[min(applicant, len(tracks)) - 1].id


def open_at(page: Page, gallery, kind: str) -> tuple[str, str]:
    """Open a section with a closed list of a kind: its path, and that of a text field beside it."""
    for pack in PLACES:
        for section, fields in fields_of(pack, 1).items():
            if not any(each.type == kind and not each.own_text for each, _ in fields.values()):
                continue
            open_section(page, gallery, pack, 1, section)
            asked = {path: fields[pattern_of(path, fields)][0] for path in shown_paths(page)}
            found = [path for path, each in asked.items() if each.type == kind and not each.own_text]
            if found and (good := harmless(page, fields, {})):
                return found[0], good[0]
    raise AssertionError(f"no {kind} is shown anywhere")


@pytest.mark.parametrize("kind", ["choice", "multi"])
def test_option_that_is_on_no_list_is_refused_beside_its_field_and_offered_again(visitor, gallery, kind):  # noqa: F811
    page = visitor(1)
    path, good = open_at(page, gallery, kind)

    for value in ("lost", "gone"):
        page.evaluate(STALE, [path, value])
        page.evaluate(ENTER, [good, f"不受“{value}”牵连"])
        expect(page.locator(f'[data-refused="{path}"]')).to_contain_text(f"的选项“{value}”不在可选范围内。")

    expect(page.locator("[data-save-state]")).to_have_class("save-state is-conflict")
    said_ = page.evaluate(SAID, path)[0]
    assert "的选项“gone”不在可选范围内。" in said_
    assert "lost" not in said_
    page.reload()
    expect(at(page, good)).to_have_value("不受“gone”牵连")
    expect(page.locator("[data-save-notes]")).to_contain_text("本机保存了 1 处未上传的内容")
    page.get_by_role("button", name="放弃").click()
