"""Know the command that works off the queue: documents and mail."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from shifan.commands.operating import start_django, worker_process


def main(arguments: Sequence[str]) -> int:
    """Become the worker; this process is replaced, so that a supervisor stops the worker itself."""
    parser = argparse.ArgumentParser(prog="shifan worker", description="make queued documents; run as many as you like")
    parser.add_argument("--once", action="store_true", help="work off what is queued, then end")
    options = parser.parse_args(arguments)
    command = worker_process(*(["--batch", "--no-startup-delay"] if options.once else []))
    start_django()  # mistakes in the settings are said here
    os.execv(command[0], command)
