"""The engine knows no programme: no name of one occurs in it, so that none can have a rule of its own there.

The words are those of the folder names under programmes/ (miit-2022-smart-manufacturing → miit, and so on) and the
names that the notices use for the same. Words that every programme shares, and places in data, are left out below.
"""

import re

from tests.repo.repository import ROOT, files, text

# Parts of folder names that are common words of this field; the folder name as a whole is still looked for.
COMMON_WORDS = {"smart", "manufacturing", "industrial", "internet", "integration", "it", "example"}
# What the notices call the organisers and their programmes, in Chinese.
CHINESE_NAMES = {"河北", "吉林", "天津", "工信部", "工业和信息化部", "双创", "两化融合", "智能制造"}
# Data of the whole country (regions, industries, holidays) names places because it lists them all.
DATA = ("src/shifan/lists/", "src/shifan/migrations/", "src/shifan/web/static/", "src/shifan/locale/")
READ = (".py", ".html", ".txt", ".typ", ".yaml", ".json", ".css", ".js")


def programme_names() -> set[str]:
    folders = {path.parent.name for path in ROOT.glob("programmes/*/pack.yaml")}
    words = {word for folder in folders for word in folder.split("-") if not word.isdigit()}
    return (folders | words | CHINESE_NAMES) - COMMON_WORDS


def test_no_programme_is_named_in_the_engine():
    # Latin words only as whole words: `hebei`, not a part of another name.
    words = "|".join(rf"\b{re.escape(name)}\b" if name.isascii() else name for name in sorted(programme_names()))
    name = re.compile(words, re.IGNORECASE)

    named = {
        f"{path}:{number}: {found.group()}"
        for path in files(*READ, under="src/shifan")
        if not str(path).startswith(DATA)
        for number, line in enumerate(text(path).splitlines(), 1)
        for found in name.finditer(line)
    }

    assert named == set()
