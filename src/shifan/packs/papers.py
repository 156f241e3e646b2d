"""Know the general papers that the engine words itself, for what no notice prescribes and every desk needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from shifan.core.document import DocumentPlan
from shifan.core.form import Model
from shifan.core.pack import Pack, PackError
from shifan.packs.nodes import Node, read
from shifan.packs.places import validate

FOLDER = Path(__file__).with_name("general_papers")


class _Papers(Model):
    documents: tuple[DocumentPlan, ...]


def general(pack: Pack) -> tuple[DocumentPlan, ...]:
    """Give the general papers that a pack does not replace by id; those of reviews and funding only if it has them."""
    own = {item.id for item in pack.documents}
    has = {"review": bool(pack.reviews), "funding": bool(pack.funding)}
    return tuple(item for item in shipped() if item.id not in own and has.get(item.of, True))


@cache
def shipped() -> tuple[DocumentPlan, ...]:
    """Read the general papers; raises PackError with the place of every mistake."""
    found: list[DocumentPlan] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        root, problems = read(path.read_bytes(), path.name)
        if problems:
            raise PackError(*problems)
        one_or_more = root if isinstance(root.value, list) else Node([root], root.place)
        found += validate(_Papers, Node({"documents": one_or_more}, root.place)).documents
    return tuple(found)
