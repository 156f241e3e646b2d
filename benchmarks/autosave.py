"""Saves per second while people type: one row per answer (ours) against one JSON blob per draft, in the same run.

    python benchmarks/autosave.py [--seconds 5] [--people 8] [--pages 30 60]

All are served by `shifan serve` with two workers, through the same middleware, session and sign-in; each person types
into an application of their own with 300 answers, as long together as a printed form of so many pages. `plain` is a
draft as it is commonly written: a JSONField that is fetched, changed and saved, and a connection for each request,
Django's default. `tuned` is the best that a blob can do here: all that Shifan's own saving has, the blob apart.
SQLite always, PostgreSQL where one answers on 127.0.0.1:5432. Prints one JSON document; the better of two runs counts.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import psycopg

from shifan.commands.operating import web_process

HERE = Path(__file__).resolve().parent
POSTGRES = "postgresql://postgres@127.0.0.1:5432/"
PLACE = "project.scenarios.k3f.summary"
Figures = dict[str, float]


def type_away(port: int, person: dict[str, str], address: str, until: float, spent: list[float]) -> None:
    """Save one answer after another, as fast as the server answers; a bare socket, so as not to measure the client."""
    cookie = person.get(f"{address} cookie", person["cookie"])
    head = (
        f"POST {person[address]} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Cookie: {cookie}\r\nX-CSRFToken: {person['token']}\r\nContent-Length: %d\r\n\r\n"
    ).encode()
    # Written once, as the client shares the two cores with the server.
    change = {"path": PLACE, "value": "第 NUMBER 次填写的场景描述，约一百字。" * 4, "version": 0}
    pattern = json.dumps({"changes": [change]}).replace('"version": 0', '"version": NUMBER')
    version = int(person.get(f"{address} version", "1"))
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        while time.perf_counter() < until:
            body = pattern.replace("NUMBER", str(version)).encode()
            request = head % len(body) + body
            began = time.perf_counter()
            connection.sendall(request)
            answer = received(connection)
            spent.append(time.perf_counter() - began)
            if not answer.startswith(b"HTTP/1.1 200") or b'"versions": {}' in answer:
                print(f"{address}: {answer[:400]!r}", file=sys.stderr)
                os._exit(1)  # from a thread: a save that was not one makes all figures worthless
            version += 1
    person[f"{address} version"] = str(version)


def received(connection: socket.socket) -> bytes:
    """Read one answer whole."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def measure(port: int, people: list[dict[str, str]], address: str, seconds: float) -> Figures:
    """Let all people type for some seconds: saves per second, and how long each took in milliseconds."""
    spent: list[list[float]] = [[] for _ in people]
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=type_away, args=(port, person, address, until, mine))
        for person, mine in zip(people, spent, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [one for mine in spent for one in mine]
    p99 = quantiles(every, n=100)[98]
    return {
        "per_second": round(len(every) / seconds),
        "p50_ms": round(median(every) * 1000, 1),
        "p99_ms": round(p99 * 1000, 1),
    }


def compare(surroundings: Mapping[str, str], people: int, pages: int, seconds: float) -> dict[str, object]:
    """Serve both on one database and measure them in turn, each first once."""
    path = os.pathsep.join(str(folder) for folder in (HERE, HERE.parent, HERE.parent / "src"))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "autosave_parts.settings",
        "PYTHONPATH": path,
        **surroundings,
    }
    script = f"from autosave_parts import prepare; prepare.main({people}, {pages})"
    shell = [sys.executable, "-m", "django", "shell", "--no-imports", "-c", script]
    made = subprocess.run(shell, env=environment, check=True, capture_output=True, text=True)
    persons = json.loads(made.stdout.splitlines()[-1])
    runs: dict[str, list[Figures]] = {"rows": [], "plain": [], "tuned": []}
    for turn in (("rows", "tuned", "plain"), ("plain", "tuned", "rows")):
        for address in turn:
            with served(environment | ({"PLAIN": "1"} if address == "plain" else {})) as port:
                measure(port, persons, address, 1)  # both workers compile the pack
                runs[address].append(measure(port, persons, address, seconds))
    best = {address: max(found, key=lambda one: one["per_second"]) for address, found in runs.items()}
    rows = best["rows"]["per_second"]
    return {**best, "ratio": {name: round(rows / best[name]["per_second"], 2) for name in ("plain", "tuned")}}


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[int]:
    """Run the server as it is run in production, and give its port."""
    port = free_port()
    server = subprocess.Popen(web_process("127.0.0.1", port, workers=2, threads=4), env=environment)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("the server did not start")


def postgres(statement: str) -> bool:
    """Run a statement on the PostgreSQL server of this machine; False if none answers."""
    try:
        with psycopg.connect(POSTGRES + "postgres", autocommit=True, connect_timeout=3) as connection:
            connection.execute(statement)
    except psycopg.OperationalError:
        return False
    return True


def measured(people: int, pages: int, seconds: float) -> dict[str, object]:
    """Compare on both databases, each new."""
    name = f"shifan_bench_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        sqlite = {"SHIFAN_DATA": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        report: dict[str, object] = {"sqlite": compare(sqlite, people, pages, seconds)}
        if not postgres(f'CREATE DATABASE "{name}"'):
            return report | {"postgresql": "no server answers on 127.0.0.1:5432"}
        surroundings = {"SHIFAN_DATA": folder, "DATABASE_URL": POSTGRES + name}
        try:
            return report | {"postgresql": compare(surroundings, people, pages, seconds)}
        finally:
            postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


def main() -> None:
    """Measure on both databases and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--pages", type=int, nargs="+", default=[30, 60])
    given = parser.parse_args()
    report: dict[str, object] = {"answers": 300, "people": given.people, "seconds": given.seconds}
    for pages in given.pages:
        report[f"{pages} pages"] = measured(given.people, pages, given.seconds) | {"load": os.getloadavg()}
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
