"""Know the command that says how the installation is and how to mend it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.module_loading import import_string

from shifan.commands.operating import language, start_django
from shifan.commands.output import say_json

SIGNS = {"ok": "✓", "warn": "!", "fail": "✗"}


def main(arguments: Sequence[str]) -> int:
    """Look at every part of the installation: 1 if one fails, else 0."""
    parser = argparse.ArgumentParser(prog="shifan doctor", description="look at every part and say how to mend it")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)

    start_django()
    found = import_string("shifan.queries.health.examine")(datetime.now(ZoneInfo("Asia/Shanghai")))
    is_fine = all(line.state != "fail" for line in found)
    if options.json:
        lines = [
            {
                "part": line.part,
                "state": line.state,
                "message": {"zh": line.zh, "en": line.en},
                "mend": {"zh": line.mend_zh, "en": line.mend_en},
            }
            for line in found
        ]
        say_json({"ok": is_fine, "lines": lines})
        return 0 if is_fine else 1
    is_zh = language() == "zh"
    for line in found:
        print(f"{SIGNS[line.state]} {line.part:<14} {line.zh if is_zh else line.en}")
        if mend := line.mend_zh if is_zh else line.mend_en:
            print(f"  {'':<14} → {mend}")
    return 0 if is_fine else 1
