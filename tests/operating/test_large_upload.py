"""A file of 60 MB goes to a real server in pieces: the server dies in between, and never has the file in memory."""

import hashlib
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from shifan.commands.operating import web_process

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024
PIECE, SIZE = 4 * MEGABYTE, 60 * MEGABYTE
TOKEN = "0123456789abcdefghijklmnopqrstuv"
FIELD = "files.others"
# An open round of the example whose field takes 60 MB, a draft in it, and somebody who is signed in.
BUILD = f"""
import django; django.setup()
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.utils import timezone
from shifan.core.pack import Pack
from shifan.models import StageDate
from shifan.web.session import SessionStore
from tests import make
call_command("migrate", verbosity=0)
data = make.make_pack().model_dump(mode="json")
for section in data["forms"][0]["sections"]:
    for field in section["fields"]:
        if section["id"] + "." + field["id"] == "{FIELD}":
            field["size"] = {SIZE // MEGABYTE}
application = make.make_application(stage="draft", round_=make.make_round(changed=Pack.model_validate(data)))
StageDate.objects.update(opens_at=None, closes_at=timezone.now() + timedelta(days=9))
user = make.make_member(application.organisation)
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session.save()
print(application.pk, session.session_key)
"""


@dataclass
class Server:
    """The web server as `shifan serve` becomes it, with one worker, on data of its own."""

    folder: Path
    port: int = 0
    application: str = ""
    session: str = ""
    process: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        tasks = {"SHIFAN_TASKS": "django_tasks.backends.dummy.DummyBackend", "PYTHONWARNINGS": "ignore"}
        return ours | tasks | {"DJANGO_SETTINGS_MODULE": "shifan.settings", "SHIFAN_DATA": str(self.folder)}

    def build(self) -> None:
        command = [sys.executable, "-c", BUILD]
        made = subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True)
        self.application, self.session = made.stdout.split()

    def start(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = web_process("127.0.0.1", self.port, 1, 4)
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True)
        for _ in range(300):
            with suppress(OSError, http.client.HTTPException):
                return self.ask("GET", f"/apply/{self.application}/proofs/")
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def headers(self, **more: str) -> dict[str, str]:
        cookie = f"sessionid={self.session}; csrftoken={TOKEN}"
        sent = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Cookie": cookie, "X-CSRFToken": TOKEN, "Tus-Resumable": "1.0.0"} | sent

    def ask(self, method: str, address: str, body: bytes | None = None, **headers: str) -> tuple[dict[str, str], bytes]:
        """Ask for a page with a connection of its own: its headers in small letters, and what it says."""
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        there.request(method, address, body, self.headers(**headers))
        reply = there.getresponse()
        said = reply.read()
        there.close()
        assert reply.status < 300, (reply.status, said)
        return {name.lower(): value for name, value in reply.getheaders()}, said

    def half_a_piece(self, address: str, offset: int, piece: bytes) -> None:
        """Send the head and the first half of a piece, and leave it at that."""
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        there.putrequest("PATCH", address)
        about = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(offset)}
        for name, value in self.headers(**about, Content_Length=str(len(piece))).items():
            there.putheader(name, value)
        there.endheaders(piece[: len(piece) // 2])

    def memory(self) -> int:
        """The most bytes that each process of the server has ever had in memory, together."""
        group = [one for one in Path("/proc").glob("[0-9]*") if self.is_ours(one)]
        peaks = [re.search(r"VmHWM:\s+(\d+) kB", (one / "status").read_text()) for one in group]
        assert len(peaks) > 1, "the server has a worker"
        return sum(int(peak[1]) * 1024 for peak in peaks if peak)

    def is_ours(self, process: Path) -> bool:
        with suppress(ProcessLookupError):
            return os.getpgid(int(process.name)) == self.process.pid
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.build()
    server.start()
    yield server
    server.kill()


def send(server: Server, address: str, data: bytes, begin: int, end: int) -> int:
    """Send pieces; how much more memory the server took after the first two of them."""
    for offset in range(begin, end, PIECE):
        about = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(offset)}
        headers, _ = server.ask("PATCH", address, data[offset : offset + PIECE], **about)
        assert int(headers["upload-offset"]) == offset + PIECE
        if offset == begin + PIECE:
            before = server.memory()
    return server.memory() - before


def test_large_file_survives_the_death_of_the_server_and_never_fills_its_memory(server):
    data = b"%PDF-1.7\n" + random.Random(7).randbytes(SIZE - 9)
    late = SIZE // PIECE * 3 // 4 * PIECE
    about = {"filename": "年度审计报告.pdf", "path": FIELD}
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in about.items())
    uploads = f"/apply/{server.application}/uploads/"
    address = server.ask("POST", uploads, Upload_Length=str(SIZE), Upload_Metadata=metadata)[0]["location"]

    more = [send(server, address, data, 0, late)]
    server.half_a_piece(address, late, data[late : late + PIECE])
    server.kill()
    server.start()
    offset = int(server.ask("HEAD", address)[0]["upload-offset"])
    more.append(send(server, address, data, offset, SIZE))

    digest = hashlib.sha256(data).hexdigest()
    state = json.loads(server.ask("GET", f"/apply/{server.application}/proofs/state/?path={FIELD}")[1])
    files = [one for one in (server.folder / "files").rglob("*") if one.is_file()]
    assert offset == late
    assert [(one["digest"], one["size"]) for one in state["value"]] == [(digest, SIZE)]
    assert [hashlib.sha256(one.read_bytes()).hexdigest() for one in files] == [digest]  # and no piece is left
    # Few pieces are on their way at a time: they never took what nine take, nor putting the file together all of it.
    assert more[0] < SIZE // 2 < late - 2 * PIECE, f"{more[0] / MEGABYTE:.0f} MB while pieces come"
    assert more[1] < SIZE // 2, f"{more[1] / MEGABYTE:.0f} MB with the last piece, when the file is put together"
