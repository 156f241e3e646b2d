"""What a recommending body's list holds, whom an application is with, and what stands in the way of the next step."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from shifan.core import notice, papers, quota, recommendation, stage
from shifan.core.document import DocumentPlan
from shifan.core.finding import Finding, Refused, Severity
from shifan.core.pack import Stage
from shifan.core.plan import Plan
from shifan.core.recommendation import ListContent, ListedEntry
from shifan.core.source import Entry
from shifan.core.spread import Spread, spread_of
from shifan.models import Application, Body, RankedList, Recommendation, Round, Signature, StageDate, Submission, User
from shifan.queries import check


def stage_date(round_: Round, stage_id: str) -> StageDate:
    """This function will fetch when a stage of a round opens and closes; a stage without a row has no dates."""
    known = StageDate.objects.filter(round=round_, stage=stage_id).first()
    return known or StageDate(round=round_, stage=stage_id)


def require_open(round_: Round, at: Stage, now: datetime) -> datetime | None:
    """This function will give when a stage closes, or raise Refused if it is not open."""
    date = stage_date(round_, at.id)
    if findings := stage.closed(at, date.opens_at, date.closes_at, now):
        raise Refused(*findings)
    return date.closes_at


def wrong_stage(plan: Plan, stage_id: str) -> Finding:
    """This function will say at which stage an application stands, where something else was expected."""
    at = plan.pack.stage(stage_id)
    return Finding("stage.wrong", Severity.BLOCK, clause=at.clause, params={"stage": at.label.zh})


def acting_body(by: User, plan: Plan, application: Application) -> Body | None:
    """This function will give the body that an application is with, None for the organiser; others raise Refused."""
    at = plan.pack.stage(application.stage)
    first = application.body
    around = [body for body in (first, first.parent if first else None) if body is not None]
    if at.kind == "check":
        if by.memberships.filter(organisation_id=application.round.organiser_id).exists():
            return None
        raise Refused(wrong_stage(plan, at.id) if _works_for(by, around) else _wrong_role(at))
    acting = next((body for body in around if recommendation.acts_at(at, body.kind)), None)
    if acting is None:
        raise Refused(wrong_stage(plan, at.id))
    if not _works_for(by, [acting]):
        others = [body for body in around if body != acting]
        raise Refused(wrong_stage(plan, at.id) if _works_for(by, others) else _wrong_role(at))
    return acting


def _works_for(by: User, bodies: Sequence[Body]) -> bool:
    return by.memberships.filter(organisation_id__in=[body.organisation_id for body in bodies]).exists()


def _wrong_role(at: Stage) -> Finding:
    return Finding("role.wrong", Severity.BLOCK, clause=at.clause)


def recommended(ranked: RankedList) -> QuerySet[Recommendation]:
    """This function will give the recommended of a list in their order."""
    rows = ranked.recommendations.filter(verdict=Recommendation.Verdict.RECOMMENDED)
    return rows.select_related("application__organisation").order_by("rank")


def declined(ranked: RankedList) -> QuerySet[Recommendation]:
    """This function will give the declined of a list."""
    rows = ranked.recommendations.filter(verdict=Recommendation.Verdict.DECLINED)
    return rows.select_related("application__organisation").order_by("application__number")


def entries(ranked: RankedList) -> list[quota.Entry]:
    """This function will give the recommended as the quota sees them, in their order: one statement."""
    return [
        quota.Entry(row.application_id, row.application.organisation.name, row.rank, row.application.facts)
        for row in recommended(ranked)
    ]


def at_desk(body: Body, stage_id: str, track: str) -> QuerySet[Application]:
    """This function will give what stands with a body at its stage, waiting or sent back for changes."""
    through = Application.objects.filter(body=body) | Application.objects.filter(body__parent=body)
    states = (Application.State.SUBMITTED, Application.State.RETURNED)
    return through.filter(stage=stage_id, track=track, state__in=states).select_related("organisation")


def latest_submissions(applications: Iterable[int]) -> QuerySet[Submission]:
    """This function will give the last submission of each application."""
    newest = Submission.objects.filter(application=OuterRef("application")).order_by("-number")
    return Submission.objects.filter(application__in=list(applications), pk=Subquery(newest.values("pk")[:1]))


def content(plan: Plan, ranked: RankedList) -> ListContent:
    """This function will give what a list says, as it is signed and frozen: two statements for any length."""
    chosen, out = list(recommended(ranked)), list(declined(ranked))
    document = table_of(plan, ranked)
    found = {one.application_id: one for one in latest_submissions(row.application_id for row in chosen)}
    return {
        "pack": ranked.round.pack_version.digest,
        "round": ranked.round.slug,
        "stage": ranked.stage,
        "track": ranked.track,
        "body": {
            "name": ranked.body.organisation.name,
            "kind": ranked.body.kind,
            "region": ranked.body.region,
        },
        "entries": [_entry(plan, document, row, found[row.application_id]) for row in chosen],
        "declined": [
            {"number": row.application.number, "applicant": row.application.organisation.name, "reason": row.reason}
            for row in out
        ],
    }


def papers_of(plan: Plan, ranked: RankedList) -> tuple[DocumentPlan, ...]:
    """This function will give the documents that are made of a list, the summary table first."""
    return papers.made_of(plan.pack, "recommendation", ranked.track, ranked.body.kind)


def table_of(plan: Plan, ranked: RankedList) -> DocumentPlan | None:
    """This function will find the summary table of a list."""
    return next(iter(papers_of(plan, ranked)), None)


def _entry(plan: Plan, document: DocumentPlan | None, row: Recommendation, submission: Submission) -> ListedEntry:
    application = row.application
    frozen = submission.content
    named = Entry(application.organisation.name, flat=frozen["answers"], computed=frozen["computed"])
    return {
        "rank": row.rank or 0,
        "number": application.number,
        "applicant": application.organisation.name,
        "uscc": application.organisation.uscc,
        "region": application.organisation.region,
        "title": application.title,
        "lines": list(notice.lines(plan, document, named)),
        "contact": application.facts.get("contact") or "",
        "mobile": application.facts.get("mobile") or "",
        "facts": application.facts,
        "submission": submission.number,
        "digest": submission.digest,
    }


def valid_signatures(ranked: RankedList, digest: str) -> list[Signature]:
    """This function will give the signatures under the list as it stands: those for another content do not count."""
    return list(ranked.signatures.filter(digest=digest).select_related("signed_by"))


def before_listing(plan: Plan, application: Application, at: Stage) -> tuple[Finding, ...]:
    """This function will say why an application cannot be listed: decisive checks that failed, rules of the pack."""
    submission = application.submissions.latest("number")
    rules = check.rules(plan, submission)
    failed = check.sheet_of(plan, submission, at.id).failed
    if not failed:
        return rules
    clause = tuple(dict.fromkeys(clause for line in failed for clause in line.clause))
    names = "、".join(line.label.zh for line in failed)
    return (*rules, Finding("check.failed", Severity.BLOCK, clause=clause, params={"names": names}))


def spreads(plan: Plan, track: str, chosen: Sequence[Application], rest: Sequence[Application]) -> tuple[Spread, ...]:
    """This function will count the listed and the others by each fact with a tree of codes, such as the industry."""
    return spread_of(plan, track, [one.facts for one in chosen], [one.facts for one in rest])


def before_sending(plan: Plan, ranked: RankedList, signed: Iterable[str], now: datetime) -> tuple[Finding, ...]:
    """This function will say what stands in the way of sending a list, and what asks for a recorded reason.

    `signed` are the offices whose signature is valid for the list as it stands.
    """
    body, at = ranked.body, plan.pack.stage(ranked.stage)
    chosen = [row.application for row in recommended(ranked)]
    out = [row.application for row in declined(ranked)]
    decided = {one.pk for one in (*chosen, *out)}
    pending = [one for one in at_desk(body, at.id, ranked.track) if one.pk not in decided]
    unchecked, failed = _checked(plan, at, chosen)
    industry = next(iter(spreads(plan, ranked.track, chosen, [*pending, *out])), None)
    filling = next(iter(stage.stages_of_kind(plan.pack, "fill")), None)
    standing = recommendation.Standing(
        pending=[one.organisation.name for one in pending],
        recommended=[one.organisation.name for one in chosen],
        declined=[one.organisation.name for one in out],
        unchecked=unchecked,
        failed=failed,
        signed=frozenset(signed),
        groups=Counter({line.name: line.listed for line in industry.lines if line.listed}) if industry else {},
        others=[line.name for line in industry.lines if line.others] if industry else (),
        filling_closes=stage_date(ranked.round, filling.id).closes_at if filling else None,
    )
    offices = recommendation.bureaus_of(plan.pack, body.kind, body.region)
    return (
        *quota.check_list(plan, at.id, ranked.track, body.kind, body.region, body.organisation.name, entries(ranked)),
        *recommendation.before_sending(offices, standing, now),
    )


def _checked(plan: Plan, at: Stage, chosen: Sequence[Application]) -> tuple[dict[str, int], list[str]]:
    """Count open lines of the check sheet, and name who failed: two statements for any number of applications."""
    names = {one.pk: one.organisation.name for one in chosen}
    found = list(latest_submissions(names))
    marks = check.marks([one.pk for one in found], at.id)
    sheets = {names[one.application_id]: check.sheet(plan, one, at.id, marks.get(one.pk, {})) for one in found}
    unchecked = {name: len(sheet.open) for name, sheet in sheets.items() if sheet.open}
    return unchecked, [name for name, sheet in sheets.items() if sheet.failed]
