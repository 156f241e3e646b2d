"""Saves per second while people type: one row per answer (ours) against one JSON blob per application, in the same run.

    python benchmarks/autosave.py [--seconds 5] [--people 8]

Both are served by granian with two workers, through the same middleware, session, sign-in and access check; each person
types into an application of their own with about 300 answers (88 kB). SQLite always, PostgreSQL where one answers on
127.0.0.1:5432. Prints one JSON document; the better of two runs counts, on both sides.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles

import psycopg

HERE = Path(__file__).resolve().parent
POSTGRES = "postgresql://postgres@127.0.0.1:5432/"
PLACE = "project.scenarios.k3f.summary"
Figures = dict[str, float]


def type_away(port: int, person: dict[str, str], address: str, until: float, spent: list[float]) -> None:
    """Save one answer after another, as fast as the server answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json", "Cookie": person["cookie"], "X-CSRFToken": person["token"]}
    version = int(person.get(f"{address} version", "1"))
    while time.perf_counter() < until:
        change = {"path": PLACE, "value": f"第 {version} 次填写的场景描述，约一百字。" * 4, "version": version}
        began = time.perf_counter()
        connection.request("POST", person[address], json.dumps({"changes": [change]}), headers)
        answer = connection.getresponse()
        body = json.loads(answer.read())
        spent.append(time.perf_counter() - began)
        if answer.status != 200 or body.get("versions") == {}:
            print(f"{address}: {answer.status} {body}", file=sys.stderr)
            os._exit(1)  # from a thread: a save that was not one makes all figures worthless
        version += 1
    person[f"{address} version"] = str(version)


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


def compare(surroundings: Mapping[str, str], people: int, seconds: float) -> dict[str, object]:
    """Serve both on one database and measure them in turn, each first once."""
    path = os.pathsep.join(str(folder) for folder in (HERE, HERE.parent, HERE.parent / "src"))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "autosave_parts.settings",
        "PYTHONPATH": path,
        **surroundings,
    }
    script = f"from autosave_parts import prepare; prepare.main({people})"
    shell = [sys.executable, "-m", "django", "shell", "--no-imports", "-c", script]
    made = subprocess.run(shell, env=environment, check=True, capture_output=True, text=True)
    persons = json.loads(made.stdout.splitlines()[-1])
    port = free_port()
    granian = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--host", "127.0.0.1"),
        *("--port", str(port), "--log-level", "error", "shifan.wsgi:application"),
    ]
    server = subprocess.Popen(granian, env=environment)
    try:
        wait_for(port)
        for address in ("blob", "rows"):
            measure(port, persons, address, 1)  # both workers compile the pack
        runs = [(address, measure(port, persons, address, seconds)) for address in ("blob", "rows", "rows", "blob")]
    finally:
        server.terminate()
        server.wait(timeout=20)
    best = {
        name: max((one for address, one in runs if address == name), key=lambda one: one["per_second"])
        for name in ("rows", "blob")
    }
    return {**best, "ratio": round(best["rows"]["per_second"] / best["blob"]["per_second"], 2)}


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


def main() -> None:
    """Measure on both databases and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--people", type=int, default=8)
    given = parser.parse_args()
    report: dict[str, object] = {"answers": 300, "people": given.people, "seconds": given.seconds}
    name = f"shifan_bench_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        sqlite = {"SHIFAN_DATA": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        report["sqlite"] = compare(sqlite, given.people, given.seconds)
        if postgres(f'CREATE DATABASE "{name}"'):
            surroundings = {"SHIFAN_DATA": folder, "DATABASE_URL": POSTGRES + name}
            try:
                report["postgresql"] = compare(surroundings, given.people, given.seconds)
            finally:
                postgres(f'DROP DATABASE "{name}" WITH (FORCE)')
        else:
            report["postgresql"] = "no server answers on 127.0.0.1:5432"
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
