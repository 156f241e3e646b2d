"""Decide whether an element of a pack acts: what decides is proven, what is asked is shown, what is owed begins."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from pydantic import BaseModel

from shifan.core import advice, tracking
from shifan.core.award import Duty, Occasion
from shifan.core.form import FieldBase
from shifan.core.pack import Body, BodyKind, Bureau, Check, Pack
from shifan.core.plan import Plan

# What decides by itself has to be seen to decide: it counts once cases let it say yes and no.
PROVEN = frozenset({"rule", "past_award", "sum", "limit", "cap", "unchanged", "funding"})
_SHEETS = frozenset({"recommend", "check", "review", "select"})  # the stages at which somebody fills in a check sheet
_OCCASIONS: tuple[Occasion, ...] = ("notice", "list", "designation", "completion", "acceptance", "evaluation")
_FIRST, _LATER = date(2000, 1, 1), date(2000, 1, 2)


class Acting:
    """Knows of one pack which elements act; `why_not` gives the reason where one does not, else nothing."""

    def __init__(self, plan: Plan, tested: Collection[str]) -> None:
        self.pack = plan.pack
        self.tested = tested
        self.lists = used_lists(plan)
        self.hidden = frozenset(id(question.field) for question in advice.never_shown(plan))
        self.duties = frozenset(_scheduled(plan.pack))
        self.bodies = frozenset(name for one in plan.pack.stages for name in (one.body, *one.other_bodies))
        self.stages: Mapping[str, str] = {stage.id: stage.kind for stage in plan.pack.stages}

    def why_not(self, kind: str, element: BaseModel, name: str, owner: str) -> str:
        """This function will say why an element does not act; `owner` is the top element of the pack it is in."""
        if kind in PROVEN and (owner if kind == "funding" else name) not in self.tested:
            return f"“{name}” has no passing and failing case"
        if kind == "list" and owner not in self.lists:
            return f"nothing uses the list “{owner}”"
        if isinstance(element, FieldBase) and id(element) in self.hidden:
            return f"“{name}” is never shown"
        if isinstance(element, Check) and not any(self.stages.get(stage) in _SHEETS for stage in element.stages):
            return f"nobody fills in a check sheet at the stages of “{name}”"
        if isinstance(element, Duty) and name not in self.duties:
            return f"nothing lets the duty “{name}” begin"
        if isinstance(element, Body | BodyKind | Bureau) and self._kind_of(element, owner) not in self.bodies:
            return f"“{name}” acts at no stage"
        return ""

    def _kind_of(self, element: BaseModel, owner: str) -> str:
        """Name the kind of body that an office or a body belongs to."""
        return element.kind if isinstance(element, Body) else owner.partition("/")[0]


def used_lists(plan: Plan) -> frozenset[str]:
    """This function will name the lists that a field takes its options from or an expression asks."""
    used = set()
    for track in plan.tracks.values():
        for question in track.form.by_pattern.values():
            used.add(getattr(question.field, "options_from", ""))
    text = "\n".join(advice.sources(plan))
    return frozenset(used | {name for name in plan.lists if f'"{name}"' in text or f"'{name}'" in text})


def _scheduled(pack: Pack) -> Iterator[str]:
    """Name the duties that come due for somebody once all that they count from has happened."""
    happened = dict.fromkeys(_OCCASIONS, _FIRST)
    for track in pack.tracks:
        for level in ("", *dict.fromkeys(level for duty in pack.duties for level in duty.levels)):
            for duty in pack.duties:
                events = {name: day for name, day in happened.items() if name != duty.until}
                found = tracking.due(pack, track.id, events, as_of=_LATER, level=level)
                if any(item.duty.id == duty.id and item.state != "waiting" for item in found):
                    yield duty.id
