"""Every type of field of every pack, as people meet it: typed by keyboard, saved, and the same after a reload."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache

import pytest
from playwright.sync_api import Locator, Page, expect

from shifan import packs
from shifan.core import identity
from shifan.core.form import FormField, GroupField, RepeatField
from tests.browser.conftest import People
from tests.browser.gallery import USER
from tests.browser.test_filling_in import at, is_saved, pdf, type_over

# The sections of each applicant that together have every type of a pack, and every way in which types stand in groups,
# rows and tables.
PLACES = {
    "hebei-2022-smart-manufacturing": {
        1: ("unit", "people", "growth", "project", "results", "attachments"),
        2: ("task", "outcomes"),
    },
    "jilin-2020-industrial-internet": {
        1: ("project", "unit", "leader", "capability", "conditions", "plan", "materials"),
        2: ("conditions",),
        3: ("capability",),
    },
    "miit-2019-integration": {1: ("directions", "unit", "project", "general", "general_text", "german", "proofs")},
    "miit-2019-shuangchuang": {1: ("unit", "project", "plan", "proofs")},
    "tianjin-2020-it-manufacturing": {1: ("application", "unit", "project", "outline", "funds", "pilot")},
}
Kind = tuple[str, str]  # a type, and what it stands in: g(roup), r(epeat), t(able), p(rinted rows)


@cache
def forms(pack: str) -> tuple:
    folder = next(one for one in packs.folders() if one.name == pack)
    loaded = packs.load(folder)
    return tuple(loaded.form(track.id) for track in loaded.tracks)


def kinds(prefix: str, fields: tuple[FormField, ...], inside: str = "") -> Iterator[tuple[str, FormField, Kind]]:
    """Every field below a place by its pattern, with its kind; groups are only what others stand in."""
    for each in fields:
        path = f"{prefix}.{each.id}"
        if isinstance(each, GroupField):
            yield from kinds(path, each.fields, inside + ("p" if each.rows else "" if inside.endswith("p") else "g"))
            continue
        yield path, each, (each.type, inside)
        if isinstance(each, RepeatField):
            yield from kinds(f"{path}.*", each.fields, inside + ("t" if each.type == "table" else "r"))


def fields_of(pack: str, applicant: int) -> dict[str, dict[str, tuple[FormField, Kind]]]:
    """The fields of the sections that an applicant is to see, by section."""
    form = forms(pack)[min(applicant, len(forms(pack))) - 1]
    wanted = [section for section in form.sections if section.id in PLACES[pack][applicant]]
    return {one.id: {path: (each, kind) for path, each, kind in kinds(one.id, one.fields)} for one in wanted}


def kinds_shown(pack: str) -> set[Kind]:
    shown = (fields_of(pack, applicant) for applicant in PLACES[pack])
    return {kind for sections in shown for fields in sections.values() for _, kind in fields.values()}


def kinds_of(pack: str) -> set[Kind]:
    sections = (section for form in forms(pack) for section in form.sections)
    return {kind for section in sections for _, _, kind in kinds(section.id, section.fields)}


def test_places_have_every_type_of_every_pack_in_every_surrounding():
    names = [folder.name for folder in packs.folders()]
    shown = {name: kinds_shown(name) for name in PLACES}
    shown["miit-2022-smart-manufacturing"] = shown["hebei-2022-smart-manufacturing"]  # the overlay's forms are these
    assert forms("miit-2022-smart-manufacturing") == forms("hebei-2022-smart-manufacturing")

    assert set().union(*shown.values()) == set().union(*(kinds_of(name) for name in names))
    missing = {name: {one for one, _ in kinds_of(name)} - {one for one, _ in shown[name]} for name in names}
    assert {name: types for name, types in missing.items() if types} == {}


@pytest.fixture
def visitor(browser, gallery, gallery_known) -> Iterator[Callable[[int], Page]]:
    people = People(browser, gallery, gallery_known)
    yield lambda number: people.enter(USER.format(number))
    for context in people.contexts:
        context.close()
    assert people.problems == []


@pytest.fixture(scope="module")
def gallery_known() -> dict[str, dict]:
    return {}


def open_section(page: Page, gallery, pack: str, applicant: int, section: str) -> None:
    page.goto(f"/apply/{gallery.application(USER.format(applicant), pack)}/fill/{section}/")


@pytest.mark.parametrize("pack", PLACES)
def test_what_is_typed_into_a_field_of_each_type_is_there_after_a_reload(visitor, gallery, pack):
    seen: dict[Kind, str] = {}  # where each kind was met first
    different = {}

    for applicant in PLACES[pack]:
        page = visitor(applicant)
        for section, fields in fields_of(pack, applicant).items():
            if {kind for _, kind in fields.values()} <= set(seen):
                continue
            open_section(page, gallery, pack, applicant, section)
            add_rows(page)
            seen = {fields[pattern_of(path, fields)][1]: path for path in repeats_and_computed(page)} | seen
            before = {}
            for path in shown_paths(page):
                each, kind = fields[pattern_of(path, fields)]
                place = path.rpartition(".")[0] if each.type in ("years", "period") else path
                if seen.setdefault(kind, place) == place:
                    enter(page, at(page, path), each, path)
                    before[path] = state(at(page, path))
            if any(fields[pattern_of(path, fields)][0].type != "attachment" for path in before):
                is_saved(page)
            page.reload()
            after = {path: state(at(page, path)) for path in before}
            different |= {path: (before[path], after[path]) for path in before if after[path] != before[path]}
            different |= {path: "nothing" for path, value in before.items() if not value}

    assert different == {}
    assert kinds_shown(pack) - set(seen) == set()


def pattern_of(path: str, known: Collection[str]) -> str:
    """The field that a control belongs to: with `*` for rows, without the year, the first or the last day."""
    found = ""
    for part in path.split("."):
        inner = f"{found}.{part}".lstrip(".")
        if any(one == inner or one.startswith(f"{inner}.") for one in known):
            found = inner
        elif any(one.startswith(f"{found}.*.") for one in known):
            found = f"{found}.*"
    return found


def add_rows(page: Page) -> None:
    """Add a row to everything that takes rows, and to what is inside the rows."""
    for _ in range(2):
        for rows in page.locator("row-list:visible").all():
            if rows.locator(":scope > [data-rows] > *, :scope > .years-frame > table > [data-rows] > *").count():
                continue
            add = rows.locator(":scope > [data-row-verb=add]")
            add.focus()
            page.keyboard.press("Enter")
            expect(rows.locator("[data-key]").first).to_be_visible()


def shown_paths(page: Page) -> list[str]:
    return page.evaluate(
        """[...document.querySelectorAll("[data-kind][data-path]")]
            .filter(one => one.checkVisibility() && !one.disabled).map(one => one.dataset.path)"""
    )


def repeats_and_computed(page: Page) -> list[str]:
    return page.evaluate(
        """[...document.querySelectorAll("[data-repeat], [data-computed]")].filter(one => one.checkVisibility())
            .map(one => one.dataset.repeat ?? one.dataset.computed)"""
    )


def state(control: Locator) -> list[str]:
    """What a person sees in a control: text, what is chosen, ticked or attached."""
    return control.evaluate(
        """one => {
            if (one.matches("input, textarea")) return one.value ? [one.value] : [];
            if (one.matches("rich-text")) return [one.querySelector("[role=textbox]").textContent].filter(Boolean);
            if (one.matches("file-list")) return [...one.querySelectorAll("li a")].map(link => link.textContent);
            const chosen = [...one.querySelectorAll("option:checked, input:checked")].map(part => part.value);
            const own = [...one.querySelectorAll("[data-own]:not([hidden])")].map(part => part.value);
            return [...chosen, ...own].filter(Boolean);
        }"""
    )


TEXTS = {
    "text": "示例文字 Example 12", "longtext": "示例：第一行。", "phone": "0311-87800820", "fax": "0311-87800821",
    "mobile": "13800000000", "email": "shili@lizi.example",
}  # fmt: skip
CODES = {"uscc": identity.make_uscc("91130100", "EXA00017"), "org_code": "MA0EXA001", "postcode": "050000"}


def enter(page: Page, control: Locator, each: FormField, path: str) -> None:
    """Answer a field as somebody without a mouse does."""
    match each.type:
        case "text" if each.code:
            type_over(page, path, CODES[each.code])
        case "rich":
            control.get_by_role("textbox").focus()
            page.keyboard.type("示例：富文本。")
        case "integer" | "decimal" | "years":
            type_over(page, path, str(max(each.least or 0, 7)))
        case "date" | "month" | "period":
            enter_date(page, control)
        case "choice" | "multi" | "yes_no":
            choose(page, control)
        case "cascade":
            choose_below(page, control)
        case "attachment":
            with page.expect_file_chooser() as chooser:
                control.locator("input[type=file]").focus()
                page.keyboard.press("Enter")
            name = f"示例.{each.accept[0]}"
            chooser.value.set_files({"name": name, "mimeType": "application/pdf", "buffer": pdf()})
            expect(control.locator("li a")).to_have_count(1)
        case _:
            type_over(page, path, TEXTS[each.type])


def enter_date(page: Page, control: Locator) -> None:
    """Step through year, month and day with the arrows, in whichever order a browser asks for them."""
    control.focus()
    for _ in range(3 if control.get_attribute("type") == "date" else 2):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")


def choose(page: Page, control: Locator) -> None:
    """Take the first option, or write one where that is possible."""
    own = control.locator("[data-own-option]")
    if control.evaluate("one => one.matches('select') || Boolean(one.querySelector('select'))"):
        control.locator("select").or_(control).last.focus()
        page.keyboard.press("End" if own.count() else "ArrowDown")
    else:
        (own if own.count() else control.locator("input")).first.focus()
        page.keyboard.press("Space")
    if own.count():
        expect(control.locator("[data-own]")).to_be_focused()
        page.keyboard.type("自行填写的示例")


def choose_below(page: Page, control: Locator) -> None:
    """Go down the levels of a cascade as far as they go."""
    for level in range(6):
        if control.locator("select").count() <= level:
            return
        select = control.locator("select").nth(level)
        select.focus()
        with page.expect_response(re.compile("/options/")):
            page.keyboard.press("ArrowDown")
        page.wait_for_timeout(100)
