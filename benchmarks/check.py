"""How long `shifan check` takes for a complete application, as a whole process and as the check alone.

`whole_process_s` is what somebody waits for at a terminal: start, reading and compiling the pack, the check, the JSON.
`check_s` is what the server pays at each save and submission, with the pack compiled once. Limits are in the JSON.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import yaml

from shifan import packs
from shifan.core import answers, check, plan
from shifan.core.facts import Facts
from shifan.core.plan import Plan

ROOT = Path(__file__).parent.parent
PACK = ROOT / "programmes/hebei-2022-smart-manufacturing"
APPLICATION = ROOT / "programmes/miit-2022-smart-manufacturing/cases/base/complete.yaml"
TRACK, DAY = "scenario", date(2022, 10, 20)
LIMITS = {"whole_process_s": 3.0, "load_and_compile_s": 2.0, "check_s": 0.05}
RUNS, CHECKS = 5, 30


def main() -> int:
    """Measure, print one JSON document, and give 1 if a limit is passed."""
    compiled = load_and_compile()
    flat, refused = answers.read(compiled, TRACK, yaml.safe_load(APPLICATION.read_text()))
    regions = ("130205", *compiled.ancestors("regions", "130205"))
    facts = Facts("", "", regions[0], kind="enterprise", regions=regions)
    checked = check.check(compiled, TRACK, flat, at="submit", facts=facts, today=DAY)
    seconds = {
        "whole_process_s": median(whole_process, RUNS),
        "load_and_compile_s": median(load_and_compile, RUNS),
        "check_s": median(lambda: check.check(compiled, TRACK, flat, at="submit", facts=facts, today=DAY), CHECKS),
    }
    size = {"answers": len(flat), "rules": len(compiled.pack.rules), "findings": len(refused) + len(checked.findings)}
    print(json.dumps({"benchmark": "check", **size, **seconds, "limits": LIMITS, "runs": RUNS}))
    return 0 if all(seconds[name] <= limit for name, limit in LIMITS.items()) else 1


def load_and_compile() -> Plan:
    """Read the pack with the one below it and compile its rules."""
    return plan.build(packs.load(PACK))


def whole_process() -> None:
    """Run the command as people do."""
    command = [sys.executable, "-m", "shifan", "check", PACK, APPLICATION, "--track", TRACK, "--on", DAY, "--json"]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def median(run: Callable[[], object], times: int) -> float:
    """Time a run several times and give the median in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return round(statistics.median(taken), 4)


if __name__ == "__main__":
    sys.exit(main())
