"""Publishing a pack, opening a round of it, and moving a date of that round."""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction

from shifan import facts
from shifan.actions import event, message
from shifan.core import digest, placeholder, stage
from shifan.core.calendar import SHANGHAI
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.pack import Body as PlannedBody
from shifan.core.pack import Pack, Stage, by_id
from shifan.models import (
    Application,
    Body,
    DateChange,
    Organisation,
    PackVersion,
    PlaceholderConfirmation,
    Round,
    StageDate,
    User,
)
from shifan.queries import access
from shifan.queries import application as applications
from shifan.queries import message as messages

NOTHING: Mapping[str, str] = MappingProxyType({})
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@transaction.atomic
def publish_pack(*, by: User | None, pack: Pack, now: datetime, values: Mapping[str, str] = NOTHING) -> PackVersion:
    """This function will store a pack, named by its SHA-256; the same content is stored once.

    `values` replace what the pack's readings take, by their ids. Raises Refused: a reading has no value, or one
    that cannot be.
    """
    pack, findings = placeholder.settle(pack, values)
    refuse_if_blocked(findings)
    content = pack.model_dump(mode="json")
    fingerprint = digest.of(content)
    known = PackVersion.objects.filter(digest=fingerprint).first()
    if known is not None:
        return known

    version = PackVersion.objects.create(
        pack=pack.id, version=pack.version, digest=fingerprint, content=content, published_at=now, published_by=by
    )
    event.record(
        "programme.publish_pack",
        actor=by,
        now=now,
        subject=f"pack_version:{version.pk}",
        pack=pack.id,
        version=pack.version,
        digest=fingerprint,
    )
    return version


@transaction.atomic
def open_round(
    *,
    by: User,
    pack_version: PackVersion,
    organiser: Organisation,
    slug: str,
    label: str,
    label_en: str,
    shift_days: int,
    bodies: Mapping[tuple[str, str], Organisation],
    confirmed: Mapping[str, str],
    now: datetime,
) -> Round:
    """This function will open a round of a published pack, its calendar moved as a whole by `shift_days`.

    `bodies` names organisations by (kind, region); those missing are made from the pack. `confirmed` has the
    organiser's note on every reading that the pack takes of what the notice leaves open. Raises Refused.
    """
    require_organiser(by, organiser)
    pack = Pack.model_validate(pack_version.content)
    refuse_if_blocked((*_slug_problems(slug), *_unconfirmed(pack, confirmed)))

    opened = Round.objects.create(
        pack_version=pack_version,
        organiser=organiser,
        slug=slug,
        label=label,
        label_en=label_en,
        shift_days=shift_days,
        published_at=now,
    )
    _add_dates(opened, pack)
    _add_confirmations(opened, pack, confirmed, by, now)
    _add_bodies(opened, pack, bodies)
    data: dict[str, Any] = {"slug": slug, "pack": pack_version.digest, "shift_days": shift_days}
    event.record(
        "programme.open_round",
        actor=by,
        now=now,
        subject=f"round:{opened.pk}",
        round_=opened,
        confirmed=sorted(confirmed),
        **data,
    )
    return opened


@transaction.atomic
def move_date(*, by: User, round_: Round, stage: str, closes_at: datetime, reason: str, now: datetime) -> DateChange:
    """This function will extend a stage of a round, as a change that is published with its reason.

    Raises Refused: no reason, a moment gone by, an earlier end than published, an end after that of the next stage.
    """
    require_organiser(by, round_.organiser)
    dates = {date.stage: date for date in StageDate.objects.select_for_update().filter(round=round_)}
    pack = facts.plan_of(round_).pack
    if problems := _date_problems(pack, dates, stage, closes_at, reason, now):
        raise Refused(*problems)

    before = dates[stage].closes_at
    StageDate.objects.filter(pk=dates[stage].pk).update(closes_at=closes_at)
    change = DateChange.objects.create(
        round=round_,
        stage=stage,
        before=before,
        after=closes_at,
        reason=reason.strip(),
        changed_at=now,
        changed_by=by,
    )
    _tell_of_date(change, pack.stage(stage), now)
    event.record(
        "programme.move_date",
        actor=by,
        now=now,
        subject=f"round:{round_.pk}",
        round_=round_,
        stage=stage,
        before=before.isoformat() if before else None,
        after=closes_at.isoformat(),
        reason=change.reason,
    )
    return change


