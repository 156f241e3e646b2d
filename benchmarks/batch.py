"""500 application forms in a batch: documents a second, and the most memory that all processes had together.

The forms are those of `benchmarks/pdf.py`, each with answers of its own, set by the renderers that a worker keeps
(`render/pool.py`), two at a time. Memory is read from /proc twice a second and added up over this process and its
children: PSS, which shares out what processes share, or RSS where the kernel gives none.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from pdf import MADE_AT, form, picture

from shifan.render.pdf import render_pdf_apart
from shifan.render.pool import Setters

LIMIT_MB = 700
LARGEST = {"peak_mb": LIMIT_MB}


def main() -> int:
    """Set the forms, print one JSON document, and give 1 if a limit is passed or a form failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    pictures = {f"{number:064x}": picture(number) for number in range(1, 11)}
    setters = Setters(options.processes)
    watch = Watch()
    watch.start()
    began = time.perf_counter()

    def one(number: int) -> int:
        return len(render_pdf_apart(form(number), pictures, made_at=MADE_AT, setter=setters))

    with ThreadPoolExecutor(options.processes) as threads:
        sizes = list(threads.map(one, range(options.documents)))
    seconds = time.perf_counter() - began
    peak = watch.end()
    setters.close()
    result = {
        "benchmark": "batch",
        "documents": len(sizes),
        "megabytes_written": round(sum(sizes) / 1e6),
        "seconds": round(seconds, 1),
        "documents_per_second": round(len(sizes) / seconds, 2),
        "peak_mb": round(peak / 1e6),
        "load": [round(one, 1) for one in os.getloadavg()],
        "limits": LARGEST,
    }
    print(json.dumps(result))
    return 0 if result["peak_mb"] <= LIMIT_MB else 1


class Watch(threading.Thread):
    """Looks at the memory of this process and all below it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.stopped = 0, threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.5):
            self.most = max(self.most, sum(memory(process) for process in family(os.getpid())))

    def end(self) -> int:
        self.stopped.set()
        self.join()
        return self.most


def family(process: int) -> list[int]:
    """Give a process and all that stand below it."""
    found = [process]
    for place in count():
        if place == len(found):
            return found
        for thread in Path(f"/proc/{found[place]}/task").glob("*/children"):
            found += map(int, read(thread).split())


def memory(process: int) -> int:
    """Give the memory of a process in bytes; one that has just ended has none."""
    for line in read(Path(f"/proc/{process}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    pages = read(Path(f"/proc/{process}/statm")).split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if pages else 0


def read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
