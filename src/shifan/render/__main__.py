"""Set prepared folders, each as its `job.json` asks: FOLDER/out.pdf or FOLDER/pages.json is written.

`python -m shifan.render FOLDER` sets one and ends; `--serve` sets those named on standard input, a JSON text a line,
and answers each with {"problem", "memory"}, until the input ends.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from shifan.render.worker import RenderError, entry_pages, set_folder


def main(arguments: list[str]) -> int:
    """Give 0 when the file was written, else 1 with the reason on standard error."""
    if arguments == ["--serve"]:
        return serve()
    if problem := set_one(Path(arguments[0])):
        print(problem, file=sys.stderr)
        return 1
    return 0


def serve() -> int:
    """Set folders until there are no more; the parent's end is the end of the input."""
    for line in sys.stdin:
        problem = set_one(Path(json.loads(line)))
        print(json.dumps({"problem": problem, "memory": _memory()}), flush=True)
    return 0


def set_one(folder: Path) -> str:
    """Set a folder; give the engine's words where that failed, else an empty text."""
    wanted = json.loads((folder / "job.json").read_text("utf-8"))["wanted"]
    try:
        if wanted == "pages":
            (folder / "pages.json").write_text(json.dumps(asdict(entry_pages(folder))), "utf-8")
        else:
            (folder / "out.pdf").write_bytes(set_folder(folder))
    except RenderError as problem:
        return str(problem) or "typst failed"
    return ""


def _memory() -> int:
    """Give the most memory in bytes that this process has had.

    Linux keeps in `ru_maxrss` what the process that started this one had, so there the kernel's own line is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
