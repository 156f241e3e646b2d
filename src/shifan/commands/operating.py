"""What the commands of an operator share: starting Django, its processes, and the language of the terminal."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable

import django
from django.db import DatabaseError

SETTINGS = "shifan.settings"


# Pages' scripts are served from the package; a folder of collected ones is a matter of taste.
QUIET = "ignore:No directory at:UserWarning"


def start_django() -> None:
    """Load settings and rows; environment variables must be set before. Ends the command where they make no sense."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.setdefault("PYTHONWARNINGS", QUIET)
    try:
        django.setup()
    except (OSError, ValueError) as problem:
        zh, en = (
            f"设置有误：{problem}（docs/how/settings.md）",
            f"the settings make no sense: {problem} (docs/how/settings.md)",
        )
        print(f"shifan: {zh if language() == 'zh' else en}", file=sys.stderr)
        raise SystemExit(2) from problem


def with_database(job: Callable[[], int]) -> int:
    """Start Django and do something that needs the database; 2 with a word of advice where that cannot be used."""
    start_django()
    try:
        return job()
    except DatabaseError as problem:
        zh, en = (
            f"数据库不可用：{problem}；请运行 shifan doctor",
            f"the database cannot be used: {problem}; run shifan doctor",
        )
        print(f"shifan: {zh if language() == 'zh' else en}", file=sys.stderr)
        return 2


def language() -> str:
    """Give the language of the terminal: en where it asks for English, else zh."""
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, named), "").lower().startswith("en") else "zh"


def web_process(host: str, port: int, workers: int, threads: int) -> list[str]:
    """Give the command line of the web server."""
    options = {"--interface": "wsgi", "--host": host, "--port": port, "--workers": workers}
    options |= {"--blocking-threads": threads, "--log-level": "warning"}
    words = [str(word) for option in options.items() for word in option]
    return [sys.executable, "-m", "granian", *words, "--no-ws", "shifan.wsgi:application"]


def worker_process(*options: str) -> list[str]:
    """Give the command line of the worker that makes documents and sends mail."""
    return [sys.executable, "-m", "django", "db_worker", f"--settings={SETTINGS}", *options]


def port(text: str) -> int:
    """Read the number of a port."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ArgumentTypeError(f"“{text}” is no port: 1 to 65535")
    return int(text)
