"""What a recommending body does: list, decline, rank, sign, send, and send back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from shifan.actions import document, event, message
from shifan.core import digest, quota, recommendation, stage
from shifan.core.answers import is_path, pattern
from shifan.core.calendar import SHANGHAI
from shifan.core.finding import Finding, Refused, Severity, refuse_if_blocked
from shifan.core.pack import Stage
from shifan.core.plan import Plan
from shifan.facts import plan_of
from shifan.models import Application, Body, ChangeRequest, RankedList, Recommendation, Signature, User
from shifan.queries import access
from shifan.queries import message as messages
from shifan.queries import recommendation as lists
from shifan.queries.message import Note


@transaction.atomic
def include(*, by: User, body: Body, application: Application, now: datetime) -> Recommendation:
    """This function will put an application last on the body's list; beyond the quota it raises Refused."""
    plan, at, ranked = _open_list(by, body, application, now)
    _can_be_decided(application, "forward")
    refuse_if_blocked(lists.before_listing(plan, application, at))
    listed = [entry for entry in lists.entries(ranked) if entry.application != application.pk]
    mine = quota.Entry(application.pk, application.organisation.name, len(listed) + 1, application.facts)
    refuse_if_blocked(
        quota.check_list(plan, at.id, ranked.track, body.kind, body.region, body.organisation.name, [*listed, mine])
    )

    kept, _ = Recommendation.objects.update_or_create(
        ranked_list=ranked,
        application=application,
        defaults={
            "verdict": Recommendation.Verdict.RECOMMENDED,
            "rank": len(listed) + 1,
            "reason": "",
            "decided_at": now,
            "decided_by": by,
        },
    )
    _renumber(ranked, [*(entry.application for entry in listed), application.pk])
    _record("include", by, now, ranked, application, rank=len(listed) + 1, voided=_void(ranked))
    return kept


@transaction.atomic
def decline(*, by: User, body: Body, application: Application, reason: str, now: datetime) -> Recommendation:
    """This function will note that an application is not recommended and why; it takes effect when the list is sent."""
    _, _, ranked = _open_list(by, body, application, now)
    _can_be_decided(application, "decline")
    if running := _running_change(application, now):
        raise Refused(running)
    if not reason.strip():
        raise Refused(Finding("reason.missing", Severity.BLOCK))

    kept, _ = Recommendation.objects.update_or_create(
        ranked_list=ranked,
        application=application,
        defaults={
            "verdict": Recommendation.Verdict.DECLINED,
            "rank": None,
            "reason": reason.strip(),
            "decided_at": now,
            "decided_by": by,
        },
    )
    _renumber(ranked)
    _record("decline", by, now, ranked, application, reason=reason.strip(), voided=_void(ranked))
    return kept


@transaction.atomic
def undo(*, by: User, body: Body, application: Application, now: datetime) -> None:
    """This function will take back that an application was listed or declined, so that it is to be decided again."""
    _, _, ranked = _open_list(by, body, application, now)
    found = Recommendation.objects.filter(ranked_list=ranked, application=application)
    if not found.exists():
        raise Refused(Finding("list.absent", Severity.BLOCK))

    found.delete()
    _renumber(ranked)
    _record("undo", by, now, ranked, application, voided=_void(ranked))


@transaction.atomic
def rank(*, by: User, ranked_list: RankedList, order: Sequence[int], now: datetime) -> None:
    """This function will put the list in an order of application ids, each once; the same order changes nothing."""
    _, _, ranked = _open_ranked(by, ranked_list, now)
    before = [entry.application for entry in lists.entries(ranked)]
    if not recommendation.is_order(order, before):
        raise Refused(Finding("rank.order", Severity.BLOCK, params={"count": str(len(before))}))
    if list(order) == before:
        return

    _renumber(ranked, order)
    _record("rank", by, now, ranked, before=before, after=list(order), voided=_void(ranked))


