"""Starting an application, saving its answers one by one, and submitting it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction

from shifan import facts
from shifan.actions import answer, document, event, message, prefill
from shifan.core import answers, digest, limit, projection
from shifan.core import stage as stages
from shifan.core.answers import Json
from shifan.core.calendar import SHANGHAI
from shifan.core.check import Checked, check
from shifan.core.finding import Finding, Refused, explained, refuse_if_blocked
from shifan.core.history import Change, Kept
from shifan.core.pack import Stage
from shifan.core.plan import Plan
from shifan.core.reading import findings_of
from shifan.models import (
    Application,
    Body,
    ChangeRequest,
    Organisation,
    Participant,
    Round,
    StageDate,
    Submission,
    User,
)
from shifan.queries import access, proof
from shifan.queries import application as applications
from shifan.queries import consortium as consortia
from shifan.queries import message as messages
from shifan.queries import participation as people
from shifan.queries.application import Window
from shifan.queries.message import Note

LONGEST_REPLY = 2000
NO_REASONS: Mapping[str, str] = MappingProxyType({})
SAME = ("answers", "files", "consortium", "declared")  # one of them has to differ from the last submission


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people on one answer: both values, the version of the stored one, who wrote it and when."""

    path: str
    yours: Json
    theirs: Json
    version: int
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of some changes: new versions of what was stored, conflicts, findings of both kinds."""

    versions: dict[str, int]
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()


@transaction.atomic
def start(
    *, by: User, round_: Round, organisation: Organisation, track: str, now: datetime, source: str = "profile"
) -> Application:
    """This function will begin an application with what a source knows: `empty`, `profile` or `application:12`.

    Raises Refused: not open, or the organisation has an application on the track already, or as many as it may.
    """
    access.organisations(by, Organisation.Kind.ENTERPRISE).get(pk=organisation.pk)
    plan = facts.plan_of(round_)
    Round.objects.select_for_update().get(pk=round_.pk)  # numbers and “one per track” need one after the other
    stage = stages.stages_of_kind(plan.pack, "fill")[0]
    date = StageDate.objects.filter(round=round_, stage=stage.id).first()
    refuse_if_blocked(stages.closed(stage, date.opens_at if date else None, date.closes_at if date else None, now))
    held = Application.objects.filter(round=round_, organisation=organisation).exclude(
        state=Application.State.WITHDRAWN
    )
    if known := held.filter(track=track).first():
        raise Refused(answer.finding("application.one", clause=plan.pack.track(track).clause, number=known.number))
    refuse_if_blocked(limit.check_applicant(plan.pack, track, tuple(held.values_list("track", "number"))))

    application = Application.objects.create(
        round=round_,
        organisation=organisation,
        track=track,
        number=f"{plan.pack.year}-{round_.applications.count() + 1:04}",
        stage=stage.id,
        created_at=now,
        changed_at=now,
    )
    Participant.objects.create(
        application=application, user=by, may_write=True, may_submit=True, added_at=now, added_by=by
    )
    prefill.fill(by=by, application=application, source=source, now=now)
    subject = f"application:{application.pk}"
    event.record(
        "application.start", actor=by, now=now, subject=subject, application=application, track=track, source=source
    )
    return application


def save_answers(*, by: User, application: Application, changes: Sequence[Change], now: datetime) -> Saved:
    """This function will store some answers in one statement; one changed by somebody else meanwhile is not stored.

    Raises Refused when nothing may change any more. Rows and hidden fields are as good as any other; whether the
    form is complete is not asked here. A transaction is opened only where more than that statement writes.
    """
    plan = facts.plan_of(application.round)
    window = applications.window(application)
    access.require(by, application, "write")
    refuse_if_blocked(answer.not_writable(application, window, now))
    wanted, findings, before = _cleaned(plan, application, window, changes)
    if not wanted:
        return Saved({}, (), findings)

    titled = projection.is_titled_by(plan, application.track, [change.path for change in wanted])
    with transaction.atomic() if titled else nullcontext():
        versions = answer.store(application.pk, by, wanted, before, now)
        if not versions:
            answer.refuse_if_submitted(application)
        answer.retitle(plan, application, [change for change in wanted if change.path in versions])
    missed = {change.path: change for change in wanted if change.path not in versions}
    conflicts = _conflicts(application.pk, missed, versions) if missed else ()
    return Saved(versions, conflicts, findings)


@transaction.atomic
def submit(
    *,
    by: User,
    application: Application,
    declared: Collection[str],
    now: datetime,
    signatory: str = "",
    reply: str = "",
    reasons: Mapping[str, str] = NO_REASONS,
) -> Submission:
    """This function will freeze an application and hand it to its recommending body, or to the organiser.

    Asked twice it gives the submission that exists. `reasons` are what the applicant says about warnings, by
    `Finding.key`; they are frozen with them. Raises Refused with every blocking finding.
    """
    application = access.own_applications(by).select_for_update(of=("self",)).get(pk=application.pk)
    before = applications.last_submission(application)
    if application.state == Application.State.SUBMITTED and before:
        return before
    plan, window = facts.plan_of(application.round), applications.window(application)
    access.require(by, application, "submit")
    refuse_if_blocked(answer.not_writable(application, window, now))
    flat = projection.living(plan, application.track, facts.answers_of(application))
    checked = _check(plan, application, flat, reasons, now)
    body, stage = applications.destination(application, window, flat)
    kept = _kept(plan, application, flat, checked) | {"declared": sorted(declared)}
    findings = (
        *checked.findings,
        *_undeclared(plan, application.track, declared),
        *people.uncertified(application, by, flat),
        *(answer.finding("submission.same") for _ in range(_is_same(before, kept, checked) and not reply.strip())),
        *(_no_body(application) for _ in range(body is None and stage.kind == "recommend")),
    )
    refuse_if_blocked(findings)

    content = _content(application, before, body, by, now) | kept | people.certified(application, flat)
    content["signatory"] = signatory.strip() or by.name
    content["findings"] = [finding.as_json() for finding in findings if not finding.blocks]
    submission = _freeze(application, before, content, by, now)
    _hand_over(plan, application, stage, body, flat | dict(checked.computed), now)
    _ask_for_papers(plan, application, submission, checked.documents, now)
    _answer(window.request, reply, now)
    _tell(application, submission, by, now)
    _record_submission(submission, by, now)
    return submission


def _record_submission(submission: Submission, by: User, now: datetime) -> None:
    event.record(
        "application.submit",
        actor=by,
        now=now,
        subject=f"application:{submission.application_id}",
        application=submission.application,
        submission=submission.number,
        digest=submission.digest,
    )


def _kept(plan: Plan, application: Application, flat: dict[str, Json], checked: Checked) -> dict[str, Any]:
    """Give what of the answers, the files and, where the programme takes one, the consortium is frozen."""
    files = applications.files(application)
    kept = projection.frozen(
        plan, application.track, flat, hidden=checked.hidden, computed=checked.computed, names=files
    )
    return kept | ({"consortium": consortia.frozen(application)} if plan.pack.consortium.is_possible else {})


def _answer(request: ChangeRequest | None, reply: str, now: datetime) -> None:
    if request is None:
        return
    request.answered_at, request.reply = now, reply.strip()[:LONGEST_REPLY]
    request.save(update_fields=["answered_at", "reply"])


def _tell(application: Application, submission: Submission, by: User, now: datetime) -> None:
    """Tell colleagues that it is submitted, and the desk it went to that it has come."""
    key, count = f"submission:{submission.pk}", str(submission.number)
    told = {"who": by.name, "when": messages.moment(now), "submission": count, "digest": submission.digest[:16]}
    people = messages.at_work_on([application])[application.pk]
    desk = application.body.organisation if application.body else application.round.organiser
    arrived = {"number": application.number, "body": desk.name, "applicant": application.organisation.name}
    arrived |= {"submission": count, "slug": application.round.slug, "body_id": str(application.body_id or "")}
    notes = (
        messages.to_applicant("stage.submitted", application, people, key, **told),
        Note("task.arrived", messages.members_of(desk), f"{key}:desk", arrived, application),
    )
    message.tell(notes, now=now)


def _cleaned(
    plan: Plan, application: Application, window: Window, changes: Sequence[Change]
) -> tuple[list[Change], tuple[Finding, ...], dict[str, Kept]]:
    """Bring changes into the shape that is stored, the last for each path; set aside what cannot be stored.

    With them comes what is stored at their paths now.
    """
    found: list[Finding] = []
    cleaned: dict[str, Change] = {}
    for change in changes:
        value, findings = answers.clean(plan, application.track, change.path, change.value)
        if not findings and not window.is_open_for(change.path):
            findings = (
                answer.finding("answer.locked", path=change.path, label=_label(plan, application, change.path)),
            )
        found += findings
        if not any(finding.blocks for finding in findings):
            cleaned[change.path] = Change(change.path, value, change.version)
    inside = applications.orders(application, cleaned)
    around = [repeat for rows in inside.values() for repeat, _ in rows]
    before = applications.kept(application, {*cleaned, *around})
    gone = applications.gone(inside, before)
    foreign = applications.foreign_files(application, {path: change.value for path, change in cleaned.items()})
    for rule, paths in (("row.gone", gone), ("file.unknown", foreign)):
        found += [answer.finding(rule, path=path, label=_label(plan, application, path)) for path in paths]
    return [change for path, change in cleaned.items() if path not in gone | foreign], tuple(found), before


def _label(plan: Plan, application: Application, path: str) -> str:
    return plan.label(application.track, path, {}).zh


def _conflicts(application_id: int, missed: dict[str, Change], versions: dict[str, int]) -> tuple[Conflict, ...]:
    """Show both values of each answer that was not stored; where they are equal it counts as saved."""
    found = []
    for path, kept in applications.stored(application_id, list(missed)).items():
        if kept.value == missed[path].value:
            versions[path] = kept.version
            continue
        who = str(kept.changed_by)
        found.append(Conflict(path, missed[path].value, kept.value, kept.version, who, kept.changed_at))
    return tuple(found)


def _check(
    plan: Plan, application: Application, flat: dict[str, Json], reasons: Mapping[str, str], now: datetime
) -> Checked:
    about = facts.applicant_of(plan, application)
    today = now.astimezone(SHANGHAI).date()
    checked = check(plan, application.track, flat, at="submit", facts=about, today=today)
    checked = proof.looked_at(plan, application, flat, checked)
    return replace(checked, findings=explained(checked.findings, reasons))


def _undeclared(plan: Plan, track: str, declared: Collection[str]) -> tuple[Finding, ...]:
    asked = [item for item in plan.pack.declarations if not item.tracks or track in item.tracks]
    return tuple(
        answer.finding("declaration.missing", clause=item.clause, text=item.text.zh)
        for item in asked
        if item.id not in declared
    )


def _is_same(before: Submission | None, kept: Mapping[str, object], checked: Checked) -> bool:
    """Say whether nothing is new since the last submission: neither content nor what is said about a warning."""
    if before is None or _reasons(checked.findings) != _reasons(findings_of(before.content)):
        return False
    mine = {name: kept[name] for name in SAME if name in kept}
    return digest.of({name: before.content.get(name, []) for name in mine}) == digest.of(mine)


def _reasons(findings: Sequence[Finding]) -> dict[str, str]:
    return {finding.key: finding.reason for finding in findings if finding.reason}


def _no_body(application: Application) -> Finding:
    return answer.finding("body.none", region=application.organisation.region or application.organisation.name)


def _content(
    application: Application, before: Submission | None, body: Body | None, by: User, now: datetime
) -> dict[str, object]:
    version, organisation = application.round.pack_version, application.organisation
    return {
        "pack": version.digest,
        "pack_id": version.pack,
        "pack_version": version.version,
        "round": application.round.slug,
        "track": application.track,
        "number": application.number,
        "submission": before.number + 1 if before else 1,
        "applicant": {"name": organisation.name, "uscc": organisation.uscc, "region": organisation.region},
        "recommender": body.organisation.name if body else "",
        "submitted_at": now.astimezone(UTC).isoformat(),
        "submitted_by": by.name,
    }


def _freeze(
    application: Application, before: Submission | None, content: dict[str, object], by: User, now: datetime
) -> Submission:
    return Submission.objects.create(
        application=application,
        number=before.number + 1 if before else 1,
        pack_version=application.round.pack_version,
        content=content,
        digest=digest.of(content),
        submitted_at=now,
        submitted_by=by,
    )


def _ask_for_papers(
    plan: Plan, application: Application, submission: Submission, made: Collection[str], now: datetime
) -> None:
    papers = [one for one in plan.pack.documents if one.id in made]
    subject = f"submission:{submission.pk}"
    document.ask_all(round_=application.round, subject=subject, papers=papers, source=submission.digest, now=now)


def _hand_over(
    plan: Plan, application: Application, stage: Stage, body: Body | None, flat: dict[str, Json], now: datetime
) -> None:
    moved = stages.next_state("application", application.state, "submit")
    if isinstance(moved, Finding):
        raise Refused(moved)
    application.state, application.stage, application.body = moved, stage.id, body
    application.title = projection.title(plan, application.track, flat)
    application.facts = projection.facts(plan, application.track, flat)
    application.submitted_at = application.changed_at = now
    application.save(update_fields=["state", "stage", "body", "title", "facts", "submitted_at", "changed_at"])
    living = {*flat}
    gone = [path for path in application.answers.values_list("path", flat=True) if path not in living]
    application.answers.filter(path__in=gone).delete()  # rows taken away, fields emptied
