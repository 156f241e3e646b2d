"""Issued documents: what each is made from, who may fetch it, and how the summary table looks before it is sent."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from shifan import facts
from shifan.core import compose, funding, notice, package, papers, recommendation, verification
from shifan.core.calendar import local_day
from shifan.core.document import Document, DocumentPlan
from shifan.core.form import Words
from shifan.core.pack import by_id
from shifan.core.plan import Plan
from shifan.core.recommendation import ListContent, ListedEntry
from shifan.core.source import Entry, Listed, Source, Submitted
from shifan.core.verification import Mark
from shifan.models import Application, IssuedDocument, Notice, RankedList, Round, Submission, User
from shifan.queries import access, paper
from shifan.queries import recommendation as lists

Person = User | AnonymousUser
PATIENCE = timedelta(minutes=10)  # after that a queued document's worker is taken to be lost


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that documents are made of: how to read it, and whether a person may have it."""

    source: Callable[[Plan, int], Source]
    may_read: Callable[[Person, int, datetime], bool]


def get(user: Person, pk: int, now: datetime) -> IssuedDocument:
    """This function will fetch a document the person may have, or raise IssuedDocument.DoesNotExist."""
    issued = _issued().get(pk=pk)
    if not may_read(user, issued.subject, now):
        raise IssuedDocument.DoesNotExist
    return issued


def may_read(user: Person, subject: str, now: datetime) -> bool:
    """This function will say whether a person may have what is made of a subject; packages are also made of bodies."""
    kind, _, number = subject.partition(":")
    if kind == "body":
        return user.is_authenticated and access.handing_in(user).filter(pk=number).exists()
    return kind in SUBJECTS and SUBJECTS[kind].may_read(user, int(number), now)


def _issued() -> QuerySet[IssuedDocument]:
    """Give documents with their files; `has_archive` says of each whether it was asked for as PDF/A too."""
    same = {name: OuterRef(name) for name in ("subject", "plan", "source")}
    archived = IssuedDocument.objects.filter(form="pdfa", **same)
    return IssuedDocument.objects.select_related("file", "round__pack_version").annotate(has_archive=Exists(archived))


def of(subject: str, source: str = "") -> list[IssuedDocument]:
    """This function will list the documents of a subject, of one state of it where `source` is its digest."""
    found = _issued().filter(subject=subject).defer("round__pack_version__content")
    return list((found.filter(source=source) if source else found).order_by("plan", "form", "-asked_at"))


@dataclass(frozen=True, slots=True)
class Made:
    """What the engine makes without a pack's plan, such as a package: all that there is of a plan is its name."""

    label: Words


Paper = tuple[IssuedDocument, DocumentPlan | Made]  # with its name
PACKAGES = ("zip", "iso")  # have a page of their own


def of_application(application: Application, *, with_reviews: bool = False) -> list[Paper]:
    """This function will list the papers of an application with their names, the form first: five statements at most.

    Sheets of experts are among them only for the organiser (`with_reviews`).
    """
    order = {name: at for at, name in enumerate(paper.subjects(application, with_reviews=with_reviews))}
    return [(one, label(one)) for one in sorted(_named(order), key=lambda one: order[one.subject])]


def of_lists(round_: Round) -> dict[str, list[Paper]]:
    """This function will give the papers of a round's public lists by track, with tables of what is paid.

    Two statements.
    """
    published = dict(Notice.objects.filter(round=round_).values_list("pk", "track"))
    kinds = ("notice", "funding")
    tracks = {f"{kind}:{pk}": track for kind in kinds for pk, track in published.items()}
    found: dict[str, list[Paper]] = {}
    for one in _named(tracks):
        found.setdefault(tracks[one.subject], []).append((one, label(one)))
    return found


def received(round_: Round) -> list[tuple[RankedList, list[Paper]]]:
    """This function will give the lists that bodies have sent, each with its tables and letters: two statements."""
    sent = RankedList.objects.filter(round=round_, state=RankedList.State.SENT).select_related("body__organisation")
    lists_ = list(sent.order_by("stage", "track", "sent_at"))
    found: dict[str, list[Paper]] = {f"ranked_list:{one.pk}": [] for one in lists_}
    for issued in _named(found):
        found[issued.subject].append((issued, label(issued)))
    return [(one, found[f"ranked_list:{one.pk}"]) for one in lists_]