@transaction.atomic
def sign(*, by: User, ranked_list: RankedList, now: datetime) -> Signature:
    """This function will sign the list as it stands for the office the person works for; any change voids it."""
    plan, _, ranked = _open_ranked(by, ranked_list, now)
    body = ranked.body
    bureau = access.bureau(by, body.organisation_id)
    if bureau not in {office.id for office in recommendation.bureaus_of(plan.pack, body.kind, body.region)}:
        raise Refused(Finding("role.wrong", Severity.BLOCK))
    content = lists.content(plan, ranked)
    if not content["entries"] and not content["declined"]:
        raise Refused(Finding("list.empty", Severity.BLOCK))

    signature, _ = Signature.objects.update_or_create(
        ranked_list=ranked,
        bureau=bureau,
        defaults={"digest": digest.of(content), "signed_at": now, "signed_by": by},
    )
    _record("sign", by, now, ranked, bureau=bureau, digest=signature.digest)
    return signature


@transaction.atomic
def send(*, by: User, ranked_list: RankedList, reason: str, now: datetime) -> RankedList:
    """This function will freeze the list and pass its applications on; warnings need `reason`. Raises Refused."""
    plan, at, ranked = _open_ranked(by, ranked_list, now)
    body = ranked.body
    offices = recommendation.bureaus_of(plan.pack, body.kind, body.region)
    if not recommendation.is_lead(offices, access.bureau(by, body.organisation_id)):
        raise Refused(Finding("role.wrong", Severity.BLOCK, clause=at.clause))
    content = lists.content(plan, ranked)
    fingerprint = digest.of(content)
    signed = [signature.bureau for signature in lists.valid_signatures(ranked, fingerprint)]
    warnings = refuse_if_blocked(lists.before_sending(plan, ranked, signed, now))
    asking = tuple(finding for finding in warnings if finding.severity is Severity.WARN)
    if asking and not reason.strip():
        raise Refused(*asking, Finding("list.reason", Severity.BLOCK))

    ranked.content, ranked.digest = content, fingerprint
    ranked.state, ranked.sent_at, ranked.sent_by = _moved("ranked_list", ranked.state, "send"), now, by
    ranked.save(update_fields=["content", "digest", "state", "sent_at", "sent_by"])
    closed = _pass_on(plan, at, ranked, now)
    document.ask_all(
        round_=ranked.round,
        subject=f"ranked_list:{ranked.pk}",
        papers=lists.papers_of(plan, ranked),
        source=ranked.digest,
        now=now,
    )
    for pk in closed:
        document.ask_of(kind="ending", pk=pk, round_=ranked.round, track=ranked.track, now=now, case="not_recommended")
    _tell_of_list(ranked, now)
    counts = {"entries": len(content["entries"]), "declined": len(content["declined"])}
    noted = [{"rule": finding.rule, "text": finding.text("zh")} for finding in warnings]
    _record("send", by, now, ranked, None, digest=ranked.digest, reason=reason.strip(), warnings=noted, **counts)
    return ranked


@transaction.atomic
def send_back(
    *,
    by: User,
    application: Application,
    paths: Sequence[str],
    reason: str,
    due_at: datetime | None,
    now: datetime,
    reasons: Mapping[str, str] | None = None,
) -> ChangeRequest:
    """This function will open sections or fields of a submission again until a date; raises Refused.

    `paths` are section ids or stored paths, `reasons` say of some of them what is wrong there; where all have one, the
    reason for the whole may be empty. Any desk that an application is with may do this: a body or the organiser.
    """
    plan = plan_of(application.round)
    _lock(application)
    body = lists.acting_body(by, plan, application)
    at = plan.pack.stage(application.stage)
    closes_at = lists.require_open(application.round, at, now)
    wanted = tuple(dict.fromkeys(path for path in paths if _is_known(plan, application.track, path)))
    apart = recommendation.reasons_of(wanted, reasons or {})
    refuse_if_blocked(recommendation.before_sending_back(at, wanted, reason, apart, due_at, closes_at, now))
    assert due_at is not None  # else it was refused just now

    application.state = _moved("application", application.state, "send_back")
    application.save(update_fields=["state"])
    voided = _take_off(body, application) if body else []
    request = ChangeRequest.objects.create(
        application=application,
        submission=application.submissions.latest("number"),
        stage=application.stage,
        body=body,
        paths=list(wanted),
        reason=reason.strip(),
        reasons=apart,
        due_at=due_at,
        asked_at=now,
        asked_by=by,
    )
    document.ask_of(kind="change_request", pk=request.pk, round_=application.round, track=application.track, now=now)
    _tell_of_changes(request, body, now)
    _record_changes(request, voided)
    return request


