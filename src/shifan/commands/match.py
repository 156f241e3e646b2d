"""Know the command that says for which programmes an organisation may apply."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from shifan import packs
from shifan.commands.application import day
from shifan.commands.operating import language
from shifan.commands.organisation import OrganisationFile, facts_of, read_awards, read_organisation
from shifan.commands.output import complain, find_pack, say_json
from shifan.core import answers, match, plan, stage
from shifan.core.finding import Finding
from shifan.core.form import Words
from shifan.core.match import Match
from shifan.core.pack import PackError
from shifan.core.plan import Plan
from shifan.packs.cases import Applicant

VERDICTS = {
    "eligible": ("✓", "可以申报", "eligible"),
    "not_eligible": ("✗", "不可申报", "not eligible"),
    "undetermined": ("?", "尚不能确定", "undetermined"),
}


def main(arguments: Sequence[str]) -> int:
    """Match an organisation with every programme; 0 whatever the answer, 2 if a file or a pack is wrong."""
    options = _parser().parse_args(arguments)
    organisation = read_organisation(Path(options.organisation))
    named = [find_pack(name) for name in options.pack] or list(packs.folders())
    found, code = [], 0
    for folder in named:
        try:
            compiled = plan.build(packs.load(folder))
        except PackError as error:
            complain(error.problems[:1])
            code = 2
            continue
        found.append((compiled, tuple(_matches(compiled, organisation, options))))
    if options.json:
        shown = [_as_json(compiled, matches, options.on) for compiled, matches in found]
        say_json({"organisation": organisation.name, "on": options.on.isoformat(), "programmes": shown})
    else:
        for compiled, matches in found:
            _print(compiled, matches, options.on)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shifan match", description="Say for which programmes one may apply.")
    parser.add_argument("organisation", metavar="FILE", help="YAML or JSON: name, uscc, region, profile, awards …")
    parser.add_argument("--pack", action="append", default=[], help="only this programme; may be given again")
    parser.add_argument("--awards", metavar="FILE", help="list of earlier awards: CSV, XLSX, YAML or JSON")
    parser.add_argument("--on", type=day, default=date.today(), metavar="DATE", help="the day to match for (today)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _matches(compiled: Plan, organisation: OrganisationFile, options: argparse.Namespace) -> Iterable[Match]:
    listed = read_awards(Path(options.awards), organisation.name, organisation.uscc) if options.awards else ()
    applicant = Applicant(**organisation.model_dump(include={"name", "uscc", "region", "kind"}))
    facts = facts_of(applicant, organisation.awards, compiled, listed)
    given = organisation.answers.get(compiled.pack.id, {})
    for track in compiled.tracks:
        flat, refused = answers.read(compiled, track, given)
        known = [finding for finding in refused if finding.rule != "answer.unknown"]  # another track may have the field
        complain(f"{compiled.pack.id}: {finding.where}: {finding.text(language())}" for finding in known)
        yield match.match(compiled, track, facts, organisation.own, flat, options.on)


def _as_json(compiled: Plan, matches: Sequence[Match], on: date) -> dict[str, object]:
    pack = compiled.pack
    return {
        "pack": pack.id,
        "label": pack.label.model_dump(),
        "window": _window(compiled, on),
        "tracks": [
            {
                "track": found.track,
                "label": pack.track(found.track).label.model_dump(),
                "verdict": found.verdict,
                "against": [_finding(compiled, finding) for finding in found.against],
                "remarks": [_finding(compiled, finding) for finding in found.remarks],
                "open": [
                    {
                        "rule": item.rule,
                        "label": item.label.model_dump(),
                        "clause": _quotes(compiled, item.clause),
                        "answers": [{"path": path, "label": label.model_dump()} for path, label in item.answers],
                    }
                    for item in found.open
                ],
            }
            for found in matches
        ],
    }


def _finding(compiled: Plan, finding: Finding) -> dict[str, object]:
    return {**finding.as_json(), "clause": _quotes(compiled, finding.clause)}


def _quotes(compiled: Plan, clauses: Iterable[str]) -> list[dict[str, str]]:
    known = {clause.id: clause.quote for clause in compiled.pack.clauses}
    return [{"id": clause, "quote": known.get(clause, "")} for clause in clauses]


def _window(compiled: Plan, on: date) -> dict[str, object]:
    """Say when applications are taken by the notice, and whether they are on a day; a round may have other dates."""
    fill = stage.stages_of_kind(compiled.pack, "fill")[0]
    is_open = (fill.opens is None or fill.opens <= on) and (fill.closes is None or on <= fill.closes)
    return {
        "opens": fill.opens.isoformat() if fill.opens else None,
        "closes": fill.closes.isoformat() if fill.closes else None,
        "open": is_open,
    }


def _print(compiled: Plan, matches: Sequence[Match], on: date) -> None:
    tongue = language()
    window = _window(compiled, on)
    dates = {"zh": f"（申报截止 {window['closes'] or '未定'}）", "en": f" (closes {window['closes'] or 'not fixed'})"}
    print(f"{compiled.pack.label.say(tongue)}{dates[tongue]}")
    for found in matches:
        mark, zh, en = VERDICTS[found.verdict]
        print(f"  {mark} {compiled.pack.track(found.track).label.say(tongue)}: {zh if tongue == 'zh' else en}")
        for finding in (*found.against, *found.remarks):
            print(f"      {'✗' if finding.blocks else '!'} {finding.text(tongue)}  [{finding.rule}]")
            _print_quotes(compiled, finding.clause)
        if found.verdict == "undetermined":
            for item in found.open:
                print(f"      ? {item.label.say(tongue)}: {_wanted(item.answers, tongue)}  [{item.rule}]")
                _print_quotes(compiled, item.clause)


def _wanted(paths: Iterable[tuple[str, Words]], tongue: str) -> str:
    return "、".join(f"{label.say(tongue)} ({path})" for path, label in paths)


def _print_quotes(compiled: Plan, clauses: Iterable[str]) -> None:
    for quote in _quotes(compiled, clauses):
        print(f"          {quote['id']} {quote['quote'][:80]}")
