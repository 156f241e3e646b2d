"""Asking the virus scanner, where one is configured."""

from typing import IO, BinaryIO, cast

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from shifan.models import File

PATIENCE = 120  # seconds for an answer


def is_configured() -> bool:
    """This function will say whether files are scanned here."""
    return bool(settings.CLAMD)


def version() -> str:
    """This function will give what the scanner says it is; raises ClamdError or OSError if it cannot be reached."""
    return _client(5).version()


def verdict(content: IO[bytes]) -> tuple[str, str]:
    """This function will have a file scanned: a state of File.Scan, and what was found or why it failed."""
    try:
        found = _client(PATIENCE).instream(cast(BinaryIO, content))
    except (ClamdError, OSError) as problem:
        return File.Scan.FAILED, str(problem).strip()[:200] or type(problem).__name__
    for status, name in found.values():
        if status == "FOUND":
            return File.Scan.INFECTED, str(name)[:200]
        if status == "OK":
            return File.Scan.CLEAN, ""
    return File.Scan.FAILED, "no answer"


def _client(patience: int) -> ClamdNetworkSocket:
    """Speak to the socket at a path, else to host:port."""
    if settings.CLAMD.startswith("/"):
        return ClamdUnixSocket(settings.CLAMD, timeout=patience)
    host, _, port = settings.CLAMD.rpartition(":")
    return ClamdNetworkSocket(host.strip("[]"), int(port), timeout=patience)
