"""Know the command that proves the record of events unchanged."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict

from django.utils.module_loading import import_string

from shifan.commands.operating import language, with_database
from shifan.commands.output import say_json

PROBLEMS = {
    "changed": ("第 {at} 条记录被改动", "event {at} was changed"),
    "missing": ("第 {at} 条处缺少记录或次序有变", "at event {at} one is missing or out of place"),
}


def main(arguments: Sequence[str]) -> int:
    """Recompute the chain of events: 0 if it is whole, 1 if it is broken."""
    parser = argparse.ArgumentParser(prog="shifan audit", description="prove that no event was changed or taken away")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="recompute every event")
    verify.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)

    return with_database(lambda: _verify(options))


def _verify(options: argparse.Namespace) -> int:
    found = import_string("shifan.queries.event.verify")()
    is_whole = found.broken_at is None
    if options.json:
        say_json({"ok": is_whole, **asdict(found)})
    elif is_whole:
        zh, en = f"{found.events} 条记录，链条完整：{found.head}", f"{found.events} events, unbroken: {found.head}"
        print(zh if language() == "zh" else en)
    else:
        print(PROBLEMS[found.problem][language() != "zh"].format(at=found.broken_at))
    return 0 if is_whole else 1
