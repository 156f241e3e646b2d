"""What the rules of the repository look at: the files that git tracks or would track."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def files(*suffixes: str, under: str = ".") -> list[Path]:
    """The project's own files with one of the suffixes (or any), relative to the root, none that git ignores."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", under]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    paths = sorted({Path(name) for name in names if name})
    return [path for path in paths if (ROOT / path).is_file() and (not suffixes or path.suffix in suffixes)]


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
