"""Know how a pack is laid over another: elements are added, or replaced whole by id, and replacements are announced."""

from __future__ import annotations

from collections.abc import Callable

from shifan.core.pack import Problem
from shifan.packs.files import SECTIONS
from shifan.packs.nodes import Node

# The word before the colon in `what: stage:city`.
KINDS = {
    "tracks": "track",
    "forms": "form",
    "lists": "list",
    "body_kinds": "body_kind",
    "bodies": "body",
    "stages": "stage",
    "rules": "rule",
    "past_awards": "past_award",
    "quotas": "quota",
    "declarations": "declaration",
    "checks": "check",
    "reviews": "review",
    "limits": "limit",
    "caps": "cap",
    "unchanged": "unchanged",
    "funding": "funding",
    "duties": "duty",
    "revocations": "revocation",
    "materials": "material",
    "papers": "paper",
    "signatures": "signature",
    "documents": "document",
    "placeholders": "placeholder",
    "information": "information",
    "clauses": "clause",
    "use_lists": "list",
}
OWN_SCALARS = ("id", "version", "label", "summary")


def key_of(section: str, element: Node) -> str:
    """Name an element within its section: its id, a body's `kind/region`, a national list's name."""
    if section == "bodies":
        return f"{element.text('kind')}/{element.text('region')}"
    if section == "use_lists":
        return element.value if isinstance(element.value, str) else element.text("use")
    return element.text("id")


def lay_over(below: Node, above: Node) -> tuple[Node, tuple[Problem, ...]]:
    """Merge two layers into one tree, the upper one winning; elements keep the place of what they replace.

    Problems: a replacement that is not announced in `replaces`, an announcement without one, a stage without a place.
    """
    problems: list[Problem] = []
    below = _within(below, above.text("territory"))
    merged = Node(dict(below.mapping()), above.place, dict(below.keys))
    replaced: set[str] = set()
    for key, node in above.mapping().items():
        merged.keys[key] = above.keys[key]
        if key in KINDS and isinstance(node.value, list):
            merged.mapping()[key] = _merge(key, below.mapping().get(key), node, replaced, problems, above)
        elif key in SECTIONS and isinstance(node.value, list):
            beneath = below.mapping().get(key)
            merged.mapping()[key] = Node([*node.value, *(beneath.items() if beneath else ())], node.place)
        else:
            merged.mapping()[key] = node
    for entry in above.mapping().get("replaces", Node([], above.place)).items():
        if (what := entry.text("what")) and what not in replaced:
            hint = "nothing with this name is both here and in the pack below; names look like stage:city"
            problems.append(entry.mapping()["what"].place.problem(f"“{what}” is announced but not replaced", hint))
    return merged, tuple(problems)


def _within(below: Node, territory: str) -> Node:
    """Leave out the bodies of the pack below that do not answer for the upper layer's territory."""
    bodies = below.mapping().get("bodies")
    if not territory or bodies is None:
        return below
    kept = [body for body in bodies.items() if territory in (body.text("region"), body.text("parent"))]
    return Node({**below.mapping(), "bodies": Node(list(kept), bodies.place)}, below.place, below.keys)


def _merge(
    section: str, below: Node | None, above: Node, replaced: set[str], problems: list[Problem], layer: Node
) -> Node:
    announced = {entry.text("what") for entry in layer.mapping().get("replaces", Node([], layer.place)).items()}
    found = list(below.items()) if below else []
    for element in above.items():
        name = key_of(section, element)
        at = next((place for place, other in enumerate(found) if name and key_of(section, other) == name), None)
        if at is None:
            _insert(section, found, element, problems)
            continue
        what = f"{KINDS[section]}:{name}"
        replaced.add(what)
        found[at] = element
        if what not in announced:
            hint = f"announce it: replaces: [{{what: {what}, why: …, clause: […]}}]"
            problems.append(element.place.problem(f"“{what}” replaces an element of the pack below", hint))
    return Node(found, above.place)


def _insert(section: str, found: list[Node], element: Node, problems: list[Problem]) -> None:
    if section != "stages":
        found.append(element)
        return
    sides: dict[str, Callable[[int], int]] = {"before": lambda at: at, "after": lambda at: at + 1}
    given = [side for side in sides if side in element.mapping()]
    if len(given) != 1:
        problems.append(element.place.problem("a new stage says `before:` or `after:` which stage it comes"))
        return
    target = element.text(given[0])
    at = next((place for place, other in enumerate(found) if other.text("id") == target), None)
    if at is None:
        place = element.mapping()[given[0]].place
        problems.append(place.problem(f"there is no stage “{target}” in the pack below"))
        at = len(found)
    values = {key: node for key, node in element.mapping().items() if key != given[0]}
    found.insert(sides[given[0]](at), Node(values, element.place, element.keys))
