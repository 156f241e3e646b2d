"""Set one prepared folder as PDF and end: `python -m shifan.render FOLDER` writes FOLDER/out.pdf."""

from __future__ import annotations

import sys
from pathlib import Path

from shifan.render.worker import RenderError, set_folder


def main(arguments: list[str]) -> int:
    """Give 0 when the file was written, else 1 with the reason on standard error."""
    folder = Path(arguments[0])
    try:
        (folder / "out.pdf").write_bytes(set_folder(folder))
    except RenderError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
