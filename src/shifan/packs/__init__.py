"""Know how a folder of YAML files becomes a pack, with every mistake of its author at file, line and column."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shifan.core import advice, plan
from shifan.core.pack import CodeList, Pack, PackError, Problem
from shifan.packs import national, overlay, papers, places
from shifan.packs.files import ANY, LAYER_KEYS, Layer, read_layer
from shifan.packs.nodes import Node

_ROUNDS = 4  # how often mistaken elements are set aside so that the rest can be looked at


def folders(root: Path | None = None) -> tuple[Path, ...]:
    """Find the pack folders: those of a root, else of `programmes/` here, in the checkout, or beside the package."""
    here = Path(__file__).resolve()
    roots = (root,) if root else (Path("programmes"), here.parents[3] / "programmes", here.parents[1] / "programmes")
    for place in roots:
        found = tuple(sorted(path.parent for path in place.glob("*/pack.yaml")))
        if found:
            return found
    return ()


def load(folder: Path) -> Pack:
    """Read a pack and the packs below it; raises PackError with every mistake and its place."""
    return _read(folder)[0]


def notes(folder: Path) -> tuple[Problem, ...]:
    """Read a pack and say what its author probably did not mean; raises PackError as `load` does."""
    pack, root = _read(folder)
    found = (
        places.find(root, fault.locator)[1].problem(fault.message, fault.hint)
        for fault in advice.look(plan.build(pack))
    )
    return tuple(sorted(set(found), key=lambda problem: (problem.file, problem.line, problem.column, problem.message)))


def _read(folder: Path) -> tuple[Pack, Node]:
    root, layer = _compose(folder, ())
    problems = list(layer.problems)
    uses = _take_national(root, problems)
    for section in layer.lost - {ANY}:  # what could not be read is taken for empty, so that the rest is looked at
        root.mapping().setdefault(section, Node([], root.place))
    pack, dropped = _validate(root, problems, ANY in layer.lost)
    if pack is not None:
        known = {item.id for item in pack.lists}
        lists = (*pack.lists, *(item for item in uses if item.id not in known))
        documents = (*pack.documents, *papers.general(pack))
        pack = pack.model_copy(update={"lists": lists, "documents": documents})
        problems += _look(pack, root, layer.lost, dropped)
    if problems or pack is None:
        told = dict.fromkeys(problems)
        raise PackError(*sorted(told, key=lambda problem: (problem.file, problem.line, problem.column)))
    return pack, root


def _look(pack: Pack, root: Node, lost: set[str], dropped: set[str]) -> list[Problem]:
    """Look for mistakes between the elements; names that an unreadable file or element may have held are let pass."""
    found = []
    for fault in plan.inspect(pack)[1]:
        if fault.about and (fault.about in lost or ANY in lost or (fault.about == "any" and lost)):
            continue
        if dropped.intersection(fault.name.split(".")) or (not fault.name and f"{fault.about}:" in dropped):
            continue
        _, place = places.find(root, fault.locator)
        found.append(place.problem(fault.message, fault.hint))
    return found


def _compose(folder: Path, above: tuple[Path, ...]) -> tuple[Node, Layer]:
    """Read a folder and lay it over the pack that it extends."""
    layer = read_layer(folder)
    extends = layer.root.mapping().pop("extends", None)
    for key in overlay.OWN_SCALARS:
        if key not in layer.root.mapping() and ANY not in layer.lost:
            layer.problems.append(layer.root.place.problem(f"“{key}” is missing"))
    if extends is None:
        return layer.root, layer
    below = folder.parent / str(extends.value)
    if not (below / "pack.yaml").is_file() or below.parent != folder.parent:
        known = [path.name for path in folders(folder.parent)]
        hint = places.closest(str(extends.value), known)
        raise PackError(
            *layer.problems, extends.place.problem(f"there is no pack “{extends.value}” beside this one", hint)
        )
    if folder in above:
        raise PackError(extends.place.problem("these packs extend one another"))
    base, base_layer = _compose(below, (*above, folder))
    root, problems = overlay.lay_over(base, layer.root)
    layer.problems += [*base_layer.problems, *problems]
    layer.lost |= base_layer.lost
    names = [
        Node(base_layer.root.text("id"), extends.place),
        *base.mapping().get("layers", Node([], extends.place)).items(),
    ]
    root.mapping()["layers"] = Node(list(names), extends.place)
    return root, layer


def _take_national(root: Node, problems: list[Problem]) -> tuple[CodeList, ...]:
    """Bring in what `use_lists` names, such as `gbt4754` or `{use: regions, under: ["130000"]}`."""
    taken = []
    for entry in root.mapping().pop("use_lists", Node([], root.place)).items():
        name = overlay.key_of("use_lists", entry)
        if name not in national.LABELS:
            problems.append(
                entry.place.problem(f"there is no national list “{name}”", places.closest(name, national.LABELS))
            )
            continue
        for key in entry.mapping().keys() - {"use", "levels", "under"}:
            problems.append(entry.keys[key].problem(f"“{key}” is not known here", "known: levels, under, use"))
        levels, under = (
            tuple(str(item.value) for item in entry.mapping().get(key, Node([], entry.place)).items())
            for key in ("levels", "under")
        )
        try:
            taken.append(national.take(name, levels, under))
        except ValueError as error:
            hint = places.closest(str(error), national.levels_of(name))
            problems.append(entry.place.problem(f"“{name}” has no level or code “{error}”", hint))
    return tuple(taken)


def _validate(root: Node, problems: list[Problem], is_partial: bool) -> tuple[Pack | None, set[str]]:
    """Hold a tree against the schema; mistaken elements are reported and set aside, so the rest is looked at too."""
    dropped: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            return Pack.model_validate_json(json.dumps(root.plain()), strict=True), dropped
        except ValidationError as error:
            errors = error.errors(include_url=False)
        problems += [
            places.problem(root, item)
            for item in errors
            if not (is_partial and item["type"] == "missing" and len(item["loc"]) == 1)
        ]
        if not all(
            item["type"] == "extra_forbidden" or any(isinstance(step, int) for step in item["loc"]) for item in errors
        ):
            break
        _set_aside(root, errors, dropped)
    return None, dropped


def _set_aside(root: Node, errors: list[ErrorDetails], dropped: set[str]) -> None:
    """Take out keys that are not known and, for other mistakes, the smallest list item around them.

    `dropped` gets the ids of such items, and the sections they stood in as `stages:`.
    """
    ends = set()
    for error in errors:
        locator = error["loc"]
        if error["type"] == "extra_forbidden":
            places.find(root, locator[:-1])[0].mapping().pop(str(locator[-1]), None)
        else:
            ends.add(locator[: max(at for at, step in enumerate(locator) if isinstance(step, int)) + 1])
    for end in sorted(ends, key=_place_in_tree, reverse=True):  # from the back, so that places before stay right
        owner, _ = places.find(root, end[:-1])
        at = end[-1]
        if isinstance(at, int) and at < len(owner.items()):
            dropped |= {owner.items().pop(at).text("id"), f"{end[0]}:"}


def _place_in_tree(locator: tuple[str | int, ...]) -> list[str]:
    return [step if isinstance(step, str) else f"{step:09}" for step in locator]


__all__ = ["LAYER_KEYS", "folders", "load", "notes"]
