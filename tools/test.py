"""`make check` and `make test`: every step in turn, all of them even if one fails, and a plain summary at the end.

    python tools/test.py          everything
    python tools/test.py check    only what is quick

Tests that use the database run twice, on SQLite and on PostgreSQL. PostgreSQL is looked for at DATABASE_URL or on this
machine; where there is none, no clamd, no Chromium for the browser tests, or no LibreOffice and poppler for those of
paper, that is said and the rest runs. With CI=true nothing may be left out: what could not run has failed.
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import psycopg

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
IN_CI = os.environ.get("CI") == "true"
LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/shifan"
APART = ["browser", "office", "repo"]  # these run in steps of their own
# What stands on the database; everything else would only repeat itself on PostgreSQL.
USES_DATABASE = ["tests/actions", "tests/queries", "tests/web", "tests/journey"]


class Run:
    """The steps so far: what each was called, how it ended, how long it took, and the tests counted."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, float]] = []
        self.counts: Counter[str] = Counter()

    def step(self, name: str, *command: str | Path, **environment: str) -> None:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        ended = subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False)
        self.rows.append((name, "failed" if ended.returncode else "ok", time.monotonic() - began))
        self.counts["failed" if ended.returncode else "passed"] += 1

    def pytest(self, name: str, *arguments: str, **environment: str) -> None:
        """A step that counts its tests one by one; finding no test at all is a failure."""
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "report.xml")
            command = [BIN / "pytest", "-q", f"--junit-xml={report}", *arguments]
            ended = subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False)
            failed_before = self.counts["failed"]
            if report.exists():
                self.count(ET.parse(report).getroot())
        if ended.returncode and self.counts["failed"] == failed_before:  # not "a test failed" but "could not run"
            self.counts["failed"] += 1
        self.rows.append((name, "failed" if ended.returncode else "ok", time.monotonic() - began))

    def count(self, report: ET.Element) -> None:
        for case in report.iter("testcase"):
            outcome = {child.tag for child in case}
            self.counts[
                "failed" if outcome & {"failure", "error"} else "skipped" if "skipped" in outcome else "passed"
            ] += 1

    def left_out(self, name: str, why: str) -> None:
        print(f"\n== {name}: {why}", flush=True)
        self.rows.append((name, "failed: not run" if IN_CI else "NOT RUN", 0))
        self.counts["failed" if IN_CI else "skipped"] += 1

    def summary(self) -> int:
        print("\n== summary")
        for name, ended, seconds in self.rows:
            print(f"{name:<28} {ended:<16} {seconds:6.1f} s")
        print(f"\n{self.counts['passed']} passed, {self.counts['failed']} failed, {self.counts['skipped']} skipped")
        return 1 if self.counts["failed"] else 0


def check(run: Run) -> None:
    run.step("format", BIN / "ruff", "format", "--check", ".")
    run.step("lint", BIN / "ruff", "check", ".")
    run.step("imports", BIN / "lint-imports")
    run.step("types", BIN / "mypy")
    run.step("django check", sys.executable, "-m", "django", "check", DJANGO_SETTINGS_MODULE="shifan.settings")
    run.step(
        "migrations up to date",
        *(sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"),
        DJANGO_SETTINGS_MODULE="shifan.settings",
    )
    programmes = sorted(path.parent for path in ROOT.glob("programmes/*/pack.yaml"))
    run.step("words", sys.executable, ROOT / "tools" / "words.py", "--check")
    run.step("packs", BIN / "shifan", "pack", "check", *programmes)
    run.pytest("repository rules", "tests/repo")


def tests(run: Run) -> None:
    url = os.environ.pop("DATABASE_URL", LOCAL_POSTGRES)  # without it Shifan uses SQLite
    without = scanning(run)
    run.pytest("tests on SQLite", "-n", "2", "tests", *(f"--ignore=tests/{one}" for one in APART), *without)

    folders = [folder for folder in USES_DATABASE if (ROOT / folder).is_dir()]
    if why := no_postgres(url):
        run.left_out("tests on PostgreSQL", why)
    elif folders:
        run.pytest("tests on PostgreSQL", "-n", "2", *folders, *without, DATABASE_URL=url)

    found = subprocess.run([ROOT / "tools/chromium"], capture_output=True, text=True, check=False)
    if found.returncode:
        run.left_out("browser tests", found.stderr.strip())
    elif (ROOT / "tests/browser").is_dir():
        run.pytest("browser tests", "tests/browser", CHROMIUM=found.stdout.strip())

    found = subprocess.run([ROOT / "tools/office"], capture_output=True, text=True, check=False)
    if found.returncode:
        run.left_out("paper in LibreOffice", found.stderr.strip())
    else:
        run.pytest("paper in LibreOffice", "-n", "2", "tests/office", SOFFICE=found.stdout.strip().splitlines()[-1])


def scanning(run: Run) -> list[str]:
    """What to leave out where there is no virus scanner to test with."""
    found = subprocess.run([ROOT / "tools/clamd"], capture_output=True, text=True, check=False)
    if not found.returncode:
        return []
    run.left_out("tests of scanning", found.stderr.strip())
    return ["--ignore=tests/actions/test_scan.py"]


def no_postgres(url: str) -> str:
    """Why the tests cannot use a PostgreSQL server; nothing if they can."""
    if not url.startswith(("postgres://", "postgresql://")):
        return "DATABASE_URL names another database"
    try:
        # The database itself need not exist: the tests make one of their own beside it.
        psycopg.connect(url.rsplit("/", 1)[0] + "/postgres", connect_timeout=5).close()
    except psycopg.OperationalError as problem:
        return f"no server answers, so SQLite has to do ({str(problem).splitlines()[0]})"
    return ""


def main() -> int:
    run = Run()
    check(run)
    if "check" not in sys.argv[1:]:
        tests(run)
    return run.summary()


if __name__ == "__main__":
    sys.exit(main())
