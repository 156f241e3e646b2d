"""The table of what is paid: exact sums, every step, and every missing input named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shifan.commands.application import read_file
from shifan.core import answers, check, compose, funding, papers, subsidy
from shifan.core.answers import Flat
from shifan.core.document import Table
from shifan.core.facts import Facts
from shifan.core.plan import Plan
from shifan.core.source import Line, Record, worded
from shifan.core.subsidy import Claim
from tests.packs.shipped import FOLDERS, compiled

DAY = date(2020, 7, 1)
FOLDER = next(folder for folder in FOLDERS if folder.name.startswith("tianjin"))
PLAN: Plan = compiled(FOLDER)
TRACK = "demonstration"
ANSWERS: Flat = answers.read(PLAN, TRACK, read_file(FOLDER / "cases" / "base" / "complete.yaml").answers)[0]
TERMS = next(one for one in PLAN.pack.funding)


def claim(**changes: object) -> Claim:
    flat = {path: value for path, value in {**ANSWERS, **changes}.items() if value is not None}
    checked = check.check(PLAN, TRACK, flat, at="submit", facts=Facts(), today=DAY)  # type: ignore[arg-type]
    return Claim("示例公司", "示例项目", flat, checked.computed, checked.hidden)  # type: ignore[arg-type]


def table(*claims: Claim, basis: str | None = "n" * 64) -> Record:
    return subsidy.record(PLAN, TRACK, claims, issuer="示例局", listed="示例名单", day=DAY, basis=basis)


def said(line: Line, name: str) -> str:
    return worded(line.cells[name], "zh")


def test_each_row_is_what_the_terms_give_and_the_sum_is_exact() -> None:
    one = claim()
    figures = funding.figures_of(PLAN, TRACK, TERMS, one.flat, one.computed, one.hidden)
    payment = funding.work_out(TERMS, figures)

    made = table(one, one, one)

    row = made.lines[""][0]
    assert [said(row, name) for name in ("base", "full", "amount")] == [
        funding.plain(value) for value in (payment.base, payment.full, payment.amount)
    ]
    assert made.words["sum"] == funding.plain(payment.amount * 3)
    assert (made.words["count"], made.words["open"]) == ("3", "0")


def test_every_step_is_listed_with_its_amount() -> None:
    one = claim()
    figures = funding.figures_of(PLAN, TRACK, TERMS, one.flat, one.computed, one.hidden)
    steps = funding.work_out(TERMS, figures).steps

    lines = table(one).lines["steps"]

    assert lines[0].heading == "示例公司　示例项目"
    assert [said(line, "amount") for line in lines[1:]] == [funding.plain(step.amount) for step in steps]
    counted = sum((Decimal(said(line, "amount")) for line in lines[1:] if said(line, "step") == "计入"), Decimal(0))
    assert counted == Decimal(next(said(line, "amount") for line in lines[1:] if said(line, "step") == "基数"))


def test_what_is_missing_is_said_and_counted() -> None:
    unknown = replace(claim(), computed={})  # the level is worked out

    made = table(unknown, claim())

    assert ("未测算" in said(made.lines[""][0], "note"), made.words["open"]) == (True, "1")
    assert said(made.lines[""][0], "amount") == "—"


def test_costs_without_rows_are_said() -> None:
    bare = {path: None for path in ANSWERS if path.startswith(TERMS.base.each)}

    assert "基数为 0" in said(table(claim(**bare)).lines[""][0], "note")


def test_asking_for_another_sum_is_said() -> None:
    assert "申请 1，少于测算金额" in said(table(claim(**{TERMS.asked: "1"})).lines[""][0], "note")


def test_an_empty_list_is_a_table_of_nothing() -> None:
    made = table()

    assert (made.words["sum"], made.lines) == ("0", {"": (), "steps": ()})
    planned = papers.made_of(PLAN.pack, "funding", TRACK)[0]
    tables = [block for block in compose.build(PLAN, planned, made).blocks if isinstance(block, Table)]
    assert [len(one.rows) for one in tables] == [2, 2]  # a head and an empty row


def test_digest_is_of_the_list_and_a_draft_has_none() -> None:
    assert table(claim()).digest == table().digest
    assert table(basis="m" * 64).digest != table().digest
    assert table(basis=None).digest == ""


def test_facts_and_columns_are_those_declared() -> None:
    made = table(claim())

    assert {*made.words, "date"} == set(papers.FACTS["funding"])
    assert {*made.lines[""][0].cells, "number"} == set(papers.COLUMNS["funding", ""])
    assert set(made.lines["steps"][1].cells) == set(papers.COLUMNS["funding", "steps"])


def test_without_terms_there_is_no_table() -> None:
    poor = replace(PLAN, pack=PLAN.pack.model_copy(update={"funding": ()}))

    with pytest.raises(LookupError):
        subsidy.record(poor, TRACK, (), issuer="", listed="", day=None)
