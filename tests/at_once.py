"""Deeds of several people at the same moment, each in a thread with a connection of its own."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections


@contextmanager
def several_connections(folder: Path) -> Iterator[None]:
    """Work on a database that takes several connections.

    PostgreSQL does as it is. The tests' SQLite lives in memory, where a second connection fails instead of waiting; so
    it is copied to a file, as Shifan has it, and that file is used until the end of the block.
    """
    main = connections["default"]
    if main.vendor != "sqlite":
        yield
        return
    file = folder / "several.sqlite3"
    main.ensure_connection()
    copy = sqlite3.connect(file)
    main.connection.backup(copy)
    copy.close()
    kept = connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = str(file)
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"]["NAME"] = kept
        connections["default"] = main


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do some deeds at the same moment: what each gave, or the exception it ended with."""
    start = threading.Barrier(len(deeds), timeout=30)
    results: list[Any] = [None] * len(deeds)

    def work(place: int, deed: Callable[[], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            start.wait()
            results[place] = deed()
        except Exception as problem:  # the test looks at it
            results[place] = problem
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=work, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
