"""Know the command that makes all forms of a round at once, on several processors, and says how far it is."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from django.db import connection
from django.utils.module_loading import import_string

from shifan.commands.operating import with_database
from shifan.commands.output import complain, say_json


def main(arguments: Sequence[str]) -> int:
    """Make what is not there yet: 1 if a document failed, 2 if there is no such round."""
    parser = argparse.ArgumentParser(prog="shifan batch", description="Make all forms of a round that are not ready.")
    parser.add_argument("round", metavar="ROUND", help="the address of the round, as in /rounds/ROUND/")
    parser.add_argument("--format", action="append", choices=("pdf", "pdfa", "docx", "xlsx"), help="only these formats")
    parser.add_argument("--processes", type=int, choices=range(1, 5), default=2, help="how many at once (2)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    return with_database(lambda: _make(options))


def _make(options: argparse.Namespace) -> int:
    round_ = import_string("shifan.models.Round").objects.filter(slug=options.round).first()
    if round_ is None:
        complain([f"there is no round “{options.round}”"])
        return 2
    forms = tuple(options.format or ("pdf", "pdfa", "docx", "xlsx"))
    waiting = import_string("shifan.queries.document.not_ready")(round_, forms)
    started = time.monotonic()
    failed: list[dict[str, object]] = []
    for done, (key, problem) in enumerate(_each(waiting, options.processes), start=1):
        if problem:
            failed.append({"document": key, "problem": problem})
        if not options.json:
            print(f"\r{done} / {len(waiting)}  ", end="", file=sys.stderr, flush=True)
    seconds = round(time.monotonic() - started, 1)
    if options.json:
        say_json({"round": options.round, "made": len(waiting) - len(failed), "failed": failed, "seconds": seconds})
    else:
        print(f"\n{len(waiting) - len(failed)} made, {len(failed)} failed, {seconds} s")
        complain(f"document {one['document']}: {one['problem']}" for one in failed)
    return 1 if failed else 0


def _each(waiting: Iterable[int], processes: int) -> Iterator[tuple[int, str]]:
    """Make each, here or in threads whose renderers are processes of their own; give what went wrong, if anything."""
    make: Callable[[int], object] = import_string("shifan.jobs.make_document").func
    if processes == 1:
        yield from (_one(make, key) for key in waiting)
        return
    with ThreadPoolExecutor(processes) as threads:
        for one in as_completed([threads.submit(_one_apart, make, key) for key in waiting]):
            yield one.result()


def _one(make: Callable[[int], object], key: int) -> tuple[int, str]:
    try:
        make(key)
    except Exception as problem:  # kept with its document by the job; the others go on
        return key, f"{type(problem).__name__}: {problem}"
    return key, ""


def _one_apart(make: Callable[[int], object], key: int) -> tuple[int, str]:
    try:
        return _one(make, key)
    finally:
        connection.close()  # it belongs to this thread
