"""What is known of a digest: which paper it stands for, and whether that is still what it was."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from shifan import facts
from shifan.core import digest, notice
from shifan.core.form import Words
from shifan.core.verification import SHORTEST
from shifan.models import Application, Attachment, IssuedDocument, Notice, RankedList, Round, Submission, User
from shifan.queries import document, package

Person = User | AnonymousUser
WHOLE = 64
MOST = 10  # answers shown for a short digest; more means that more digits are needed


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a digest stands for. `name` is empty where it is not public and the person may not read it.

    `kind` is submission, ranked_list, notice, document or file. `is_unchanged` has just been worked out from what is
    stored. `newest` is the number of the last submission, `about` what a document was made from or a file belongs to.
    """

    kind: str
    digest: str
    round: Round
    at: datetime
    is_unchanged: bool
    track: Words | None = None
    label: Words | None = None
    number: str = ""
    version: int = 0
    newest: int = 0
    is_withdrawn: bool = False
    name: str = ""
    form: str = ""
    subject: str = ""
    about: tuple["Found", ...] = field(default=())


def find(user: Person, code: str, now: datetime) -> tuple[Found, ...]:
    """This function will give what a digest, or its beginning of twelve digits or more, stands for.

    The whole digest of a file finds the file too; its beginning does not, so that nobody can look for files they do
    not have. More than MOST answers are cut off.
    """
    if len(code) < SHORTEST:
        return ()
    looks: tuple[Callable[[Person, str, datetime], Iterable[Found]], ...] = (
        _submissions, _ranked_lists, _notices, _deeds, _documents, _files
    )  # fmt: skip
    found = [one for look in looks for one in look(user, code, now)]
    return tuple(found[: MOST + 1])


_DEEDS = "^(change_request|review|ending|selection|funding|body):"
PACK_CONTENT = "round__pack_version__content"


def _matching(rows: QuerySet, name: str, code: str) -> QuerySet:
    lookup = name if len(code) == WHOLE else f"{name}__startswith"
    return rows.filter(**{lookup: code})[: MOST + 1]


def _submissions(user: Person, code: str, now: datetime) -> Iterator[Found]:
    rows = Submission.objects.select_related("application__round__pack_version", "application__round__organiser")
    for row in _matching(rows.defer("application__round__pack_version__content"), "digest", code):
        yield _submission(user, row, now)


def _submission(user: Person, row: Submission, now: datetime) -> Found:
    application = row.application
    subject = f"submission:{row.pk}"
    is_named = document.SUBJECTS["submission"].may_read(user, row.pk, now) or _is_published(row, now)
    return Found(
        kind="submission",
        digest=row.digest,
        round=application.round,
        at=row.submitted_at,
        is_unchanged=digest.of(row.content) == row.digest,
        track=facts.plan_of(application.round).pack.track(application.track).label,
        number=application.number,
        version=row.number,
        newest=application.submissions.latest("number").number,
        is_withdrawn=application.state == Application.State.WITHDRAWN,
        name=row.content["applicant"]["name"] if is_named else "",
        subject=subject,
    )


def _is_published(row: Submission, now: datetime) -> bool:
    """Say whether a public list names the applicant, on the ground of this submission."""
    application = row.application
    published = Notice.objects.filter(round=application.round, track=application.track, opens_at__lte=now)
    entries = published.values_list("entries", flat=True)
    return any(entry.get("submission") == row.digest for one in entries for entry in one)


def _ranked_lists(user: Person, code: str, now: datetime) -> Iterator[Found]:
    rows = RankedList.objects.filter(state=RankedList.State.SENT).select_related(
        "round__pack_version", "round__organiser", "body__organisation"
    )
    for row in _matching(rows.defer("round__pack_version__content"), "digest", code):
        yield _ranked_list(row)


def _ranked_list(row: RankedList) -> Found:
    """A list that was sent is a paper with an office's seal: which office is public, who is on it is not."""
    assert row.sent_at is not None
    return Found(
        kind="ranked_list",
        digest=row.digest,
        round=row.round,
        at=row.sent_at,
        is_unchanged=digest.of(row.content) == row.digest,
        track=facts.plan_of(row.round).pack.track(row.track).label,
        name=row.body.organisation.name,
        subject=f"ranked_list:{row.pk}",
    )