def _named(subjects: Iterable[str]) -> QuerySet[IssuedDocument]:
    found = _issued().filter(subject__in=list(subjects))
    return found.exclude(form__in=PACKAGES).defer("round__pack_version__content").order_by("plan", "form", "pk")


def label(issued: IssuedDocument) -> DocumentPlan | Made:
    """This function will give the pack's plan of a document, which has its name."""
    if package.is_made(issued.plan):
        return Made(package.label(issued.plan))
    return by_id(facts.plan_of(issued.round).pack.documents, issued.plan)


def composed(issued: IssuedDocument) -> Document:
    """This function will read what a document is made from and compose it, ready to be written."""
    plan = facts.plan_of(issued.round)
    kind, _, number = issued.subject.partition(":")
    document = compose.build(plan, by_id(plan.pack.documents, issued.plan), SUBJECTS[kind].source(plan, int(number)))
    return marked(document, issued)


def marked(document: Document, issued: IssuedDocument) -> Document:
    """This function will let a document carry the digest of what it is made from; that of a submission the content too.

    No paper carries a list: it holds more than its document shows, such as who was declined and why.
    """
    kind, _, number = issued.subject.partition(":")
    content = Submission.objects.values_list("content", flat=True).get(pk=number) if kind == "submission" else None
    says = verification.text(settings.SITE_ON_PAPER, issued.source)
    return verification.marked(document, Mark(issued.source, issued.plan, says), content)


def papers_of(ranked: RankedList) -> tuple[DocumentPlan, ...]:
    """This function will give what is made of a list, the summary table first."""
    return lists.papers_of(facts.plan_of(ranked.round), ranked)


def preview(plan: Plan, ranked: RankedList, form: str, wanted: str = "") -> Document | None:
    """This function will compose a paper of a list as it stands, marked as a draft until it is sent.

    Without a name it is the summary table; None if the pack makes no such paper in the format.
    """
    made = (one for one in lists.papers_of(plan, ranked) if form in one.formats)
    planned = next((one for one in made if not wanted or one.id == wanted), None)
    return compose.build(plan, planned, listed(plan, ranked)) if planned else None


def subsidy_draft(round_: Round, track: str) -> Document | None:
    """This function will compose the table of what those selected so far are paid; None where nothing is."""
    plan = facts.plan_of(round_)
    made = papers.made_of(plan.pack, "funding", track)
    if not made or funding.terms_of(plan.pack, track) is None:
        return None
    return compose.build(plan, made[0], paper.subsidies_now(plan, round_, track))


def listed(plan: Plan, ranked: RankedList) -> Listed:
    """This function will give a list as documents see it: frozen if it was sent, else as it stands now."""
    content: ListContent = ranked.content or lists.content(plan, ranked)
    frozen = _frozen(entry["digest"] for entry in content["entries"])
    offices = recommendation.bureaus_of(plan.pack, content["body"]["kind"], content["body"]["region"])
    return Listed(
        entries=tuple(_entry(plan, entry, frozen[entry["digest"]]) for entry in content["entries"]),
        recommender=content["body"]["name"],
        day=local_day(ranked.sent_at) if ranked.sent_at else None,
        title=ranked.round.label,
        digest=ranked.digest,
        organiser=ranked.round.organiser.name,
        offices=tuple(office.label for office in offices),
        track=ranked.track,
    )


def _frozen(digests: Iterable[str]) -> Mapping[str, Mapping[str, dict]]:
    found = Submission.objects.filter(digest__in=list(digests)).values_list("digest", "content")
    return dict(found)


def _entry(plan: Plan, entry: ListedEntry, frozen: Mapping[str, dict]) -> Entry:
    return Entry(
        applicant=entry["applicant"],
        rank=entry["rank"],
        title=entry["title"],
        region=notice.region(plan, entry["region"]),
        contact=entry["contact"],
        mobile=entry["mobile"],
        scenarios=tuple(entry["lines"]),
        flat=frozen["answers"],
        computed=frozen["computed"],
    )


