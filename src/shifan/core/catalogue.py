"""The catalogue of proofs: every file at an attachment field, numbered the same on paper, screen and in packages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from shifan.core.answers import Flat, Json, rows
from shifan.core.finding import Finding, Severity
from shifan.core.form import AttachmentField, Form, Words
from shifan.core.proof import is_hidden


@dataclass(frozen=True, slots=True)
class Proof:
    """A line of the catalogue: a file at an attachment field. `pages` is 0 where nobody knows."""

    number: int
    title: str
    name: str
    digest: str
    size: int
    pages: int
    path: str
    label: Words
    clause: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner called the thing it found in a file; nothing yet where it has not looked."""

    found: str = ""
    is_infected: bool = False


def listed(form: Form, flat: Flat, hidden: Collection[str] = ()) -> tuple[Proof, ...]:
    """This function will list every file that proves something, in the order of the form, its rows and its answers.

    A number belongs to a file: one that is given at two fields has two lines and one number. Paper, screen and
    packages number by this function.
    """
    numbers: dict[str, int] = {}
    found = []
    for path, item in attachments(form, flat, hidden):
        for entry in entries(flat.get(path)):
            digest, name = str(entry["digest"]), str(entry.get("name") or "")
            number = numbers.setdefault(digest, len(numbers) + 1)
            title = str(entry.get("title") or "") or name.rpartition(".")[0] or name
            size, pages = _whole(entry.get("size")), _whole(entry.get("pages"))
            found.append(Proof(number, title, name, digest, size, pages, path, item.label, item.clause))
    return tuple(found)


def elsewhere(files: Iterable[Proof]) -> Mapping[tuple[str, str], tuple[Words, ...]]:
    """This function will name the other fields that use a file: (path, digest) → their labels."""
    of: dict[str, list[Proof]] = {}
    for file in files:
        of.setdefault(file.digest, []).append(file)
    return {
        (file.path, file.digest): tuple(other.label for other in of[file.digest] if other.path != file.path)
        for same in of.values()
        for file in same
    }


def attachments(form: Form, flat: Flat, hidden: Collection[str] = ()) -> Iterator[tuple[str, AttachmentField]]:
    """This function will give each attachment field that is asked, once for every row it stands in, with its path."""
    for pattern, item in form.walk():
        if isinstance(item, AttachmentField):
            for path in _paths(flat, pattern):
                if not is_hidden(path, hidden) and not is_hidden(pattern, hidden):
                    yield path, item


def entries(value: Json | None) -> tuple[Mapping[str, Json], ...]:
    """This function will give the files of an attachment's answer; 无 has none."""
    listed = value if isinstance(value, list | tuple) else ()
    return tuple(entry for entry in listed if isinstance(entry, Mapping) and isinstance(entry.get("digest"), str))


def scanned(form: Form, flat: Flat, scans: Mapping[str, Scan], hidden: Collection[str] = ()) -> tuple[Finding, ...]:
    """This function will say of each file that a scanner found something in it, or has not got to it yet.

    The first must be taken out; the second stops nobody, for a scanner that is down must not (decision 0059).
    """
    return tuple(
        Finding(
            "file.infected" if scans[digest].is_infected else "file.unscanned",
            Severity.BLOCK if scans[digest].is_infected else Severity.WARN,
            path=path,
            params={"path": path, "name": str(entry.get("name") or ""), "found": scans[digest].found},
        )
        for path, _ in attachments(form, flat, hidden)
        for entry in entries(flat.get(path))
        if (digest := str(entry["digest"])) in scans
    )


def _paths(flat: Flat, pattern: str) -> Iterator[str]:
    before, star, after = pattern.partition(".*")
    if not star:
        yield pattern
        return
    for key in rows(flat, before):
        yield from _paths(flat, f"{before}.{key}{after}")


def readable(size: int) -> str:
    """This function will write a number of bytes for people.

    >>> readable(1536), readable(2_500_000)
    ('2 KB', '2.4 MB')
    """
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"


def _whole(value: Json | None) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
