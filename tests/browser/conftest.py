"""A server of the demo's kind with the sample data, a Chromium, and pages that tell on themselves."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from shifan.commands.operating import web_process

ROOT = Path(__file__).parents[2]
PASSWORD = "shifan-yanshi"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
BUILD = """
import django; django.setup()
from datetime import datetime
from zoneinfo import ZoneInfo
from django.core.management import call_command
from shifan.demo import story
call_command("migrate", verbosity=0)
assert story.build(now=datetime.now(ZoneInfo("Asia/Shanghai")))
"""
GALLERY = "import django; django.setup(); from tests.browser import gallery; gallery.build()"


@dataclass
class Server:
    """The web process on a port of its own; it can be killed and started again on the same data."""

    folder: Path
    port: int
    process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SHIFAN_TASKS")}
        demo = {"SHIFAN_DEMO": "1", "SHIFAN_DATA": str(self.folder), "SHIFAN_HOSTS": "127.0.0.1"}
        # Documents are the journey's concern; a worker would only compete for the two cores.
        tasks = {"SHIFAN_TASKS": "django_tasks.backends.dummy.DummyBackend", "PYTHONWARNINGS": "ignore"}
        return ours | demo | tasks | {"DJANGO_SETTINGS_MODULE": "shifan.settings"}

    def build(self, *command: str) -> None:
        subprocess.run([sys.executable, *command], env=self.environment, cwd=ROOT, check=True)

    def start(self) -> None:
        command = web_process("127.0.0.1", self.port, 1, 4)
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True)
        for _ in range(600):
            with suppress(OSError), urllib.request.urlopen(self.address, timeout=5):
                return
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, 9)
            self.process.wait()

    def one(self, question: str, *values: object) -> int:
        """Ask the database for one number."""
        with closing(sqlite3.connect(f"file:{self.folder / 'shifan.sqlite3'}?mode=ro", uri=True)) as rows:
            return rows.execute(question, values).fetchone()[0]

    def application(self, user: str, round_: str = "hebei-yanlian-1") -> int:
        """The number of the application of somebody's enterprise in a round."""
        return self.one(
            "select a.id from shifan_application a join shifan_round r on r.id = a.round_id"
            " join shifan_membership m on m.organisation_id = a.organisation_id"
            " join shifan_user u on u.id = m.user_id where u.username = ? and r.slug = ?",
            user,
            round_,
        )

    def body(self, region: str, round_: str = "hebei-yanlian-1") -> int:
        return self.one(
            "select b.id from shifan_body b join shifan_round r on r.id = b.round_id where b.region = ? and r.slug = ?",
            region,
            round_,
        )


@dataclass
class People:
    """Signs people in, each in a browser of their own, and keeps what their pages complained about."""

    browser: Browser
    server: Server
    known: dict[str, dict]
    contexts: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def enter(self, user: str = "", *, size: dict[str, int] = DESKTOP) -> Page:
        state = self.known.get(user) if user else None
        context = self.browser.new_context(
            base_url=self.server.address, viewport=size, locale="zh-CN", storage_state=state, reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = self.listen(context.new_page())
        if user and state is None:
            self.sign_in(page, user)
            self.known[user] = context.storage_state()
        return page

    def another(self, page: Page) -> Page:
        """A second tab of the same person."""
        return self.listen(page.context.new_page())

    def sign_in(self, page: Page, user: str) -> None:
        page.goto("/account/login/")
        page.get_by_label("用户名或邮箱").fill(user)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(lambda url: "/account/login/" not in url)

    def listen(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self.note(page, said.type, said.text))
        page.on("response", lambda reply: reply.status >= 500 and self.problems.append(f"{reply.url}: {reply.status}"))
        return page

    def note(self, page: Page, kind: str, text: str) -> None:
        """Chromium reports every refused or lost request as an error; those that a test brings about are none."""
        is_refusal = any(f"status of {status}" in text for status in (400, 403, 404, 410, 413, 422))
        if kind == "error" and not is_refusal and "net::ERR_" not in text:
            self.problems.append(f"{page.url}: {text}")


def serve(folder: Path, *command: str) -> Iterator[Server]:
    """A server on a free port with what a command has written."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Server(folder, port)
    server.build(*command)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    yield from serve(tmp_path_factory.mktemp("demo"), "-c", BUILD)


@pytest.fixture(scope="session")
def gallery(tmp_path_factory) -> Iterator[Server]:
    """A server with an open round of every pack."""
    yield from serve(tmp_path_factory.mktemp("gallery"), "-c", GALLERY)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM")
    if not path:
        pytest.skip("CHROMIUM names no browser; tools/chromium prints one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def known() -> dict[str, dict]:
    return {}


@pytest.fixture
def people(browser: Browser, server: Server, known: dict[str, dict]) -> Iterator[People]:
    people = People(browser, server, known)
    yield people
    for context in people.contexts:
        context.close()
    assert people.problems == []


@pytest.fixture
def enter(people: People) -> Callable[..., Page]:
    return people.enter
