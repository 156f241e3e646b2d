"""What the files of `samples/` say: enterprises with their answers, people, opinions, and the story of each round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One fictitious enterprise: its account, its organisation, what is to be drawn, and its answers as written."""

    user: str
    contact: str
    organisation: Tree
    pictures: Mapping[str, Tree]
    papers: Mapping[str, Tree]
    answers: Tree


@dataclass(frozen=True, slots=True)
class Samples:
    """All of it. `story` is the list of rounds, `opinions` what experts write about each enterprise."""

    enterprises: tuple[Enterprise, ...]
    people: Tree
    opinions: Mapping[str, Sequence[str]]
    rounds: Sequence[Tree]

    @property
    def password(self) -> str:
        """This property will give the one password of all sample accounts."""
        return str(self.people["password"])


class NoSamples(Exception):
    """The folder of samples is not there: it is part of a checkout, not of the installed package."""


def folder(given: Path | None = None) -> Path:
    """This function will find the folder of samples: the one given, `samples/` here, or that of the checkout."""
    places = [given] if given else [Path("samples"), Path(__file__).resolve().parents[3] / "samples"]
    for place in places:
        if (place / "story.yaml").is_file():
            return place
    raise NoSamples(f"no samples in {' or '.join(str(place) for place in places)}")


def read(place: Path) -> Samples:
    """This function will read a folder of samples."""
    found = [_load(path) for path in sorted((place / "enterprises").glob("*.yaml"))]
    return Samples(
        enterprises=tuple(_enterprise(tree) for tree in found),
        people=read_people(place),
        opinions=_load(place / "opinions.yaml"),
        rounds=_load(place / "story.yaml")["rounds"],
    )


def read_people(place: Path) -> Tree:
    """This function will read only who has which account."""
    return _load(place / "people.yaml")


def _enterprise(tree: Tree) -> Enterprise:
    return Enterprise(
        user=tree["user"],
        contact=tree["contact"],
        organisation=tree["organisation"],
        pictures=tree.get("pictures", {}),
        papers=tree.get("papers", {}),
        answers=tree["answers"],
    )


def _load(path: Path) -> Any:
    # The C reader is ten times as fast; days stay texts in both.
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)


_Fast: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fast):
    """YAML in which 2021-06-30 is a text, as answers are kept."""


_Loader.yaml_implicit_resolvers = {
    start: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for start, resolvers in _Loader.yaml_implicit_resolvers.items()
}
