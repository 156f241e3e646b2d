"""The catalogue of proofs: order, numbers, titles; what is infected."""

from hypothesis import given
from hypothesis import strategies as st

from shifan.core import catalogue, package
from shifan.core.catalogue import Scan
from tests import small

REPORT = small.element("report", "attachment", mandatory=False)
MACHINES = small.element(
    "machines", "repeat", fields=[small.element("photo", "attachment", mandatory=False)], mandatory=False
)
PLAN = small.plan_of(REPORT, MACHINES)
FORM = PLAN.pack.form(small.TRACK)


def file(digit: str, **more: object) -> dict[str, object]:
    return {"digest": digit * 64, "name": f"{digit}.pdf", "size": 1, **more}


def lines(flat: dict, hidden: tuple[str, ...] = ()) -> list[tuple[int, str, str]]:
    return [(one.number, one.title, one.path) for one in catalogue.listed(FORM, flat, hidden)]


ROWS = {
    "unit.machines": ["b", "a"],
    "unit.machines.a.photo": [file("3"), file("1")],
    "unit.machines.b.photo": [file("2", title="车间全景")],
    "unit.report": [file("1", title="审计报告", pages=36)],
}


def test_files_are_numbered_in_the_order_of_form_rows_and_answers_and_a_file_keeps_its_number() -> None:
    assert lines(ROWS) == [
        (1, "审计报告", "unit.report"),
        (2, "车间全景", "unit.machines.b.photo"),
        (3, "3", "unit.machines.a.photo"),
        (1, "1", "unit.machines.a.photo"),
    ]


def test_hidden_fields_have_no_lines() -> None:
    assert lines(ROWS, ("unit.machines",)) == [(1, "审计报告", "unit.report")]
    assert lines(ROWS, ("unit.machines.*.photo",)) == [(1, "审计报告", "unit.report")]


def test_nothing_and_shapeless_answers_have_no_lines() -> None:
    assert lines({"unit.report": "无", "unit.machines": 7}) == []
    assert lines({"unit.report": [None, {"name": "x"}]}) == []


def test_line_has_all_that_is_printed() -> None:
    (one,) = catalogue.listed(FORM, {"unit.report": [file("1", title="审计报告", pages=36)]})

    assert (one.name, one.digest, one.size, one.pages, one.label.zh) == ("1.pdf", "1" * 64, 1, 36, "report")


def test_file_used_twice_names_the_other_field_and_one_used_once_names_none() -> None:
    also = catalogue.elsewhere(catalogue.listed(FORM, ROWS))

    shared = {place: [label.zh for label in labels] for place, labels in also.items() if labels}
    assert shared == {
        ("unit.report", "1" * 64): ["photo"],
        ("unit.machines.a.photo", "1" * 64): ["report"],
    }
    assert len(also) > len(shared)


def test_infected_file_is_a_finding_wherever_it_is_used() -> None:
    found = catalogue.scanned(FORM, ROWS, {"1" * 64: Scan("Eicar-Test", is_infected=True)})

    assert [(one.rule, one.path, one.params["found"], one.blocks) for one in found] == [
        ("file.infected", "unit.report", "Eicar-Test", True),
        ("file.infected", "unit.machines.a.photo", "Eicar-Test", True),
    ]


def test_file_that_is_not_scanned_yet_is_named_and_stops_nobody() -> None:
    found = catalogue.scanned(FORM, ROWS, {"1" * 64: Scan()})

    assert {(one.rule, one.blocks) for one in found} == {("file.unscanned", False)}
    assert len(found) == 2


@given(st.lists(st.sampled_from("12345"), max_size=5, unique=True), st.lists(st.sampled_from("12345"), max_size=5))
def test_packages_hold_the_files_in_the_order_of_their_numbers(first: list[str], second: list[str]) -> None:
    flat = {
        "unit.report": [file(one) for one in first],
        "unit.machines": ["a"],
        "unit.machines.a.photo": [file(one) for one in dict.fromkeys(second)],
    }
    named = [one | {"path": path} for path, files in sorted(flat.items()) for one in files if isinstance(one, dict)]

    proofs, _ = package.files(PLAN, {"track": small.TRACK, "answers": flat, "files": named})

    numbers = {one.digest: one.number for one in catalogue.listed(FORM, flat)}
    assert [numbers[digest] for digest, _, _ in proofs] == list(range(1, len(numbers) + 1))
