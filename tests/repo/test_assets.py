"""The scripts and styles in git are those that frontend/ builds, byte for byte."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.repo.repository import ROOT

BUILT = ROOT / "src/shifan/web/static/shifan"
NO_NODE = shutil.which("npm") is None


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# Node is needed to change the pages' scripts, not to run Shifan, so a machine without it may skip this. CI has it.
@pytest.mark.skipif(NO_NODE and os.environ.get("CI") != "true", reason="no Node on this machine")
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path):
    source = tmp_path / "frontend"
    shutil.copytree(ROOT / "frontend", source, ignore=shutil.ignore_patterns("node_modules"))
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    subprocess.run(npm, cwd=source, check=True, capture_output=True)

    subprocess.run(["node", "build.mjs", tmp_path / "built"], cwd=source, check=True)

    built, committed = contents(tmp_path / "built"), contents(BUILT)
    assert sorted(built) == sorted(committed)
    assert [name for name in built if built[name] != committed[name]] == [], (
        "run `make assets` and commit what it built"
    )
