"""Know the command that works off the queue: documents, mail and what is due every hour."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from django.utils.module_loading import import_string

from shifan.commands.operating import with_database, worker_process


def main(arguments: Sequence[str]) -> int:
    """Become the worker; this process is replaced, so that a supervisor stops the worker itself."""
    parser = argparse.ArgumentParser(prog="shifan worker", description="make queued documents; run as many as you like")
    parser.add_argument("--once", action="store_true", help="work off what is queued, then end")
    options = parser.parse_args(arguments)
    command = worker_process(*(["--batch", "--no-startup-delay"] if options.once else []))
    if problem := with_database(_start_clock):  # mistakes in the settings are said here, too
        return problem
    os.execv(command[0], command)


def _start_clock() -> int:
    import_string("shifan.jobs.start_clock")()
    return 0