def _notices(user: Person, code: str, now: datetime) -> Iterator[Found]:
    rows = Notice.objects.filter(opens_at__lte=now).select_related("round__pack_version", "round__organiser")
    for row in _matching(rows.defer("round__pack_version__content"), "digest", code):
        yield _notice(row)


def _notice(row: Notice) -> Found:
    content = notice.content(row.round.slug, row.track, row.kind, row.opens_at, row.entries)
    return Found(
        kind="notice",
        digest=row.digest,
        round=row.round,
        at=row.opens_at,
        is_unchanged=digest.of(content) == row.digest,
        track=facts.plan_of(row.round).pack.track(row.track).label,
        form=row.kind,
        name=row.round.organiser.name,
        subject=f"notice:{row.pk}",
    )


def _deeds(user: Person, code: str, now: datetime) -> Iterator[Found]:
    """Give the papers of desks, such as a notice of changes, by the digest of the deed that they are made from.

    The print sheet of what a body hands in is one: it is of several lists, so that none of these has its code.
    """
    ready = IssuedDocument.objects.filter(state=IssuedDocument.State.READY, subject__regex=_DEEDS)
    rows = ready.exclude(form__in=document.PACKAGES)
    rows = rows.select_related("round__pack_version", "round__organiser").order_by("subject", "plan", "form")
    found = {(row.subject, row.plan): row for row in _matching(rows.defer(PACK_CONTENT), "source", code)}
    for row in found.values():
        lists = tuple(_about(user, row, now))
        yield Found(
            kind="deed",
            digest=row.source,
            round=row.round,
            at=row.asked_at,
            is_unchanged=_is_as_it_was(row, lists),
            label=document.label(row).label,
            subject=row.subject,
            about=lists,
        )


def _is_as_it_was(row: IssuedDocument, lists: Sequence[Found]) -> bool:
    """Say whether a deed is what a paper was made from; of a body's print sheet those are the lists it had sent."""
    kind, _, number = row.subject.partition(":")
    if kind == "body":
        return bool(lists) and all(one.is_unchanged for one in lists)
    return document.SUBJECTS[kind].source(facts.plan_of(row.round), int(number)).digest == row.source


def _documents(user: Person, code: str, now: datetime) -> Iterator[Found]:
    rows = IssuedDocument.objects.filter(state=IssuedDocument.State.READY)
    rows = rows.select_related("round__pack_version", "round__organiser", "file")
    for row in _matching(rows.defer("round__pack_version__content"), "file__digest", code):
        yield _document(user, row, now)


def _document(user: Person, row: IssuedDocument, now: datetime) -> Found:
    assert row.file_id is not None
    assert row.made_at is not None
    return Found(
        kind="document",
        digest=row.file_id,
        round=row.round,
        at=row.made_at,
        is_unchanged=True,  # the file is found by its own digest, so it has not one bit else
        label=document.label(row).label,
        form=row.form,
        subject=f"document:{row.pk}" if document.may_read(user, row.subject, now) else "",
        about=tuple(_about(user, row, now)),
    )


def _about(user: Person, row: IssuedDocument, now: datetime) -> Iterator[Found]:
    """Give what a document was made from, if that is still what it was then."""
    kind, _, number = row.subject.partition(":")
    if kind == "body":
        yield from map(_ranked_list, package.lists_of(int(number), row.source))
    looks = {"submission": _submissions, "ranked_list": _ranked_lists, "notice": _notices}
    if kind in looks and row.source:
        yield from (one for one in looks[kind](user, row.source, now) if one.subject == f"{kind}:{number}")


def _files(user: Person, code: str, now: datetime) -> Iterator[Found]:
    """Give the applications that a stored file belongs to, by its whole digest only."""
    if len(code) != WHOLE:
        return
    held = Attachment.objects.filter(file=code).select_related(
        "application__round__pack_version", "application__round__organiser"
    )
    rows = {one.application_id: one for one in held.defer("application__round__pack_version__content")[:MOST]}
    for row in rows.values():
        submissions = row.application.submissions.order_by("number")
        holding = [one for one in submissions if _holds(one, code)]
        for one in holding:
            one.application = row.application
        if holding:
            yield Found(
                kind="file",
                digest=code,
                round=row.application.round,
                at=row.added_at,
                is_unchanged=True,
                about=tuple(_submission(user, one, now) for one in holding),
            )


def _holds(row: Submission, code: str) -> bool:
    return any(one["digest"] == code for one in row.content["files"])
