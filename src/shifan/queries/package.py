"""What goes into a package: of a submission, or of all lists that a recommending body sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from shifan import facts
from shifan.core import digest, package
from shifan.core.form import Words
from shifan.core.pack import Pack
from shifan.core.package import Paper, Piece
from shifan.core.plan import Plan
from shifan.core.recommendation import ListContent
from shifan.models import Application, Body, File, IssuedDocument, PackVersion, RankedList, Round, Submission, User
from shifan.queries import access, document

Person = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Packaged:
    """Something that a package can be made of: its subject and digest, and what people call it.

    `lists` are what a body has sent, in the order of the tracks; empty for a submission.
    """

    subject: str
    source: str
    round: Round
    name: str
    at: datetime
    lists: tuple[RankedList, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a package: its top folder, what stands around the applications, and each of those."""

    top: str
    own: tuple[Piece, ...]
    applications: tuple[tuple[Piece, ...], ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """This property will give every piece in its order."""
        return (*self.own, *(piece for one in self.applications for piece in one))


Made = Mapping[str, Sequence[IssuedDocument]]  # by format


@dataclass(frozen=True, slots=True)
class Handed:
    """What a body of a round has handed in: its package (None until it has sent a list) and what was made of that."""

    body: Body
    packaged: Packaged | None
    tracks: tuple[Words, ...]
    missing: tuple[Words, ...]
    made: Made


def get(user: Person, kind: str, pk: int, now: datetime) -> Packaged:
    """This function will fetch what a person may have packages of, or raise IssuedDocument.DoesNotExist."""
    subject = f"{kind}:{pk}"
    if kind not in ("submission", "body") or not document.may_read(user, subject, now):
        raise IssuedDocument.DoesNotExist
    found = of(subject)
    if found is None:
        raise IssuedDocument.DoesNotExist
    return found


def of(subject: str, source: str = "") -> Packaged | None:
    """This function will read what a subject names; a body that has sent nothing has no package.

    `source` asks for what the body had sent when a package of that digest was asked for.
    """
    kind, _, number = subject.partition(":")
    if kind == "submission":
        related = ("application__round__pack_version", "application__round__organiser")
        row = Submission.objects.select_related(*related).defer("content").get(pk=number)
        name = f"{row.application.number} {row.application.title}"
        return Packaged(subject, row.digest, row.application.round, name, row.submitted_at)
    return _packaged(lists_of(int(number), source))


def lists_of(body: int, source: str = "") -> list[RankedList]:
    """This function will give what a body has sent, by track; with a `source` what it had sent of that digest."""
    related = ("round__pack_version", "round__organiser", "body__organisation")
    sent = RankedList.objects.filter(body=body, sent_at__isnull=False).select_related(*related)
    rows = list(sent.defer("round__pack_version__content").order_by("sent_at", "pk"))
    for count in range(1, len(rows) + 1) if source else ():
        if package.source([one.digest for one in rows[:count]]) == source:
            return _by_track(rows[:count])
    return [] if source else _by_track(rows)


def _by_track(rows: Iterable[RankedList]) -> list[RankedList]:
    found = list(rows)
    order = [track.id for track in facts.plan_of(found[0].round).pack.tracks] if found else []
    return sorted(found, key=lambda one: order.index(one.track))


def _packaged(lists: Sequence[RankedList]) -> Packaged | None:
    if not lists:
        return None
    sent = sorted(lists, key=lambda one: (one.sent_at, one.pk))
    last = sent[-1]
    assert last.sent_at is not None
    source = package.source([one.digest for one in sent])
    name = last.body.organisation.name
    return Packaged(f"body:{last.body_id}", source, last.round, name, last.sent_at, tuple(lists))


def of_round(round_: Round) -> list[Handed]:
    """This function will give what each body of a round has handed in, with its package and disc: three statements."""
    pack = facts.plan_of(round_).pack
    bodies = list(Body.objects.filter(round=round_).select_related("organisation").order_by("kind", "region"))
    sent: dict[int, list[RankedList]] = {body.pk: [] for body in bodies}
    related = ("round__pack_version", "round__organiser", "body__organisation")
    rows = RankedList.objects.filter(round=round_, sent_at__isnull=False).select_related(*related)
    for row in rows.defer("content", "round__pack_version__content"):
        sent[row.body_id].append(row)
    packaged = {body.pk: _packaged(_by_track(sent[body.pk])) for body in bodies}
    asked = IssuedDocument.objects.filter(round=round_, form__in=document.PACKAGES).select_related("file")
    made: dict[tuple[str, str], dict[str, list[IssuedDocument]]] = {}
    for one in asked.order_by("pk"):
        made.setdefault((one.subject, one.source), {}).setdefault(one.form, []).append(one)
    bodies.sort(key=lambda body: packaged[body.pk] is None)  # whoever has sent nothing comes last
    return [_of_body(pack, body, packaged[body.pk], made) for body in bodies]


def _of_body(pack: Pack, body: Body, found: Packaged | None, made: Mapping[tuple[str, str], Made]) -> Handed:
    sent = {one.track for one in found.lists} if found else set()
    labels = [(track.label, track.id in sent) for track in pack.tracks]
    return Handed(
        body=body,
        packaged=found,
        tracks=tuple(label for label, is_sent in labels if is_sent),
        missing=tuple(label for label, is_sent in labels if not is_sent),
        made=made.get((found.subject, found.source), {}) if found else {},
    )


def lacking(handed: Iterable[Handed], kinds: Iterable[str] = document.PACKAGES) -> dict[str, int]:
    """This function will count, for each kind, the bodies that have handed in something nothing was made of yet."""
    rows = [one for one in handed if one.packaged]
    return {kind: sum(kind not in one.made for one in rows) for kind in kinds}


def is_queued(handed: Iterable[Handed]) -> bool:
    """This function will say whether any of the packages and discs of a round waits for the worker."""
    asked = (one for row in handed for made in row.made.values() for one in made)
    return any(one.state == IssuedDocument.State.QUEUED for one in asked)


def tracks(packaged: Packaged) -> list[tuple[Words, datetime | None]]:
    """This function will give the tracks of a body's round, each with the moment its list was sent; a form has none."""
    sent = {one.track: one.sent_at for one in packaged.lists}
    pack = facts.plan_of(packaged.round).pack
    return [(track.label, sent.get(track.id)) for track in pack.tracks] if sent else []


@dataclass(frozen=True, slots=True)
class Seat:
    """As whom somebody has a package before them: applicant, recommender or organiser, and where they came from."""

    role: str
    application: Application | None = None
    body: Body | None = None


def seat(user: User, packaged: Packaged) -> Seat:
    """This function will say as whom a person who may have a package has it: three statements at most."""
    kind, _, number = packaged.subject.partition(":")
    mine = access.bodies(user).filter(round=packaged.round)
    if kind == "body":
        own = mine.filter(Q(pk=int(number)) | Q(children=int(number))).first()
        return Seat("recommender" if own else "organiser", body=own)
    application = Application.objects.select_related("body").get(submissions=int(number))
    if access.own_applications(user).filter(pk=application.pk).exists():
        return Seat("applicant", application)
    first = application.body
    own = mine.filter(pk__in=[first.pk, first.parent_id]).first() if first else None
    return Seat("recommender" if own else "organiser", application, own)


def made(packaged: Packaged) -> list[IssuedDocument]:
    """This function will list the packages, discs and print sheets that were asked for, newest last."""
    return [one for one in document.of(packaged.subject, packaged.source) if package.is_made(one.plan)]


def contents(packaged: Packaged) -> Contents:
    """This function will lay out a package; papers that have yet to be made are named, not made."""
    plan = facts.plan_of(packaged.round)
    kind, _, number = packaged.subject.partition(":")
    if kind == "submission":
        row = Submission.objects.select_related("pack_version", "application").get(pk=number)
        pieces = _application(plan, row, pack=_pack(row.pack_version))
        return Contents(_folder(plan, row.content, row.application.title, {}), tuple(pieces), ())
    return _handed_in(plan, packaged)


def _application(plan: Plan, row: Submission, *, pack: bytes = b"") -> list[Piece]:
    proofs, pictures = package.files(plan, row.content)
    infected = _infected([one[0] for one in (*proofs, *pictures)])
    return package.application(
        row.content,
        _papers(f"submission:{row.pk}", row.digest),
        [one for one in proofs if one[0] not in infected],
        [one for one in pictures if one[0] not in infected],
        pack,
        [one[1] for one in (*proofs, *pictures) if one[0] in infected],
    )


def _handed_in(plan: Plan, packaged: Packaged) -> Contents:
    tracks, heading = [], [packaged.name]
    for ranked in packaged.lists:
        label = plan.pack.track(ranked.track).label.zh
        applications = _listed(plan, ranked)
        tracks.append((label, _papers(f"ranked_list:{ranked.pk}", ranked.digest), applications))
        heading.append(f"{label}：推荐 {len(applications)} 项，名单校验码（SHA-256）：{ranked.digest}")
    version = PackVersion.objects.get(pk=packaged.round.pack_version_id)
    papers = _papers(packaged.subject, packaged.source)
    own, each = package.handed_in(papers, tracks, heading, _pack(version))
    return Contents(packaged.name, tuple(own), tuple(map(tuple, each)))


def _listed(plan: Plan, ranked: RankedList) -> list[tuple[str, list[Piece]]]:
    content: ListContent = dict(ranked.content or {})  # type: ignore[assignment]  # frozen when the list was sent
    entries = content["entries"]
    wanted = [entry["digest"] for entry in entries]
    rows = {row.digest: row for row in Submission.objects.filter(digest__in=wanted).select_related("application")}
    laid = []
    for entry in entries:
        named = {"recommender": content["body"]["name"], "rank": f"{entry['rank']:02}"}
        row = rows[entry["digest"]]
        laid.append((_folder(plan, row.content, entry["title"], named), _application(plan, row)))
    return laid


def _papers(subject: str, source: str) -> list[Paper]:
    """Give what was or is being made of a subject, in the pack's order; packages themselves are left out."""
    found = IssuedDocument.objects.filter(subject=subject, source=source).select_related("round__pack_version")
    found = found.defer("round__pack_version__content")
    rows = [one for one in found if not package.is_made(one.plan) or one.plan == package.SHEET]
    labels = {one.pk: document.label(one).label.zh for one in rows}
    rows.sort(key=lambda one: (one.pk, one.form))
    return [(one.pk, one.form, labels[one.pk]) for one in rows]


def _folder(plan: Plan, content: Mapping, title: str, named: dict[str, str]) -> str:
    known = {"number": content["number"], "title": title, "applicant": content["applicant"]["name"]}
    return package.folder(plan.pack, known | named, is_ranked=bool(named))


def _pack(version: PackVersion) -> bytes:
    return digest.canonical(version.content)


def _infected(digests: Sequence[str]) -> frozenset[str]:
    found = File.objects.filter(digest__in=digests, scan=File.Scan.INFECTED)
    return frozenset(found.values_list("digest", flat=True))
