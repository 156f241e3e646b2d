"""Know the command for trying it all: sample data, web and worker in one, until Ctrl-C."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.utils.module_loading import import_string

from shifan.commands.operating import language, port, start_django, web_process, worker_process

OURS = {"shifan.sqlite3", "secret-key", "files", "outbox", "static", "lock"}
PRODUCTION = ("DATABASE_URL", "SHIFAN_HTTPS", "SHIFAN_SECRET_KEY", "SHIFAN_SMTP", "SHIFAN_ORIGINS", "SHIFAN_TASKS")
PATIENCE = 30  # seconds for the web server to answer


def main(arguments: Sequence[str]) -> int:
    """Build sample data where there is none and run web and worker; 2 if the port or the folder is taken."""
    options = _parser().parse_args(arguments)
    folder = options.data.resolve()
    if problem := _port_problem(options.host, options.port) or _folder_problem(folder):
        return _refuse(problem)
    folder.mkdir(parents=True, exist_ok=True)
    lock = _lock(folder)
    if lock is None:
        return _refuse((f"{folder} 正由另一个演示使用", f"another demo is using {folder}"))
    if options.fresh:
        _empty(folder)

    _surround(folder, options.host, options.port)
    start_django()
    call_command("migrate", verbosity=0)
    missing = import_string("shifan.demo.samples.NoSamples")
    started = time.monotonic()
    try:
        import_string("shifan.jobs.start_clock")()
        was_built = import_string("shifan.demo.story.build")(now=datetime.now(ZoneInfo("Asia/Shanghai")))
        _tell_accounts(import_string("shifan.demo.guide.lines")(language()))
    except missing as problem:
        return _refuse((f"缺少样例数据：{problem}", f"no sample data: {problem}"))
    if was_built:
        _say(f"样例数据已生成（{time.monotonic() - started:.0f} 秒）", f"built in {time.monotonic() - started:.0f} s")
    else:
        _say("沿用已有数据；重新开始请加 --fresh", "kept what was there; --fresh starts over")
    return _run(options.host, options.port, not options.no_browser, lock)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shifan demo", description="try it: sample data, web and worker in one")
    parser.add_argument("--fresh", action="store_true", help="begin anew")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=port, default=8000, help="port (default 8000)")
    parser.add_argument("--data", type=Path, default=Path("var/demo"), help="folder for the data (default var/demo)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


def _say(zh: str, en: str) -> None:
    print(zh if language() == "zh" else en, flush=True)


def _refuse(problem: tuple[str, str]) -> int:
    print(f"shifan demo: {problem[language() != 'zh']}", file=sys.stderr)
    return 2


def _port_problem(host: str, number: int) -> tuple[str, str] | None:
    """Say that a port cannot be had; a server that has just ended does not count."""
    try:
        kind, *_, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        why = problem.strerror
        return (
            f"{host}:{number} 无法使用（{why}）；换一个端口：shifan demo --port {_next(number)}",
            f"{host}:{number} cannot be used ({why}); take another: shifan demo --port {_next(number)}",
        )
    return None


def _next(number: int) -> int:
    return number + 1 if number < 65535 else 8000


def _folder_problem(folder: Path) -> tuple[str, str] | None:
    """Refuse a folder that holds anything but a demo: --fresh would empty it."""
    if folder.exists() and (not folder.is_dir() or any(not _is_ours(path.name) for path in folder.iterdir())):
        return f"{folder} 不是演示数据的文件夹", f"{folder} is not a folder of demo data"
    return None


def _is_ours(name: str) -> bool:
    return name in OURS or name.startswith("shifan.sqlite3-")


def _lock(folder: Path) -> IO[str] | None:
    """Keep others out of the folder for as long as the file is open; None if somebody is in it."""
    file = (folder / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()


def _surround(folder: Path, host: str, number: int) -> None:
    """Set the environment of a demo; whatever is set for production must not be touched by it."""
    for name in PRODUCTION:
        os.environ.pop(name, None)
    named = {"127.0.0.1", "localhost", host}
    hosts = "*" if host in ("0.0.0.0", "::") else ",".join(sorted(named))
    os.environ.update(SHIFAN_DEMO="1", SHIFAN_DATA=str(folder), SHIFAN_HOSTS=hosts)
    os.environ["SHIFAN_SITE"] = _address(host, number)


def _address(host: str, number: int) -> str:
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{number}"


def _tell_accounts(lines: Sequence[str]) -> None:
    print("\n".join(["", *lines, ""]), flush=True)


def _run(host: str, number: int, opens: bool, lock: IO[str]) -> int:
    """Run web and worker until one ends or somebody stops the demo, and end both."""
    children = {
        "web": subprocess.Popen(web_process(host, number, 1, 4), start_new_session=True),
        "worker": subprocess.Popen(worker_process("--no-startup-delay", "-v0"), start_new_session=True),
    }
    ended: list[int] = []
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, lambda number, _: ended.append(number))
    address = f"{_address(host, number)}/"
    told = False
    deadline = time.monotonic() + PATIENCE
    while not ended and not (gone := _gone(children)):
        if not told and _answers(address):
            told = True
            _say(f"打开 {address}（Ctrl-C 停止）", f"open {address} (Ctrl-C stops)")
            if opens and sys.stdout.isatty():
                webbrowser.open(address)
        if not told and time.monotonic() > deadline:
            gone = ["web"]
            break
        time.sleep(0.2)
    _stop(list(children.values()))
    lock.close()
    if ended:
        _say("已停止", "stopped")
        return 0
    print(f"shifan demo: {gone[0]} ended by itself", file=sys.stderr)
    return 1


def _gone(children: Mapping[str, subprocess.Popen[bytes]]) -> list[str]:
    return [name for name, child in children.items() if child.poll() is not None]


def _answers(address: str) -> bool:
    """Ask for the first page, which also makes the server load what it needs for the others."""
    with suppress(OSError), urllib.request.urlopen(address, timeout=PATIENCE):
        return True
    return False


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End the children, kindly at first; each has a session of its own, so that what it started ends with it."""
    for child in children:
        with suppress(ProcessLookupError):
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
