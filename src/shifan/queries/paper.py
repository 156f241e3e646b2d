"""Papers of desks: what each is made from, who may read it, and which papers there are of an application."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from shifan.core import notice, projection, records, subsidy
from shifan.core.assignment import sheet_of
from shifan.core.calendar import SHANGHAI, local_day
from shifan.core.form import Words
from shifan.core.plan import Plan
from shifan.core.source import Record
from shifan.core.subsidy import Claim
from shifan.models import (
    Application,
    ChangeRequest,
    CheckMark,
    Notice,
    RankedList,
    Recommendation,
    Review,
    Round,
    Score,
    Selection,
    Submission,
    User,
)
from shifan.queries import access
from shifan.queries.review import sheet_stage

Person = User | AnonymousUser


def changes(plan: Plan, pk: int) -> Record:
    """This function will give a request for changes as it was made."""
    related = ("submission", "application__round__organiser", "body__organisation")
    asked = ChangeRequest.objects.select_related(*related).defer(f"application__{access.PACK}").get(pk=pk)
    application, submission = asked.application, asked.submission
    issuer = asked.body.organisation.name if asked.body else application.round.organiser.name
    return records.changes(
        plan,
        application.track,
        _about(plan, application, submission, issuer),
        submission.content["answers"],
        places=asked.paths,
        reason=asked.reason,
        reasons=asked.reasons,
        due=moment(asked.due_at),
        day=local_day(asked.asked_at),
        submission=submission.digest,
    )


def review(plan: Plan, pk: int) -> Record:
    """This function will give a review as it was filed."""
    related = ("submission", "application__round__organiser", "expert")
    filed = Review.objects.select_related(*related).get(pk=pk, state=Review.State.FILED)
    application = filed.application
    sheet = sheet_of(plan.pack, sheet_stage(plan.pack, application.track), application.track)
    assert sheet is not None  # else it could not have been filed
    assert filed.filed_at is not None
    scores: Mapping[str, Decimal] = dict(Score.objects.filter(review=filed).values_list("criterion", "value"))
    return records.review(
        application.track,
        _about(plan, application, filed.submission, application.round.organiser.name),
        sheet,
        scores=scores,
        opinion=filed.opinion,
        expert=filed.expert.name,
        employer=filed.expert.employer,
        day=local_day(filed.filed_at),
        submission=filed.submission.digest,
    )


def result(plan: Plan, pk: int) -> Record:
    """This function will give what came of an application, by the list that says it: the final or the proposed one."""
    decided = Selection.objects.select_related("application__round__organiser").get(pk=pk)
    application = decided.application
    is_chosen = decided.outcome == Selection.Outcome.SELECTED
    kind = Notice.Kind.FINAL if is_chosen else Notice.Kind.PROPOSED
    published = Notice.objects.get(round=application.round, track=application.track, kind=kind)
    submission = application.submissions.latest("number")
    return records.result(
        application.track,
        _about(plan, application, submission, application.round.organiser.name),
        outcome=decided.outcome,
        listed=list_label(plan, published),
        day=local_day(published.opens_at),
        basis={"notice": published.digest, "submission": submission.digest},
    )


def ending(plan: Plan, pk: int) -> Record:
    """This function will give why an application ended before the selection: by a body's list, or turned away."""
    related = ("round__organiser", "turned_away__submission")
    application = Application.objects.select_related(*related).defer(access.PACK).get(pk=pk)
    if hasattr(application, "turned_away"):
        ended = application.turned_away
        issuer, outcome, stage, at = application.round.organiser.name, "turned_away", ended.stage, ended.decided_at
        submission, reason = ended.submission, ended.reason
    else:
        declined = _declined(application)
        ranked = declined.ranked_list
        assert ranked.sent_at is not None  # its list was sent
        issuer, outcome, stage, at = ranked.body.organisation.name, "not_recommended", ranked.stage, ranked.sent_at
        submission, reason = application.submissions.latest("number"), declined.reason
    failed = CheckMark.objects.filter(submission=submission, stage=stage, verdict=CheckMark.Verdict.FAIL)
    return records.ending(
        plan,
        application.track,
        _about(plan, application, submission, issuer),
        outcome=outcome,
        stage=stage,
        reason=reason,
        failed=dict(failed.order_by("check_id").values_list("check_id", "reason")),
        day=local_day(at),
        submission=submission.digest,
    )


def _declined(application: Application) -> Recommendation:
    rows = application.recommendations.filter(
        verdict=Recommendation.Verdict.DECLINED, ranked_list__state=RankedList.State.SENT
    )
    return rows.select_related("ranked_list__body__organisation").get()


