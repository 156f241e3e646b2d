"""Set one prepared folder and end: `python -m shifan.render FOLDER` writes FOLDER/out.pdf or FOLDER/pages.json."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from shifan.render.worker import RenderError, entry_pages, set_folder


def main(arguments: list[str]) -> int:
    """Give 0 when the file was written, else 1 with the reason on standard error."""
    folder = Path(arguments[0])
    wanted = json.loads((folder / "job.json").read_text("utf-8"))["wanted"]
    try:
        if wanted == "pages":
            (folder / "pages.json").write_text(json.dumps(asdict(entry_pages(folder))), "utf-8")
        else:
            (folder / "out.pdf").write_bytes(set_folder(folder))
    except RenderError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