def _record_changes(request: ChangeRequest, voided: list[str]) -> None:
    event.record(
        "recommendation.send_back",
        actor=request.asked_by,
        now=request.asked_at,
        subject=f"application:{request.application_id}",
        application=request.application,
        stage=request.stage,
        paths=request.paths,
        reason=request.reason,
        reasons=request.reasons,
        due_at=request.due_at.isoformat(),
        voided=voided,
    )


def _tell_of_changes(request: ChangeRequest, body: Body | None, now: datetime) -> None:
    application = request.application
    desk = body.organisation if body else application.round.organiser
    said = request.reason or "；".join(request.reasons.values())
    params = {"body": desk.name, "count": str(len(request.paths)), "reason": said}
    params["closes"] = messages.moment(request.due_at)
    people = messages.at_work_on([application])[application.pk]
    note = messages.to_applicant("changes.asked", application, people, f"change_request:{request.pk}", **params)
    message.tell([note], now=now)


def _tell_of_list(ranked: RankedList, now: datetime) -> None:
    """Tell the applicants what became of them, and whoever receives the list that it has come."""
    name, above = ranked.body.organisation.name, ranked.body.parent
    rows = list(ranked.recommendations.select_related("application__round").order_by("pk"))
    people = messages.at_work_on([row.application for row in rows])
    kinds = {Recommendation.Verdict.RECOMMENDED: "stage.recommended", Recommendation.Verdict.DECLINED: "stage.declined"}
    notes = [
        messages.to_applicant(
            kinds[Recommendation.Verdict(row.verdict)], row.application, people[row.application_id],
            f"recommendation:{row.pk}", body=name, reason=row.reason,
        )
        for row in rows
    ]  # fmt: skip
    count = sum(row.verdict == Recommendation.Verdict.RECOMMENDED for row in rows)
    params = messages.about(ranked.round) | {"body": name, "count": str(count)}
    params |= {"slug": ranked.round.slug, "body_id": str(above.pk) if above else ""}
    to = messages.members_of(above.organisation if above else ranked.round.organiser)
    message.tell([*notes, Note("task.list", to, f"ranked_list:{ranked.pk}", params)], now=now)


def _open_list(by: User, body: Body, application: Application, now: datetime) -> tuple[Plan, Stage, RankedList]:
    """Lock the list that an application of a body goes on, or refuse: wrong role, wrong stage, closed, sent."""
    plan = plan_of(body.round)
    at = recommendation.stage_of(plan.pack, body.kind)
    _lock(application)
    first = application.body
    if application.stage != at.id or first is None or body.pk not in (first.pk, first.parent_id):
        raise Refused(lists.wrong_stage(plan, application.stage))
    ranked, _ = RankedList.objects.get_or_create(round=body.round, body=body, stage=at.id, track=application.track)
    return _open_ranked(by, ranked, now)


def _lock(application: Application) -> None:
    """Read again, under a lock, where an application stands: somebody may have moved it since the page was drawn."""
    application.refresh_from_db(fields=["state", "stage"], from_queryset=Application.objects.select_for_update())