def _tell_of_date(change: DateChange, planned: Stage, now: datetime) -> None:
    """Tell everybody whose application stands in the stage that there is more time."""
    standing = Application.objects.filter(round=change.round, stage=change.stage, state__in=applications.WRITABLE)
    waiting = list(standing.select_related("round").order_by("pk"))
    people = messages.at_work_on(waiting)
    params = {"stage": planned.label.zh, "stage_en": planned.label.en, "reason": change.reason}
    params["closes"] = messages.moment(change.after)
    key = f"date_change:{change.pk}"
    notes = [
        messages.to_applicant("stage.date_moved", one, people[one.pk], f"{key}:{one.pk}", **params) for one in waiting
    ]
    message.tell(notes, now=now)


def require_organiser(by: User, organiser: Organisation) -> None:
    """This function will raise Refused unless the person works for the organiser."""
    if not access.organises(by, organiser):
        raise Refused(Finding("role.wrong", Severity.BLOCK))


def _slug_problems(slug: str) -> tuple[Finding, ...]:
    if SLUG.fullmatch(slug) and slug != "new" and len(slug) <= 80 and not Round.objects.filter(slug=slug).exists():
        return ()
    return (Finding("round.slug", Severity.BLOCK, where="slug", params={"slug": slug[:80]}),)


def _unconfirmed(pack: Pack, confirmed: Mapping[str, str]) -> tuple[Finding, ...]:
    waiting = [item for item in pack.placeholders if not confirmed.get(item.id, "").strip()]
    if not waiting:
        return ()
    clause = tuple(dict.fromkeys(clause for item in waiting for clause in item.clause))
    names = "、".join(item.label.zh for item in waiting)
    return (Finding("placeholder.open", Severity.BLOCK, where="confirmed", clause=clause, params={"names": names}),)


def _date_problems(
    pack: Pack, dates: Mapping[str, StageDate], stage_id: str, closes_at: datetime, reason: str, now: datetime
) -> tuple[Finding, ...]:
    planned = by_id(pack.stages, stage_id)
    before = dates[stage_id].closes_at
    after = pack.stages[pack.stages.index(planned) + 1 :]
    following = next(((item, ends) for item in after if (ends := dates[item.id].closes_at)), None)
    found: list[tuple[str, dict[str, str]]] = []
    if not reason.strip():
        found.append(("reason.missing", {}))
    if closes_at <= now:
        found.append(("date.past", {}))
    if before is not None and closes_at <= before:
        found.append(("date.earlier", {"stage": planned.label.zh, "closes": _moment(before)}))
    if following is not None and closes_at > following[1]:
        params = {"stage": planned.label.zh, "next": following[0].label.zh, "closes": _moment(following[1])}
        found.append(("date.order", params))
    return tuple(Finding(rule, Severity.BLOCK, clause=planned.clause, params=params) for rule, params in found)


def _moment(when: datetime) -> str:
    return f"{when.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _add_dates(opened: Round, pack: Pack) -> None:
    dates = stage.calendar(pack, opened.shift_days)
    StageDate.objects.bulk_create(
        StageDate(round=opened, stage=name, opens_at=opens, closes_at=closes) for name, (opens, closes) in dates.items()
    )


def _add_confirmations(opened: Round, pack: Pack, confirmed: Mapping[str, str], by: User, now: datetime) -> None:
    PlaceholderConfirmation.objects.bulk_create(
        PlaceholderConfirmation(
            round=opened, placeholder=item.id, note=confirmed[item.id].strip(), confirmed_at=now, confirmed_by=by
        )
        for item in pack.placeholders
    )


def _add_bodies(opened: Round, pack: Pack, given: Mapping[tuple[str, str], Organisation]) -> None:
    """Make the round's bodies from the top down, so that every parent exists before those below it."""
    level = {kind.id: kind.level for kind in pack.body_kinds}
    made: list[tuple[int, Body]] = []
    for planned in sorted(pack.bodies, key=lambda body: -level[body.kind]):
        above = [
            (height, body) for height, body in made if height > level[planned.kind] and body.region == planned.parent
        ]
        nearest = min(above, key=lambda pair: pair[0])[1] if above else None
        organisation = given.get((planned.kind, planned.region)) or _organisation(planned)
        body = Body.objects.create(
            round=opened, organisation=organisation, kind=planned.kind, region=planned.region, parent=nearest
        )
        made.append((level[planned.kind], body))


def _organisation(planned: PlannedBody) -> Organisation:
    """Find the organisation that already acts under this name for the region, or make it."""
    known = Organisation.objects.filter(
        kind=Organisation.Kind.BODY, region=planned.region, name=planned.name.zh
    ).first()
    return known or Organisation.objects.create(
        kind=Organisation.Kind.BODY, region=planned.region, name=planned.name.zh, name_en=planned.name.en
    )
