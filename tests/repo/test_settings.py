"""Every setting is explained to operators, and nothing is explained that is no setting."""

import re

from tests.repo.repository import ROOT, text

VARIABLE = re.compile(r"\b(SHIFAN_[A-Z_]+|DATABASE_URL)\b")


def test_every_environment_variable_is_in_the_table():
    read = set(VARIABLE.findall(text(ROOT / "src/shifan/settings.py"))) | {"DATABASE_URL"}

    rows = [line for line in text(ROOT / "docs/how/settings.md").splitlines() if line.startswith("| `")]
    explained = {VARIABLE.findall(row)[0] for row in rows}

    assert explained == read
