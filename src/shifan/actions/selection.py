"""The organiser's decision on each application."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from shifan import facts
from shifan.actions import event
from shifan.actions.programme import require_organiser
from shifan.core import limit, selection, stage
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.pack import Pack
from shifan.core.selection import Decision
from shifan.models import Application, Notice, Round, Selection, User
from shifan.queries import selection as selections
from shifan.queries.selection import Row


@transaction.atomic
def decide(*, by: User, application: Application, outcome: str, reason: str, now: datetime) -> Selection:
    """This function will record that an application is selected or not; it can be changed until the list is proposed.

    Nobody is bound to the order of the experts' means, but departing from it needs a reason; a cap of the notice binds.
    Raises Refused.
    """
    round_ = application.round
    require_organiser(by, round_.organiser)
    # The whole round is locked: whether a decision departs from the order depends on all the others.
    Round.objects.select_for_update().get(pk=round_.pk)
    locked = Application.objects.select_related("organisation").get(pk=application.pk)
    pack = facts.plan_of(round_).pack
    planned = pack.stage(locked.stage)
    if planned.kind != "select" or locked.state != Application.State.SUBMITTED:
        raise Refused(Finding("stage.wrong", Severity.BLOCK, clause=planned.clause, params={"stage": planned.label.zh}))
    if outcome not in Selection.Outcome.values:
        raise Refused(Finding("selection.open", Severity.BLOCK, where="outcome", params={"count": "1"}))

    rows = {row.application.pk: row for row in selections.table(round_, locked.stage, locked.track)}
    mean = rows[locked.pk].combined.mean
    chosen = outcome == Selection.Outcome.SELECTED
    others = [row.decision for row in rows.values() if row.decision and row.application.pk != locked.pk]
    if against := selection.needs_reason(Decision(locked.pk, mean, chosen, reason), others):
        names = "、".join(rows[pk].application.organisation.name for pk in against)
        raise Refused(Finding("selection.order", Severity.BLOCK, where="reason", params={"names": names}))
    if chosen:
        refuse_if_blocked(_beyond_caps(pack, locked, rows.values()))
    kept, _ = Selection.objects.update_or_create(
        application=locked,
        defaults={"outcome": outcome, "reason": reason.strip(), "mean": mean, "decided_at": now, "decided_by": by},
    )
    event.record(
        "selection.decide",
        actor=by,
        now=now,
        subject=f"application:{locked.pk}",
        round_=round_,
        application=locked,
        outcome=outcome,
        reason=kept.reason,
        mean=str(mean) if mean is not None else None,
    )
    return kept


@transaction.atomic
def finish(*, by: User, round_: Round, track: str, now: datetime) -> int:
    """This function will end the selection of a track once all is decided; the applications go on to the notice."""
    require_organiser(by, round_.organiser)
    pack = facts.plan_of(round_).pack
    planned = stage.stages_of_kind(pack, "select")[0]
    following = stage.stage_after(pack, planned.id)
    rows = selections.table(round_, planned.id, track)
    if not rows:
        raise Refused(Finding("review.none", Severity.BLOCK, params={"stage": planned.label.zh}))
    if waiting := sum(1 for row in rows if row.decision is None):
        raise Refused(Finding("selection.open", Severity.BLOCK, clause=planned.clause, params={"count": str(waiting)}))
    # One who arrives after the list was published would never get on it.
    if Notice.objects.filter(round=round_, track=track).exists():
        raise Refused(Finding("notice.once", Severity.BLOCK, params={"track": pack.track(track).label.zh}))

    ids = [row.application.pk for row in rows]
    Application.objects.filter(pk__in=ids).update(stage=following.id if following else planned.id, changed_at=now)
    event.record(
        "selection.finish",
        actor=by,
        now=now,
        subject=f"round:{round_.pk}",
        round_=round_,
        track=track,
        applications=sorted(ids),
        selected=sum(1 for row in rows if row.decision and row.decision.selected),
    )
    return len(ids)


def _beyond_caps(pack: Pack, application: Application, rows: Iterable[Row]) -> tuple[Finding, ...]:
    """Say which caps are exceeded if one more application is selected."""
    others = [row for row in rows if row.application.pk != application.pk and row.decision and row.decision.selected]
    selected = [*(row.application.facts for row in others), application.facts]
    return limit.check_selected(pack, application.stage, application.track, selected)