def _ranked_list(plan: Plan, pk: int) -> Listed:
    related = ("round__pack_version", "round__organiser", "body__organisation")
    return listed(plan, RankedList.objects.select_related(*related).get(pk=pk))


def _submission(plan: Plan, pk: int) -> Submitted:
    found = Submission.objects.get(pk=pk)
    return verification.submitted(plan, found.content, found.digest)


def _notice(plan: Plan, pk: int) -> Listed:
    published = Notice.objects.select_related("round__organiser").get(pk=pk)
    frozen = _frozen(entry["submission"] for entry in published.entries)
    entries = tuple(
        Entry(
            applicant=entry["applicant"],
            rank=place,
            title=entry["title"],
            region=entry["region"],
            scenarios=tuple(entry["lines"]),
            flat=frozen[entry["submission"]]["answers"],
            computed=frozen[entry["submission"]]["computed"],
        )
        for place, entry in enumerate(published.entries, start=1)
    )
    return Listed(
        entries=entries,
        recommender=published.round.organiser.name,
        day=local_day(published.opens_at),
        title=published.round.label,
        opens=local_day(published.opens_at),
        closes=local_day(published.closes_at) if published.closes_at else None,
        digest=published.digest,
        track=published.track,
    )


def _may_read_submission(user: Person, pk: int, now: datetime) -> bool:
    """A form holds personal data: its own people and the desks have it, experts read it masked on their page."""
    if not user.is_authenticated:
        return False
    application = Submission.objects.filter(pk=pk).values_list("application", flat=True).first()
    if application is None:
        return False
    mine = access.own_applications(user).filter(pk=application).exists()
    return mine or _is_found(access.get_submitted_application, user, application)


def _may_read_ranked_list(user: Person, pk: int, now: datetime) -> bool:
    return user.is_authenticated and _is_found(access.get_ranked_list, user, pk)


def _may_read_notice(user: Person, pk: int, now: datetime) -> bool:
    """What has been published is for everybody."""
    return Notice.objects.filter(pk=pk, opens_at__lte=now).exists()


def _is_found(door: Callable[[User, int], object], user: User, pk: int) -> bool:
    try:
        return door(user, pk) is not None
    except (Application.DoesNotExist, RankedList.DoesNotExist):
        return False


SUBJECTS: Mapping[str, Subject] = {
    "submission": Subject(_submission, _may_read_submission),
    "ranked_list": Subject(_ranked_list, _may_read_ranked_list),
    "notice": Subject(_notice, _may_read_notice),
    "change_request": Subject(paper.changes, paper.may_read_changes),
    "review": Subject(paper.review, paper.may_read_review),
    "ending": Subject(paper.ending, paper.may_read_ending),
    "selection": Subject(paper.result, paper.may_read_result),
    "funding": Subject(paper.subsidies, paper.may_read_subsidies),
}


def can_be_retried(issued: IssuedDocument, now: datetime) -> bool:
    """This function will say whether a document failed, or waits so long that its worker must be lost."""
    is_silent = now - max(issued.asked_at, issued.moved_at or issued.asked_at) > PATIENCE
    is_lost = issued.state == IssuedDocument.State.QUEUED and is_silent
    return is_lost or issued.state == IssuedDocument.State.FAILED


def not_ready(round_: Round, forms: Collection[str]) -> list[int]:
    """This function will list the forms of a round that are not there yet, of each application's last submission.

    Those of earlier submissions, tables and packages are left out; `forms` are the formats wanted.
    """
    last = Submission.objects.filter(application=OuterRef("application")).order_by("-number").values("pk")[:1]
    subjects = Submission.objects.filter(application__round=round_, pk=Subquery(last)).values_list("pk", flat=True)
    rows = IssuedDocument.objects.filter(round=round_, form__in=forms).exclude(state=IssuedDocument.State.READY)
    wanted = {f"submission:{pk}" for pk in subjects}
    found = rows.filter(subject__startswith="submission:").values_list("pk", "subject", "plan").order_by("pk")
    return [pk for pk, subject, plan in found if subject in wanted and not package.is_made(plan)]
