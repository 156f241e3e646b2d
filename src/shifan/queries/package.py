"""What goes into a package: of a submission, or of a list that a recommending body sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from shifan import facts
from shifan.core import digest, package
from shifan.core.package import Paper, Piece
from shifan.core.plan import Plan
from shifan.core.recommendation import ListContent
from shifan.models import File, IssuedDocument, PackVersion, RankedList, Round, Submission, User
from shifan.queries import document

Person = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Packaged:
    """Something that a package can be made of: its subject and digest, and what people call it."""

    subject: str
    source: str
    round: Round
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Contents:
    """All that goes into a package: its top folder, its own pieces, and those of each application."""

    top: str
    own: tuple[Piece, ...]
    applications: tuple[tuple[Piece, ...], ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """This property will give every piece in its order."""
        return (*self.own, *(piece for one in self.applications for piece in one))


def get(user: Person, kind: str, pk: int, now: datetime) -> Packaged:
    """This function will fetch what a person may have packages of, or raise IssuedDocument.DoesNotExist."""
    if kind not in ("submission", "ranked_list") or not document.SUBJECTS[kind].may_read(user, pk, now):
        raise IssuedDocument.DoesNotExist
    found = of(f"{kind}:{pk}")
    if found is None:
        raise IssuedDocument.DoesNotExist
    return found


def of(subject: str) -> Packaged | None:
    """This function will read what a subject names; a list that was not sent has no package."""
    kind, _, number = subject.partition(":")
    if kind == "submission":
        related = ("application__round__pack_version", "application__round__organiser")
        row = Submission.objects.select_related(*related).defer("content").get(pk=number)
        name = f"{row.application.number} {row.application.title}"
        return Packaged(subject, row.digest, row.application.round, name, row.submitted_at)
    lists = RankedList.objects.select_related("round__pack_version", "round__organiser", "body__organisation")
    ranked = lists.get(pk=number)
    if ranked.sent_at is None:
        return None
    track = facts.plan_of(ranked.round).pack.track(ranked.track).label.zh
    return Packaged(subject, ranked.digest, ranked.round, f"{ranked.body.organisation.name} {track}", ranked.sent_at)


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
    return _ranked(plan, packaged, RankedList.objects.select_related("body__organisation").get(pk=number))


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


def _ranked(plan: Plan, packaged: Packaged, ranked: RankedList) -> Contents:
    content: ListContent = dict(ranked.content or {})  # type: ignore[assignment]  # frozen when the list was sent
    entries = content["entries"]
    wanted = [entry["digest"] for entry in entries]
    rows = {row.digest: row for row in Submission.objects.filter(digest__in=wanted).select_related("application")}
    laid = []
    for entry in entries:
        named = {"recommender": content["body"]["name"], "rank": f"{entry['rank']:02}"}
        row = rows[entry["digest"]]
        laid.append((_folder(plan, row.content, entry["title"], named), _application(plan, row)))
    heading = [packaged.name, f"推荐 {len(entries)} 项", f"名单校验码（SHA-256）：{ranked.digest}"]
    version = PackVersion.objects.get(pk=packaged.round.pack_version_id)
    pieces = package.ranked(_papers(packaged.subject, packaged.source), laid, heading, _pack(version))
    folders: dict[str, list[Piece]] = {}
    for piece in pieces:
        folders.setdefault(piece.path.partition("/")[0] if "/" in piece.path else "", []).append(piece)
    own = [piece for name in ("", package.LIST_PAPERS) for piece in folders.pop(name, [])]
    return Contents(packaged.name, tuple(own), tuple(map(tuple, folders.values())))


def _papers(subject: str, source: str) -> list[Paper]:
    """Give what was or is being made of a subject, in the pack's order; packages themselves are left out."""
    found = IssuedDocument.objects.filter(subject=subject, source=source).select_related("round__pack_version")
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
