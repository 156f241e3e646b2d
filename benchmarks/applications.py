"""How long the full check of a complete application takes, and 10,000 applications against every programme here.

    python benchmarks/applications.py [--count 10000]

`full_check` is the complete application of a factory beside the packs, checked as for submission; `grown_check` the
same with rows added until it has 1,150 answers. For the many, the base applications of all packs are taken in turn and
a few answers of each are changed, so that no two are alike. CPU time; the limits are in the printed JSON.
"""

from __future__ import annotations

import argparse
import copy
import json
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shifan import packs
from shifan.core import answers, check, plan
from shifan.core.answers import Json
from shifan.core.facts import Facts
from shifan.core.plan import Plan
from shifan.packs.cases import CaseFile, case_files, read_base
from shifan.packs.nodes import read
from shifan.packs.places import validate

ROOT = Path(__file__).resolve().parents[1] / "programmes"
LIMITS = {"full_check_ms": 10, "memory_mb": 500}
ANSWERS = 1150
RUNS = 40


@dataclass(frozen=True)
class Given:
    """A complete application of a pack: its track, the day it is checked on, its answers, nested and by path."""

    plan: Plan
    track: str
    on: date
    nested: dict[str, Json]
    flat: dict[str, Json]


def main() -> int:
    """Measure, print one JSON document, and give 1 if a limit is passed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000, help="how many applications")
    options = parser.parse_args()
    given = list(bases())
    factory = next(one for one in given if one.track == "factory")
    large = grown(factory)
    figures = {
        "answers": len(factory.flat),
        "full_check_ms": full_check(factory),
        "grown_answers": len(large.flat),
        "grown_check_ms": full_check(large),
    }
    many = all_of(given, options.count)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)
    figures |= {**many, "memory_mb": round(memory)}
    print(json.dumps({"benchmark": "applications", **figures, "limits": LIMITS}, ensure_ascii=False))
    return 0 if all(figures[name] <= limit for name, limit in LIMITS.items()) else 1


def bases() -> Iterator[Given]:
    """Give one complete application for each track and base that the cases of the packs name."""
    seen = set()
    for folder in packs.folders(ROOT):
        compiled = plan.build(packs.load(folder))
        for path in case_files(folder):
            root = read(path.read_bytes(), path.name)[0]
            file = validate(CaseFile, root)
            if (folder, file.track, file.base) not in seen:
                seen.add((folder, file.track, file.base))
                nested = read_base(file.base, folder, compiled, root)
                yield Given(compiled, file.track, file.on, nested, answers.read(compiled, file.track, nested)[0])


def grown(given: Given) -> Given:
    """Repeat the longest list of rows until there are enough answers."""
    nested = copy.deepcopy(given.nested)
    flat = given.flat
    lists = [(page, key) for page, fields in nested.items() for key, value in fields.items() if is_rows(value)]
    page, key = max(lists, key=lambda place: len(json.dumps(nested[place[0]][place[1]])))
    pattern = copy.deepcopy(nested[page][key])
    while len(flat) < ANSWERS:
        nested[page][key] += [{name: value for name, value in row.items() if name != "_key"} for row in pattern]
        flat = answers.read(given.plan, given.track, nested)[0]
    return Given(given.plan, given.track, given.on, nested, flat)


def is_rows(value: object) -> bool:
    """Say whether an answer is a list of rows with fields of their own."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "digest" not in value[0]


def full_check(given: Given) -> float:
    """Give the least CPU time of several checks in milliseconds."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        check.check(given.plan, given.track, given.flat, at="submit", facts=Facts(), today=given.on)
        times.append(time.process_time() - start)
    return round(min(times) * 1000, 1)


def all_of(given: list[Given], count: int) -> dict[str, float]:
    """Check many applications, each different, and count what was found."""
    found = 0
    start = time.process_time()
    for number in range(count):
        one = given[number % len(given)]
        texts = [path for path, value in one.flat.items() if isinstance(value, str) and len(value) > 20]
        changed = {path: f"{one.flat[path]}{number}" for path in texts[number % 7 :: 7]}
        flat = {**one.flat, **changed}
        found += len(check.check(one.plan, one.track, flat, at="submit", facts=Facts(), today=one.on).findings)
    seconds = time.process_time() - start
    return {
        "bases": len(given),
        "applications": count,
        "seconds": round(seconds, 1),
        "each_ms": round(seconds / count * 1000, 2),
        "findings": found,
    }


if __name__ == "__main__":
    sys.exit(main())
