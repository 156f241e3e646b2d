"""Nothing committed points at somebody's machine or at a place to download from."""

import re

from tests.repo.repository import files, text

READ = {
    ".py",
    ".toml",
    ".txt",
    ".md",
    ".yaml",
    ".json",
    ".js",
    ".mjs",
    ".html",
    ".css",
    ".sh",
    ".cfg",
    ".ini",
    ".typ",
    "",
}
# Built files carry the licence notices of others, with their addresses; fonts carry theirs.
NOT_OURS = ("src/shifan/web/static/", "fonts/shifan_fonts/files/", "LICENSE")
# In pieces, so that this file does not find itself.
HOME = re.compile("(?<![\\w.])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "home/" + r"\w+", "Users/" + r"\w+"]) + ")/")
ADDRESS = re.compile(
    "index" + '-url\\s*[=:]|"reso' + 'lved":|^registry\\s*=|https?://(?:[\\w.-]*pypi|registry|files\\.python)'
)


def test_no_path_of_a_machine_and_no_download_address():
    found = {
        f"{path}:{number}: {line.strip()[:120]}"
        for path in files()
        if path.suffix in READ and not str(path).startswith(NOT_OURS)
        for number, line in enumerate(text(path).splitlines(), 1)
        if HOME.search(line) or ADDRESS.search(line)
    }

    assert found == set()
