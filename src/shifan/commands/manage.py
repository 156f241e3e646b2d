"""Know the way through to Django's own management commands: migrate, changepassword, dumpdata and others."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management import ManagementUtility

from shifan.commands.operating import start_django


def main(arguments: Sequence[str]) -> int:
    """Run a management command of Django."""
    start_django()
    ManagementUtility(["shifan manage", *(arguments or ["help"])]).execute()
    return 0