def subsidies(plan: Plan, pk: int) -> Record:
    """This function will work out what those on a published list are paid, from the answers behind the list."""
    published = Notice.objects.select_related("round__organiser").get(pk=pk)
    digests = [entry["submission"] for entry in published.entries]
    return subsidy.record(
        plan,
        published.track,
        _claims(plan, published.track, digests),
        issuer=published.round.organiser.name,
        listed=list_label(plan, published),
        day=local_day(published.opens_at),
        basis=published.digest,
    )


def subsidies_now(plan: Plan, round_: Round, track: str) -> Record:
    """This function will work out a draft of what those selected so far are paid: three statements."""
    chosen = Application.objects.filter(round=round_, track=track, selection__outcome=Selection.Outcome.SELECTED)
    ids = list(chosen.order_by("number").values_list("pk", flat=True))
    newest: dict[int, str] = {}
    for pk, digest in (
        Submission.objects.filter(application__in=ids).order_by("number").values_list("application", "digest")
    ):
        newest[pk] = digest
    return subsidy.record(
        plan,
        track,
        _claims(plan, track, [newest[pk] for pk in ids]),
        issuer=round_.organiser.name,
        listed=Words(zh="目前拟入选的申报", en="applications selected so far"),
        day=None,
    )


def list_label(plan: Plan, published: Notice) -> Words:
    """This function will name a published list as its document is named, else by what it is."""
    planned = notice.plan_for(plan.pack, published.track, published.kind)
    if planned is not None:
        return planned.label
    is_final = published.kind == Notice.Kind.FINAL
    return Words(zh="入选名单", en="final list") if is_final else Words(zh="拟入选名单", en="proposed list")


def moment(at: datetime) -> str:
    """This function will write a moment as it is in China."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _about(plan: Plan, application: Application, submission: Submission, issuer: str) -> Mapping[str, str]:
    content = submission.content
    title = projection.title(plan, application.track, content["answers"])
    return records.about(content, submission.number, title, issuer)


def _claims(plan: Plan, track: str, digests: Sequence[str]) -> list[Claim]:
    """Read the answers behind a list, in its order: one statement."""
    found = dict(Submission.objects.filter(digest__in=digests).values_list("digest", "content"))
    return [
        Claim(
            applicant=content["applicant"]["name"],
            title=projection.title(plan, track, content["answers"]),
            flat=content["answers"],
            computed=content["computed"],
        )
        for content in (found[digest] for digest in digests)
    ]


# --- who may read them ---------------------------------------------------------------------------------


def may_read_changes(user: Person, pk: int, now: datetime) -> bool:
    """This function will say whether somebody is of the applicant or of a desk that the application is with."""
    found = ChangeRequest.objects.filter(pk=pk).values_list("application", flat=True).first()
    return found is not None and _is_of(user, found)


def may_read_review(user: Person, pk: int, now: datetime) -> bool:
    """This function will say whether somebody wrote a review or organises the round: nobody else reads it."""
    return user.is_authenticated and access.filed_reviews(user).filter(pk=pk).exists()


def may_read_ending(user: Person, pk: int, now: datetime) -> bool:
    """This function will say whether somebody is of the applicant or of a desk that the application went through."""
    return _is_of(user, pk)


def may_read_result(user: Person, pk: int, now: datetime) -> bool:
    """This function will say whether somebody is of the applicant or of a desk that the application went through."""
    found = Selection.objects.filter(pk=pk).values_list("application", flat=True).first()
    return found is not None and _is_of(user, found)


def may_read_subsidies(user: Person, pk: int, now: datetime) -> bool:
    """This function will say whether somebody organises the round: what is paid is not public before it is paid."""
    slug = Notice.objects.filter(pk=pk).values_list("round__slug", flat=True).first()
    return user.is_authenticated and access.rounds(user).filter(slug=slug).exists()


def _is_of(user: Person, application: int) -> bool:
    if not user.is_authenticated:
        return False
    if access.own_applications(user).filter(pk=application).exists():
        return True
    try:
        return access.get_submitted_application(user, application) is not None
    except Application.DoesNotExist:
        return False


# --- which there are -----------------------------------------------------------------------------------


def subjects(application: Application, *, with_reviews: bool = False) -> list[str]:
    """This function will name what there are papers of, for an application: three statements, four with reviews.

    Reviews are only for the organiser.
    """
    newest = application.submissions.order_by("-number").values_list("pk", flat=True)[:1]
    found = [f"submission:{pk}" for pk in newest]
    found += _named("change_request", application.change_requests.order_by("pk").values_list("pk", flat=True))
    found += [f"ending:{application.pk}"] * (application.state == Application.State.DECLINED)
    found += _named("selection", Selection.objects.filter(application=application).values_list("pk", flat=True))
    if with_reviews:
        filed = application.reviews.filter(state=Review.State.FILED).order_by("pk")
        found += _named("review", filed.values_list("pk", flat=True))
    return found


def _named(kind: str, keys: Iterable[int]) -> list[str]:
    return [f"{kind}:{pk}" for pk in keys]