def _open_ranked(by: User, ranked_list: RankedList, now: datetime) -> tuple[Plan, Stage, RankedList]:
    related = ("round__pack_version", "round__organiser", "body__organisation", "body__parent__organisation")
    ranked = (
        RankedList.objects.select_for_update(of=("self",))
        .select_related(*related)
        .defer("round__pack_version__content")
        .get(pk=ranked_list.pk)
    )
    plan = plan_of(ranked.round)
    at = plan.pack.stage(ranked.stage)
    if not by.memberships.filter(organisation_id=ranked.body.organisation_id).exists():
        raise Refused(Finding("role.wrong", Severity.BLOCK))
    if ranked.sent_at is not None:
        sent = f"{ranked.sent_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        raise Refused(Finding("list.sent", Severity.BLOCK, clause=at.clause, params={"sent": sent}))
    lists.require_open(ranked.round, at, now)
    return plan, at, ranked


def _can_be_decided(application: Application, verb: str) -> None:
    _moved("application", application.state, verb)


def _moved(machine: str, state: str, verb: str) -> str:
    """Give the next state, or refuse with the finding that there is none."""
    found = stage.next_state(machine, state, verb)
    if isinstance(found, Finding):
        raise Refused(found)
    return found


def _running_change(application: Application, now: datetime) -> Finding | None:
    """A date that was given to an applicant is kept, even by the desk that gave it."""
    if application.state != Application.State.RETURNED:
        return None
    due_at = application.change_requests.latest("asked_at").due_at
    due = f"{due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return Finding("change.running", Severity.BLOCK, params={"due": due}) if now <= due_at else None


def _is_known(plan: Plan, track: str, path: str) -> bool:
    """Say whether a path from outside names a section or a field of the form."""
    if any(section.id == path for section in plan.pack.form(track).sections):
        return True
    # A row of a repeat ends in `.*`; what is known of it is the repeat.
    return is_path(path) and plan.field(track, pattern(plan, track, path).removesuffix(".*")) is not None


def _renumber(ranked: RankedList, order: Sequence[int] | None = None) -> None:
    """Give the recommended ranks 1, 2, 3 … in an order of application ids, else in the order they have."""
    kept = {row.application_id: row for row in ranked.recommendations.filter(rank__isnull=False).order_by("rank")}
    for place, pk in enumerate(kept if order is None else order, start=1):
        kept[pk].rank = place
    Recommendation.objects.bulk_update(kept.values(), ["rank"])


def _void(ranked: RankedList) -> list[str]:
    """Make all signatures void, for they were given for another list, and name the offices.

    A void signature keeps its row without a digest, so that the page can say who has to sign again.
    """
    signed = ranked.signatures.exclude(digest="").order_by("bureau")
    offices = list(signed.values_list("bureau", flat=True))
    ranked.signatures.update(digest="")
    return offices


def _take_off(body: Body, application: Application) -> list[str]:
    found = Recommendation.objects.filter(
        ranked_list__body=body, ranked_list__state=RankedList.State.OPEN, application=application
    ).select_related("ranked_list")
    voided: list[str] = []
    for row in found:
        ranked = row.ranked_list
        row.delete()
        _renumber(ranked)
        voided += _void(ranked)
    return voided


def _pass_on(plan: Plan, at: Stage, ranked: RankedList, now: datetime) -> list[int]:
    """Move the recommended to the next stage, close the declined, and give these."""
    following = stage.stage_after(plan.pack, at.id)
    passed, closed = (
        list(ranked.recommendations.filter(verdict=verdict).values_list("application_id", flat=True))
        for verdict in (Recommendation.Verdict.RECOMMENDED, Recommendation.Verdict.DECLINED)
    )
    Application.objects.filter(pk__in=passed).update(stage=following.id if following else F("stage"))
    Application.objects.filter(pk__in=closed).update(state=Application.State.DECLINED)
    return sorted(closed)


def _record(
    verb: str,
    by: User,
    now: datetime,
    ranked: RankedList,
    application: Application | None = None,
    **data: object,
) -> None:
    event.record(
        f"recommendation.{verb}",
        actor=by,
        now=now,
        subject=f"ranked_list:{ranked.pk}",
        round_=ranked.round,
        application=application,
        **data,
    )
