"""A real clamd, started with a database that knows the EICAR test file and nothing else."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clamav_client.clamd import ClamdError, ClamdUnixSocket

# In two halves, so that no scanner takes this file for a virus.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
PATIENCE = 30


def program() -> str:
    """Where Debian's clamav-daemon is; the tests need it (tools/clamd installs it)."""
    found = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    assert found, "no clamd: run tools/clamd"
    return found


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run a clamd whose socket is in a folder of its own; give the path of the socket."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "db"
    database.mkdir()
    (database / "test.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
    place = Path("/tmp") / f"shifan-clamd-{folder.stat().st_ino}"  # the path of a socket may not be long
    lines = [f"DatabaseDirectory {database}", f"LocalSocket {place}", "Foreground yes", "ScanPDF no"]
    lines += ["StreamMaxLength 100M", "MaxThreads 2", f"LogFile {folder / 'log'}"]
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")
    process = subprocess.Popen([program(), "-c", folder / "clamd.conf"], stdout=subprocess.DEVNULL)
    try:
        _wait(place, process)
        yield str(place)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        place.unlink(missing_ok=True)


def _wait(place: Path, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(ClamdError, OSError, socket.timeout):
            if ClamdUnixSocket(str(place), timeout=2).ping() == "PONG":
                return
        time.sleep(0.1)
    raise AssertionError("clamd does not answer")
