"""Where an application stands and what may happen next: the moves of each small machine, dates and routes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shifan.core.calendar import end_of_day, start_of_day
from shifan.core.finding import Finding, Severity
from shifan.core.pack import Pack, Stage


@dataclass(frozen=True, slots=True)
class Move:
    """From a state, by a verb, to a state."""

    state: str
    verb: str
    to: str


MACHINES: Mapping[str, tuple[Move, ...]] = {
    "application": (
        Move("draft", "submit", "submitted"),
        Move("returned", "submit", "submitted"),
        Move("draft", "withdraw", "withdrawn"),
        Move("returned", "withdraw", "withdrawn"),
        Move("submitted", "withdraw", "withdrawn"),
        Move("submitted", "send_back", "returned"),
        Move("submitted", "forward", "submitted"),
        Move("submitted", "decline", "declined"),
        Move("returned", "decline", "declined"),  # the date for changes has gone by
        Move("submitted", "select", "selected"),
        Move("submitted", "leave_out", "not_selected"),
    ),
    "ranked_list": (
        Move("open", "rank", "open"),
        Move("open", "sign", "open"),
        Move("open", "send", "sent"),
    ),
    "review": (
        Move("assigned", "save", "assigned"),
        Move("assigned", "file", "filed"),
        Move("assigned", "recuse", "recused"),
        Move("assigned", "unassign", "unassigned"),
    ),
    "notice": (
        Move("none", "propose", "proposed"),
        Move("proposed", "announce", "final"),
    ),
}


# How states and verbs are called where a refusal names them.
_ZH: Mapping[str, str] = {
    "draft": "草稿", "submitted": "已提交", "returned": "退回修改中", "declined": "不予推荐", "withdrawn": "已撤回",
    "selected": "已入选", "not_selected": "未入选", "open": "编制中", "sent": "已报送", "assigned": "评审中",
    "filed": "评审已提交", "recused": "已回避", "none": "未公示", "proposed": "公示中", "final": "已公布",
    "submit": "提交", "withdraw": "撤回", "send_back": "退回修改", "forward": "列入名单或转下一阶段",
    "decline": "不予推荐",
    "select": "选入", "leave_out": "不选入", "rank": "排序", "sign": "会签", "send": "报送", "save": "保存",
    "file": "提交评审", "recuse": "回避", "unassign": "取消分配", "propose": "公示", "announce": "公布",
}  # fmt: skip


def next_state(machine: str, state: str, verb: str) -> str | Finding:
    """This function will give the state that a verb leads to, or the finding that it cannot be done."""
    for move in MACHINES[machine]:
        if (move.state, move.verb) == (state, verb):
            return move.to
    params = {"state": _ZH.get(state, state), "verb": _ZH.get(verb, verb), "state_en": state, "verb_en": verb}
    return Finding(
        "move.unknown", Severity.BLOCK, params={name: word.replace("_", " ") for name, word in params.items()}
    )


def stage_after(pack: Pack, stage_id: str) -> Stage | None:
    """This function will give the stage that follows, or None after the last; the order is the pack's."""
    ids = [stage.id for stage in pack.stages]
    following = ids.index(stage_id) + 1
    return pack.stages[following] if following < len(ids) else None


def stages_of_kind(pack: Pack, kind: str) -> tuple[Stage, ...]:
    """This function will give the stages of a kind, in the pack's order."""
    return tuple(stage for stage in pack.stages if stage.kind == kind)


def calendar(pack: Pack, shift_days: int) -> dict[str, tuple[datetime | None, datetime | None]]:
    """This function will give when each stage opens and closes: the notice's days, moved as a whole.

    A day without an hour opens at 00:00 and closes at 23:59:59 Asia/Shanghai (clauses-summary §8).
    """
    moved = timedelta(days=shift_days)

    def when(day: date | None, last: bool) -> datetime | None:
        if day is None:
            return None
        return end_of_day(day + moved) if last else start_of_day(day + moved)

    return {stage.id: (when(stage.opens, False), when(stage.closes, True)) for stage in pack.stages}


def closed(stage: Stage, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> tuple[Finding, ...]:
    """This function will say that a stage is not open at a moment, with its clause; nothing when it is open."""
    if opens_at is not None and now < opens_at:
        return (_shut("stage.not_open", stage, opens=opens_at),)
    if closes_at is not None and now > closes_at:
        return (_shut("stage.closed", stage, closes=closes_at),)
    return ()


def _shut(rule: str, stage: Stage, **moments: datetime) -> Finding:
    params = {name: f"{moment:%Y-%m-%d %H:%M}" for name, moment in moments.items()}
    return Finding(rule, Severity.BLOCK, clause=stage.clause, params={"stage": stage.label.zh, **params})


def desk(
    pack: Pack, regions: Sequence[str], bodies: Collection[tuple[str, str]], flat: Mapping[str, object]
) -> tuple[str, str] | None:
    """This function will give the body, as (kind, region), that an applicant goes through first, or None.

    A body that the applicant chose goes before that of the territory. `bodies` are those of the round.
    """
    for kind in pack.body_kinds:
        chosen = (kind.id, str(flat.get(kind.chosen_by) or "")) if kind.chosen_by else ("", "")
        if chosen in bodies:
            return chosen
    by_territory = {kind.id for kind in pack.body_kinds if not kind.chosen_by}
    places = {region: (kind, region) for kind, region in bodies if kind in by_territory}
    return places.get(route(regions, places) or "")


def route(regions: Sequence[str], bodies: Collection[str]) -> str | None:
    """This function will give the region of the body that an applicant goes through first, or None.

    `regions` are the applicant's own region code and its ancestors, nearest first; `bodies` the regions of the
    round's recommending bodies. The nearest wins, so that a county-level city with its own desk does not go
    through the city around it.
    """
    return next((region for region in regions if region in bodies), None)
