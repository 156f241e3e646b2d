"""What is handed in: the materials of an application in the notice's order, the papers of a stage and their number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shifan.core.answers import Flat, rows
from shifan.core.document import DocumentPlan
from shifan.core.dossier import Material, Paper, Signature
from shifan.core.evaluation import Evaluation
from shifan.core.expression import ExpressionError
from shifan.core.form import Words
from shifan.core.pack import Pack
from shifan.core.plan import Plan
from shifan.core.question import Formula


@dataclass(frozen=True, slots=True)
class Line:
    """One material of a dossier: whether it is asked of this applicant, and the files that are there for it."""

    material: Material
    is_asked: bool | None  # None: an answer it depends on has not been given
    files: tuple[str, ...]

    @property
    def state(self) -> Literal["there", "made", "missing", "left_out", "not_asked"]:
        """This property will say how the material stands; what the system makes itself is always there."""
        if self.is_asked is False:
            return "not_asked"
        if self.files:
            return "there"
        if self.material.documents and not self.material.fields:
            return "made"
        return "left_out" if self.material.optional else "missing"


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed over at a stage: a paper of the pack, how many copies, None where nobody has said how many."""

    paper: Paper
    copies: int | None


def checklist(plan: Plan, track: str, flat: Flat, evaluation: Evaluation) -> tuple[Line, ...]:
    """This function will give the materials of an application in the notice's order."""
    return tuple(
        Line(item, _is_asked(when, evaluation), tuple(_files(flat, item, evaluation)))
        for item, when in plan.tracks[track].materials
    )


def documents(plan: Plan, track: str, evaluation: Evaluation) -> tuple[DocumentPlan, ...]:
    """This function will give the documents that are made of an application, in the pack's order."""
    return tuple(item for item, when in plan.tracks[track].documents if _is_asked(when, evaluation) is not False)


def papers(pack: Pack, stage: str, flat: Flat | None = None) -> tuple[Handed, ...]:
    """This function will give what is handed over at a stage; copies for each choice are counted in the answers."""
    return tuple(Handed(item, _copies(item, flat or {})) for item in pack.papers if item.stage == stage)


def file_name(item: Paper, facts: Mapping[str, str], extension: str) -> str:
    """This function will name a file that is handed over as the notice says, after the ranking: facts by name.

    Facts are `recommender`, `rank`, `title`, `applicant`, `number`. What no file system takes is left out, and a
    name stays below 255 bytes by shortening the title. Without a pattern the number names the file.
    """
    pattern = item.file_name or "{number}"
    known = {name: _UNFIT.sub("", value).strip(" .") for name, value in facts.items()}
    while True:
        name = _FACT.sub(lambda match: known.get(match[1], ""), pattern) + f".{extension}"
        if len(name.encode()) <= _LONGEST_NAME or not known.get("title"):
            return name
        known["title"] = known["title"][:-1]


_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_FACT = re.compile(r"\{([a-z]+)\}")
_LONGEST_NAME = 255


def signatures(pack: Pack, document: str, stage: str = "") -> tuple[Signature, ...]:
    """This function will give who signs a document, at one stage or at all, in the pack's order."""
    return tuple(item for item in pack.signatures if item.document == document and stage in ("", item.stage))


def lines_to_sign(item: Signature) -> tuple[Words, ...]:
    """This function will word what a signature leaves room for, one line each, as documents print it."""
    if item.lines:
        return item.lines
    return tuple(
        Words(zh=f"{item.label.zh}{zh}：" if zh else f"{item.label.zh}：", en=f"{item.label.en}{en}:")
        for gives in item.gives
        for zh, en in (_GIVES[gives],)
        if gives != "date"
    ) + ((_DATE,) if "date" in item.gives else ())


_GIVES: Mapping[str, tuple[str, str]] = {
    "name": ("（签名）", " (signature)"),
    "seal": ("（盖章）", " (seal)"),
    "paging_seal": ("（骑缝章）", " (seal across the pages)"),
    "opinion": ("意见", ", opinion"),
    "date": ("", ""),
}
_DATE = Words(zh="　　　　年　　月　　日", en="Date:")


def _copies(item: Paper, flat: Flat) -> int | None:
    if item.copies is None or not item.per:
        return item.copies
    chosen = flat.get(item.per)
    return item.copies * max(1, len(chosen) if isinstance(chosen, list | tuple) else 1)


def _is_asked(when: Formula | None, evaluation: Evaluation) -> bool | None:
    try:
        found = evaluation.holds(when) if when else True
    except ExpressionError:
        return None
    return found if isinstance(found, bool) else None


def _files(flat: Flat, item: Material, evaluation: Evaluation) -> list[str]:
    found = []
    for pattern in item.fields:
        for path in _every(flat, pattern):
            value = None if evaluation.is_hidden(path) else flat.get(path)
            entries = value if isinstance(value, list | tuple) else ()
            found += [str(one["name"]) for one in entries if isinstance(one, Mapping) and "name" in one]
    return found


def _every(flat: Flat, pattern: str) -> list[str]:
    before, star, after = pattern.partition(".*.")
    if not star:
        return [pattern]
    return [path for key in rows(flat, before) for path in _every(flat, f"{before}.{key}.{after}")]
