"""What is copied out of an application's answers: its title, the few facts that lists need, the frozen content."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from shifan.core.answers import Flat, Json
from shifan.core.display import Sheet, shown
from shifan.core.form import RepeatField
from shifan.core.plan import Plan

TITLE_LENGTH = 300


def title(plan: Plan, track: str, flat: Flat) -> str:
    """This function will name an application by its answers, as the track says: rows are joined by 、."""
    sheet = Sheet(plan, track, flat)
    pattern = plan.pack.track(track).title
    named = (shown(sheet, path) for path in _paths(flat, pattern) if pattern)
    return "、".join(filter(None, named))[:TITLE_LENGTH]


def facts(plan: Plan, track: str, flat: Flat) -> dict[str, Json]:
    """This function will give the few answers that are kept beside an application: name → value, None if missing."""
    named = plan.pack.track(track).facts
    return {
        name: next((flat[path] for path in _paths(flat, pattern) if path in flat), None)
        for name, pattern in named.items()
    }


def is_titled_by(plan: Plan, track: str, paths: Collection[str]) -> bool:
    """This function will say whether any of the paths is part of the title or changes the rows it is made of."""
    parts = plan.pack.track(track).title.split(".")
    return any(_is_along(path.split("."), parts) for path in paths)


def living(plan: Plan, track: str, flat: Flat, hidden: Collection[str] = ()) -> dict[str, Json]:
    """This function will leave out what is not answered, rows taken away and, where `hidden` says so, hidden fields."""
    is_repeat: dict[str, bool] = {}

    def is_kept(start: str) -> bool:
        above, _, key = start.rpartition(".")
        if above not in is_repeat:
            is_repeat[above] = bool(above) and isinstance(plan.field(track, above), RepeatField)
        return start not in hidden and (not is_repeat[above] or key in _rows(flat, above))

    return {
        path: value
        for path, value in flat.items()
        if value not in (None, "", []) and all(is_kept(start) for start in _starts(path))
    }


def frozen(
    plan: Plan, track: str, flat: Flat, *, hidden: Collection[str], computed: Flat, names: Mapping[str, tuple[str, int]]
) -> dict[str, Json]:
    """This function will give what a submission keeps of the answers: `answers`, `computed` and `files`.

    `names` has, for each digest that the application holds, the name and the size in bytes of the file.
    """
    alive = living(plan, track, flat, hidden)
    files: list[Json] = [
        {"digest": digest, "name": name or names[digest][0], "size": names[digest][1], "path": path}
        for path, value in sorted(alive.items())
        for digest, name in digests(value)
        if digest in names
    ]
    return {"answers": alive, "computed": dict(computed), "files": files}


def digests(value: Json | None) -> Iterator[tuple[str, str]]:
    """This function will find the files that an answer names, as (digest, name): attachments and pictures."""
    waiting: list[Json | None] = [value]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list | tuple):
            waiting = [*item, *waiting]
        elif isinstance(item, Mapping):
            attributes = item.get("attrs")
            source = attributes if item.get("type") == "image" and isinstance(attributes, Mapping) else item
            if isinstance(source.get("digest"), str):
                yield str(source["digest"]), str(source.get("name") or "")
            waiting = [item.get("content"), *waiting]


def _paths(flat: Flat, pattern: str) -> Iterator[str]:
    before, star, after = pattern.partition(".*")
    if not star:
        yield pattern
        return
    for key in _rows(flat, before):
        yield from _paths(flat, f"{before}.{key}{after}")


def _is_along(path: list[str], pattern: list[str]) -> bool:
    """Say whether a path is a pattern or, being shorter, the rows that the pattern runs through."""
    if len(path) > len(pattern) or (len(path) < len(pattern) and pattern[len(path)] != "*"):
        return False
    return all(wanted in ("*", step) for step, wanted in zip(path, pattern, strict=False))


def _starts(path: str) -> Iterator[str]:
    """Give what a path begins with: `a.b.c` → `a`, `a.b`, `a.b.c`."""
    end = path.find(".")
    while end >= 0:
        yield path[:end]
        end = path.find(".", end + 1)
    yield path


def _rows(flat: Flat, repeat: str) -> list[Json]:
    keys = flat.get(repeat)
    return keys if isinstance(keys, list) else []
