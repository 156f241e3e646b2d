"""Know the command that serves pages in production: granian, as set by environment variables."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from shifan.commands.operating import port, start_django, web_process


def main(arguments: Sequence[str]) -> int:
    """Become the web server; this process is replaced, so that a supervisor stops the server itself."""
    parser = argparse.ArgumentParser(prog="shifan serve", description="serve pages; settings: docs/how/settings.md")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=port, default=8000, help="port (default 8000)")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one for each core)"
    )
    parser.add_argument("--threads", type=int, default=4, help="threads in each process (default 4)")
    options = parser.parse_args(arguments)
    command = web_process(options.host, options.port, options.workers, options.threads)
    start_django()  # mistakes in the settings are said here, once, and not by every process
    os.execv(command[0], [*command[:-1], "--respawn-failed-workers", command[-1]])
