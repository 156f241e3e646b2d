"""The words of the pages: collect them (`tools/words.py`) or prove that none is missing (`tools/words.py --check`).

The source text is Chinese; `src/shifan/locale/en/LC_MESSAGES/django.po` has the English. Collecting adds what is new
with an empty translation, removes what no page says any more, and writes the .mo that Django reads. It stands here
instead of `makemessages` so that GNU gettext is not needed. Checking fails on a word without English and on an old .mo.
"""

import ast
import re
import sys
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "shifan"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "_"}
Found = dict[tuple[str, str], set[str]]  # (one, many or "") → files that say it


def from_python(text: str, place: str, found: Found) -> None:
    """Collect the literal texts given to gettext in Python source."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in CALLS and words:
            many = words[1] if name.startswith("ngettext") else ""
            found.setdefault((words[0], many), set()).add(place)


def from_template(text: str, place: str, found: Found) -> None:
    """Collect the texts of translate tags: Django rewrites a template as gettext calls, which are Python."""
    calls = re.findall(r"n?gettext\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[\s,]|count)+\)", templatize(text))
    for call in calls:
        from_python(re.sub(r",\s*count\)$", ", 1)", call), place, found)


def collect() -> Found:
    """Collect every text of the pages, with the files it stands in."""
    found: Found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        from_python(path.read_text(), str(path.relative_to(ROOT)), found)
    for path in sorted((SOURCE / "web" / "templates").rglob("*.html")):
        from_template(path.read_text(), str(path.relative_to(ROOT)), found)
    return found


def merge(found: Found) -> polib.POFile:
    """Make the catalogue of today: what is said now, with the English known so far."""
    written = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else []
    known = {(entry.msgid, entry.msgid_plural): entry for entry in written}
    merged = polib.POFile(wrapwidth=0)
    merged.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for (one, many), places in sorted(found.items()):
        old = known.get((one, many))
        plural = dict(old.msgstr_plural) if old and many else {0: "", 1: ""}
        entry = polib.POEntry(
            msgid=one, msgstr=old.msgstr if old else "", occurrences=[(p, "") for p in sorted(places)]
        )
        if many:
            entry.msgid_plural, entry.msgstr_plural = many, plural
        merged.append(entry)
    return merged


def problems(merged: polib.POFile) -> list[str]:
    """List what is wrong: no English, or a placeholder that the English lost."""
    found = []
    for entry in merged:
        translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(translations):
            found.append(f"no English: {entry.msgid!r} ({entry.occurrences[0][0]})")
            continue
        wanted = set(re.findall(r"%\(\w+\)s|\{\w+\}", entry.msgid))
        if any(set(re.findall(r"%\(\w+\)s|\{\w+\}", text)) != wanted for text in translations):
            found.append(f"other placeholders than the Chinese: {entry.msgid!r}")
    return found


def main() -> int:
    """Collect and write, or check."""
    settings.configure()
    merged = merge(collect())
    machine = CATALOGUE.with_suffix(".mo")
    if "--check" in sys.argv:
        found = problems(merged)
        written = {e.msgid for e in polib.pofile(str(CATALOGUE))} if CATALOGUE.exists() else set()
        if written != {e.msgid for e in merged} or not machine.exists() or machine.read_bytes() != merged.to_binary():
            found.append("the catalogue is not what the pages say now: run tools/words.py")
        print("\n".join(found) or f"{len(merged)} texts, all with English")
        return 1 if found else 0
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(CATALOGUE))
    merged.save_as_mofile(str(machine))
    print(f"{len(merged)} texts, {len(problems(merged))} to be mended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
