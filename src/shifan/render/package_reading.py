"""Look at a package (ZIP): its list of digests, the content of each application in it, and the papers made of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile

from pydantic import ValidationError

from shifan.core import digest, plan
from shifan.core.pack import Pack
from shifan.core.plan import Plan
from shifan.core.proven import Line, line
from shifan.core.verification import Mark
from shifan.render.carried import mark_of
from shifan.render.proof_reading import Known, Seen, UnreadableError, given, look, read_content

SUMS, CONTENT, PACK = "SHA256SUMS", "content.json", "pack.json"
MOST = 256 * 1024 * 1024  # of a paper, a content or a list; proofs may be larger, they are only summed
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")
_PIECE = 1 << 20


def is_package(path: Path) -> bool:
    """Say whether a file is a ZIP with a list of digests, and not a document that happens to be one."""
    try:
        with ZipFile(path) as archive:
            return any(PurePosixPath(name).name in (SUMS, CONTENT) for name in archive.namelist())
    except (BadZipFile, LargeZipFile, OSError, ValueError):
        return False


def look_at(path: Path, known: Known) -> Seen:
    """Look at a package whole. Raises UnreadableError."""
    try:
        with ZipFile(path) as archive:
            return _package(archive, known)
    except (BadZipFile, LargeZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as problem:
        raise UnreadableError(f"the archive cannot be read: {problem}") from problem


def _package(archive: ZipFile, known: Known) -> Seen:
    sums = {name: _sum_of(archive, name) for name in archive.namelist() if not name.endswith("/")}
    lines = list(_listed(archive, sums))
    applications = sorted(name for name in sums if PurePosixPath(name).name == CONTENT)
    packs = _packs(archive, sums)
    seen = Seen(())
    for name in applications:
        seen = _application(archive, name, sums, _with_packs(known, packs))
        folder = str(PurePosixPath(name).parent.parent)
        lines += [replace(one, file=one.file or (folder if len(applications) > 1 else "")) for one in seen.lines]
    if len(applications) != 1:
        found = [one.params[0][1] for one in lines if one.rule == "digest.computed"]
        fits = next((one for one in found if known.given and one.startswith(known.given)), "、".join(found))
        return Seen((*lines, *([given(fits, known.given)] if found else [])))
    return Seen((*lines, given(seen.digest, known.given)), seen.digest, seen.about)


def _listed(archive: ZipFile, sums: Mapping[str, str]) -> Iterator[Line]:
    """Compare every file with the list of digests; files that are not on it are named too."""
    lists = [name for name in sums if PurePosixPath(name).name == SUMS]
    if len(lists) != 1:
        yield line("broken", "sums.none")
        return
    folder = PurePosixPath(lists[0]).parent
    wanted = {}
    for row in _read(archive, lists[0]).decode("utf-8", "replace").splitlines():
        if found := _SUM.fullmatch(row):
            wanted[str(folder / found[2])] = found[1]
    broken = [name for name, value in wanted.items() if name in sums and sums[name] != value]
    missing = [name for name in wanted if name not in sums]
    extra = [name for name in sums if name not in wanted and name != lists[0]]
    for rule, names in (("sums.broken", broken), ("sums.missing", missing), ("sums.extra", extra)):
        yield from (line("broken", rule, name=name) for name in names)
    if not (broken or missing or extra):
        yield line("proven", "sums.fit", count=str(len(wanted)))


def _application(archive: ZipFile, name: str, sums: Mapping[str, str], known: Known) -> Seen:
    """Look at one application of a package: its files by digest, and each of its papers."""
    data = _read(archive, name)
    content = read_content(data)
    fingerprint = digest.of(content)
    folder = f"{PurePosixPath(name).parent.parent}/".removeprefix("./")
    mine = {path: value for path, value in sums.items() if path.startswith(folder)}
    lines = [line("proven", "digest.computed", digest=fingerprint), *_files(content, mine)]
    places = {value: path for path, value in mine.items()}
    pictures = {value: _read(archive, path) for value, path in places.items() if _is_picture(path)}
    inside = replace(known, content=data, pictures={**known.pictures, **pictures})
    for path in sorted(mine):
        if (mark := _mark(archive, path)) is not None:
            lines += (
                [
                    replace(one, file=path)
                    for one in look(_read(archive, path), inside).lines
                    if not one.rule.startswith("digest.given")
                ]
                if mark.digest == fingerprint
                else []
            )
    return Seen(tuple(lines), fingerprint, content)


def _files(content: Mapping[str, object], mine: Mapping[str, str]) -> Iterator[Line]:
    entries = content.get("files")
    named = {
        str(one["digest"]): str(one.get("name", ""))
        for one in (entries if isinstance(entries, list) else ())
        if isinstance(one, dict) and "digest" in one
    }
    missing = named.keys() - set(mine.values())
    yield from (line("broken", "files.missing", name=named[one]) for one in sorted(missing))
    if named and not missing:
        yield line("proven", "files.fit", count=str(len(named)))


def _packs(archive: ZipFile, sums: Mapping[str, str]) -> dict[str, bytes]:
    names = [name for name in sums if PurePosixPath(name).name == PACK]
    found = {}
    for name in names:
        data = _read(archive, name)
        found[digest.of(read_content(data))] = data
    return found


def _with_packs(known: Known, carried: Mapping[str, bytes]) -> Known:
    """Let the packs that the archive carries be found by their digest, before those that are at hand."""

    def plan_of(wanted: str) -> Plan | None:
        if wanted not in carried:
            return known.plan_of(wanted)
        try:
            return plan.build(Pack.model_validate(json.loads(carried[wanted])))
        except ValidationError as problem:
            raise UnreadableError(f"{PACK} is of another release: {str(problem).splitlines()[0]}") from problem

    return replace(known, plan_of=_once(plan_of))


def _once(find: Callable[[str], Plan | None]) -> Callable[[str], Plan | None]:
    found: dict[str, Plan | None] = {}

    def remembered(wanted: str) -> Plan | None:
        if wanted not in found:
            found[wanted] = find(wanted)
        return found[wanted]

    return remembered


def _is_picture(name: str) -> bool:
    return name.lower().endswith((".png", ".jpg", ".jpeg"))


def _mark(archive: ZipFile, name: str) -> Mark | None:
    if not name.lower().endswith((".pdf", ".docx", ".xlsx")) or archive.getinfo(name).file_size > MOST:
        return None
    with archive.open(name) as file:
        return mark_of(file)  # type: ignore[arg-type]  # ZipExtFile can seek


def _sum_of(archive: ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with archive.open(name) as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def _read(archive: ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST:
        raise UnreadableError(f"{name} is larger than {MOST >> 20} MB")
    return archive.read(name)
