"""Filling in a check sheet."""

from datetime import datetime

from django.db import transaction

from shifan.actions import event
from shifan.core.finding import Finding, Refused, Severity
from shifan.facts import plan_of
from shifan.models import Application, CheckMark, User
from shifan.queries import check
from shifan.queries import recommendation as lists


@transaction.atomic
def mark(
    *, by: User, application: Application, stage: str, check_id: str, verdict: str, reason: str, now: datetime
) -> CheckMark:
    """This function will record a verdict on one line of the check sheet for the last submission, or raise Refused.

    `verdict` is pass, fail or not_applicable; a fail needs a reason.
    """
    plan = plan_of(application.round)
    application.refresh_from_db(fields=["state", "stage"], from_queryset=Application.objects.select_for_update())
    if application.stage != stage:
        raise Refused(lists.wrong_stage(plan, application.stage))
    lists.acting_body(by, plan, application)
    at = plan.pack.stage(stage)
    lists.require_open(application.round, at, now)
    if application.state != Application.State.SUBMITTED:
        raise Refused(Finding("stage.wrong", Severity.BLOCK, params={"stage": at.label.zh}))
    submission = application.submissions.latest("number")
    line = next((one for one in check.asked(plan, submission, stage) if one.id == check_id), None)
    if line is None:
        raise Refused(Finding("check.unknown", Severity.BLOCK, params={"check": check_id}))
    if verdict not in CheckMark.Verdict.values:
        raise Refused(Finding("check.verdict", Severity.BLOCK, where=check_id, clause=line.clause))
    if verdict == CheckMark.Verdict.FAIL and not reason.strip():
        raise Refused(Finding("reason.missing", Severity.BLOCK, where=check_id, clause=line.clause))

    kept, _ = CheckMark.objects.update_or_create(
        submission=submission,
        stage=stage,
        check_id=check_id,
        defaults={"verdict": verdict, "reason": reason.strip(), "made_at": now, "made_by": by},
    )
    event.record(
        "check.mark",
        actor=by,
        now=now,
        subject=f"application:{application.pk}",
        application=application,
        submission=submission.number,
        stage=stage,
        check=check_id,
        verdict=verdict,
        reason=reason.strip(),
    )
    return kept
