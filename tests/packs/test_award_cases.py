"""Every award case beside a pack of this repository, and what the runner says of cases that are wrong."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from shifan import packs
from shifan.packs import award_cases
from shifan.packs.cases import Result
from tests.packs.shipped import FOLDERS, compiled, every_case


@cache
def results_of(folder: Path) -> tuple[Result, ...]:
    return tuple(award_cases.run(folder, compiled(folder)))


@pytest.mark.parametrize("result", every_case(results_of))
def test_case_brings_what_it_expects(result):
    assert result.wrong == ()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_limit_cap_and_term_is_seen_to_say_yes_and_no(folder):
    pack = packs.load(folder)
    below = packs.load(folder.parent / pack.layers[0]) if pack.layers else None

    assert award_cases.untested(pack, below, results_of(folder)) == ()


def with_case(tmp_path: Path, section: str, case: str) -> tuple[str, ...]:
    """Run one award case, on the base applications of a pack of this repository."""
    source = next(folder for folder in FOLDERS if (folder / "cases" / "awards" / "subsidy.yaml").is_file())
    folder = tmp_path / source.name
    shutil.copytree(source / "cases" / "base", folder / "cases" / "base")
    text = f"base: complete\ntrack: demonstration\non: 2020-07-10\n{section}:\n  - {case}\n"
    (folder / "cases" / "awards").mkdir()
    (folder / "cases" / "awards" / "one.yaml").write_text(text, encoding="utf-8")
    (result,) = award_cases.run(folder, compiled(source))
    return result.wrong


SECOND = "{id: a, track: demonstration, others: [demonstration]}"
ELEVEN = "{id: a, stage: selection, track: demonstration, selected: [{facts: {direction: '1.1'}, times: 11}]}"
MATCHED = "{id: a, expect: {matching: {district_match: 1}}}"
LISTED = "{id: a, track: demonstration, on: 2021-01-01, expect: {%s: done}}"


@pytest.mark.parametrize(
    ("section", "case", "wrong"),
    [
        ("funding", "{id: a, expect: {amount: 199.99}}", "amount should be 199.99, it is 200"),
        ("funding", "{id: a, expect: {level: miit_pilot}}", "the level should be miit_pilot, it is municipal"),
        ("funding", MATCHED, "should be district_match 1, it is district_match 200"),
        ("funding", "{id: a, change: {funds.nowhere: 1}, expect: {}}", "funds.nowhere cannot be read"),
        ("limits", SECOND, "one_application is not expected"),
        ("limits", "{id: a, track: demonstration, expect: [one_application]}", "one_application is expected"),
        ("caps", ELEVEN, "cap_key_fields is not expected"),
        ("unchanged", "{id: a, base: top_up, track: top_up}", "none is not expected"),
        ("duties", LISTED % "promotion", "promotion should be “done”, it is “waiting”"),
        ("duties", LISTED % "nothing", "nothing should be “done”, it is “not there”"),
        ("materials", "{id: a, expect: {m1_form: missing}}", "m1_form should be “missing”, it is “there”"),
    ],
)
def test_case_that_is_wrong_says_what_came_out(tmp_path, section, case, wrong):
    assert with_case(tmp_path, section, case) == (wrong,)
