"""Reading applications for the people who fill them in: their desk, one application, its answers and files."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.db.models import OuterRef, QuerySet, Subquery

from shifan import facts
from shifan.core import projection
from shifan.core import stage as stages
from shifan.core.answers import Json, is_path
from shifan.core.finding import Finding
from shifan.core.form import RepeatField
from shifan.core.history import Kept
from shifan.core.pack import Stage, Track
from shifan.core.plan import Plan
from shifan.core.stage import closed
from shifan.models import (
    Answer,
    Application,
    Attachment,
    Body,
    ChangeRequest,
    Organisation,
    PackVersion,
    Round,
    StageDate,
    Submission,
    User,
)
from shifan.queries import access

WRITABLE = (Application.State.DRAFT, Application.State.RETURNED)


@dataclass(frozen=True, slots=True)
class Window:
    """When the answers of an application may change, and which: all of them where `request` is None."""

    stage: Stage
    opens_at: datetime | None
    closes_at: datetime | None
    request: ChangeRequest | None = None

    @property
    def paths(self) -> tuple[str, ...] | None:
        """This property will name the sections and fields that are open, or None for the whole form."""
        return tuple(self.request.paths) if self.request else None

    def is_open_for(self, path: str) -> bool:
        """This function will say whether an answer at a path may change, the time apart."""
        return self.paths is None or any(f"{path}.".startswith(f"{open_}.") for open_ in self.paths)

    def closed(self, now: datetime) -> tuple[Finding, ...]:
        """This function will say that the time for changes has not come or is over."""
        return closed(self.stage, self.opens_at, self.closes_at, now)


@dataclass(frozen=True, slots=True)
class Card:
    """One application on the desk."""

    application: Application
    track: Track
    stage: Stage
    closes_at: datetime | None
    request: ChangeRequest | None

    @property
    def is_writable(self) -> bool:
        """This property will say whether it is with the applicant."""
        return self.application.state in WRITABLE


@dataclass(frozen=True, slots=True)
class Offer:
    """A round that takes applications now, with its tracks and what the applicant already has on each."""

    round: Round
    stage: Stage
    closes_at: datetime | None
    summary: object
    tracks: tuple[tuple[Track, Application | None], ...]


def of(user: User, pk: int) -> Application:
    """This function will fetch an application of the person's own enterprise, or raise Application.DoesNotExist.

    It brings the dates of its stage along, so that `window` needs no statement of its own.
    """
    return _with_dates(access.own_applications(user).defer("round__pack_version__content")).get(pk=pk)


def for_saving(user: User, pk: int, paths: Collection[str]) -> Application:
    """This function will do what `of` does with only what saving needs: it is asked every two seconds by everybody.

    What is stored at some paths, and at the rows they lie in, comes along, so that `kept` needs no statement.
    """
    # What has not even the form of a path is in no database, and may hold characters that none takes.
    parts = {path: path.split(".") for path in paths if is_path(path)}
    wanted = {".".join(each[:end]) for each in parts.values() for end in range(2, len(each) + 1)}
    rows = access.own_application_for_saving(user, pk, wanted)
    if not rows:
        raise Application.DoesNotExist
    known = rows[0]
    columns = ("id", "round_id", "organisation_id", "track", "state", "stage")  # in the model's order
    found = Application.from_db(None, columns, [known[name] for name in columns])
    version = PackVersion.from_db(None, ("id", "digest"), (known["version_id"], known["version_digest"]))
    found.round = Round.from_db(None, ("id", "pack_version_id"), (found.round_id, version.pk))
    found.round.pack_version = version
    for name in ("rights_of", "is_manager", "may_write", "may_submit", "may_certify"):
        setattr(found, name, known[name])
    for name in ("stage_opens_at", "stage_closes_at"):
        setattr(found, name, _moment(known[name]))
    vars(found).update(kept_paths=wanted, kept={row["path"]: _kept(row) for row in rows if row["path"] is not None})
    return found


def _kept(row: Mapping[str, Any]) -> Kept:
    return Kept(json.loads(row["value"]), row["version"], cast(datetime, _moment(row["changed_at"])), row["changed_by"])


def _moment(kept_: datetime | str | None) -> datetime | None:
    """Read a moment that was not read through a model: SQLite knows neither moments nor zones; what it keeps is UTC."""
    moment = datetime.fromisoformat(kept_) if isinstance(kept_, str) else kept_
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def window(application: Application) -> Window:
    """This function will say when and which answers may change: one statement at most."""
    pack = facts.plan_of(application.round).pack
    stage = pack.stage(application.stage)
    if application.state == Application.State.RETURNED:
        request = application.change_requests.filter(answered_at=None).order_by("-pk").first()
        return Window(stage, None, request.due_at if request else None, request)
    known = vars(application)
    if "stage_closes_at" in known:
        return Window(stage, known["stage_opens_at"], known["stage_closes_at"])
    date = StageDate.objects.filter(round=application.round_id, stage=application.stage).first()
    return Window(stage, date.opens_at if date else None, date.closes_at if date else None)


def answers(application: Application) -> dict[str, tuple[Json, int]]:
    """This function will load all answers of one application with their versions: path → (value, version)."""
    rows = application.answers.values_list("path", "value", "version")
    return {path: (value, version) for path, value, version in rows}


def answer_at(application: Application, path: str) -> tuple[Json, int]:
    """This function will give one answer and its version, (None, 0) where there is none."""
    return application.answers.filter(path=path).values_list("value", "version").first() or (None, 0)


def rows_at(application_id: int, paths: Sequence[str]) -> dict[str, tuple[list[str], int]]:
    """This function will give the order of rows at repeats: path → (keys, version); missing where there are none."""
    found = Answer.objects.filter(application=application_id, path__in=paths).values_list("path", "value", "version")
    return {path: (value or [], version) for path, value, version in found}


def stored(application_id: int, paths: Sequence[str]) -> dict[str, Answer]:
    """This function will give what is stored at some paths, with who changed it last."""
    found = Answer.objects.filter(application=application_id, path__in=paths).select_related("changed_by")
    return {answer.path: answer for answer in found}


def files(application: Application) -> Mapping[str, tuple[str, int]]:
    """This function will give the files that belong to an application: digest → (name, size in bytes)."""
    rows = (
        Attachment.objects.filter(application=application).order_by("pk").values_list("file_id", "name", "file__size")
    )
    return {digest: (name, size) for digest, name, size in rows}


def file_of(application_id: int, digest: str) -> Attachment:
    """This function will find a file of an application, or raise Attachment.DoesNotExist."""
    found = Attachment.objects.select_related("file").filter(application=application_id, file=digest).order_by("pk")
    return found[:1].get()


def last_submission(application: Application) -> Submission | None:
    """This function will give the newest frozen copy of an application."""
    return application.submissions.select_related("submitted_by").order_by("-number").first()


def cards(user: User) -> tuple[Card, ...]:
    """This function will list the applications of a person's enterprises, the newest first: three statements."""
    found = list(
        access.own_applications(user).defer("round__pack_version__content").distinct().order_by("-created_at", "-pk")
    )
    dates = _dates({application.round_id for application in found})
    open_requests = ChangeRequest.objects.filter(application__in=found, answered_at=None)
    requests = {request.application_id: request for request in open_requests.order_by("pk")}
    return tuple(_card(application, dates, requests.get(application.pk)) for application in found)


def offers(user: User, now: datetime, mine: Sequence[Card]) -> tuple[Offer, ...]:
    """This function will list the rounds that take applications now: two statements. `mine` is what `cards` gave."""
    rounds = list(_open_rounds())
    dates = _dates({round_.pk for round_ in rounds})
    taken = {
        (card.application.round_id, card.application.track): card.application
        for card in mine
        if card.application.state != Application.State.WITHDRAWN
    }
    found = []
    for round_ in rounds:
        pack = facts.plan_of(round_).pack
        stage = stages.stages_of_kind(pack, "fill")[0]
        opens_at, closes_at = dates.get((round_.pk, stage.id), (None, None))
        if not closed(stage, opens_at, closes_at, now):
            tracks = tuple((track, taken.get((round_.pk, track.id))) for track in pack.tracks)
            found.append(Offer(round_, stage, closes_at, pack.summary, tracks))
    return tuple(sorted(found, key=lambda offer: (offer.closes_at is None, offer.closes_at)))


def open_round(slug: str) -> Round:
    """This function will fetch a round one may apply to, or raise Round.DoesNotExist."""
    return _open_rounds().get(slug=slug)


def tracks_of(round_: Round) -> tuple[Track, ...]:
    """This function will give the tracks of a round."""
    return facts.plan_of(round_).pack.tracks


def enterprise(user: User) -> Organisation:
    """This function will give the enterprise a person applies for, or raise Organisation.DoesNotExist."""
    return access.organisations(user, Organisation.Kind.ENTERPRISE).order_by("pk")[:1].get()


def changed_since(flat: Mapping[str, Json], submission: Submission | None) -> tuple[str, ...]:
    """This function will name the paths whose answers differ from a frozen copy."""
    if submission is None:
        return ()
    before = submission.content["answers"]
    return tuple(sorted(path for path in {*before, *flat} if before.get(path) != flat.get(path)))


def plan_of(application: Application) -> Plan:
    """This function will give the compiled pack that an application follows."""
    return facts.plan_of(application.round)


def orders(application: Application, paths: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """This function will name, for each path that lies in rows, the repeats around it and the keys in them."""
    plan = plan_of(application)
    inside: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        parts = path.split(".")
        for end in range(2, len(parts)):
            repeat = ".".join(parts[:end])
            if isinstance(plan.field(application.track, repeat), RepeatField):
                inside.setdefault(path, []).append((repeat, parts[end]))
    return inside


def gone(inside: Mapping[str, Sequence[tuple[str, str]]], kept_: Mapping[str, Kept]) -> set[str]:
    """This function will find the paths that lie in rows which somebody has taken away, by the orders as they stand."""

    def is_gone(repeat: str, key: str) -> bool:
        order = kept_[repeat].value if repeat in kept_ else None
        return not isinstance(order, list) or key not in order

    return {path for path, rows in inside.items() if any(is_gone(repeat, key) for repeat, key in rows)}


def kept(application: Application, paths: Collection[str]) -> dict[str, Kept]:
    """This function will give what is stored at some paths: one statement, or none if `for_saving` brought it along."""
    known = vars(application)
    if known.get("kept_paths", set()).issuperset(paths):
        return {path: one for path, one in known.get("kept", {}).items() if path in paths}
    found = application.answers.filter(path__in=paths)
    rows = found.values_list("path", "value", "version", "changed_at", "changed_by")
    return {path: Kept(*rest) for path, *rest in rows}


def foreign_files(application: Application, values: Mapping[str, Json]) -> set[str]:
    """This function will find the paths whose answers name files that do not belong to the application."""
    named = {path: {each for each, _ in projection.digests(value)} for path, value in values.items()}
    if not any(named.values()):
        return set()
    own = files(application)
    return {path for path, digests in named.items() if digests - own.keys()}


def destination(application: Application, window: Window, flat: Mapping[str, Json]) -> tuple[Body | None, Stage]:
    """This function will find where a submission goes: back to the desk that asked, else the body chosen or nearest."""
    plan = plan_of(application)
    if window.request:
        return application.body, plan.pack.stage(window.request.stage)
    following = stages.stage_after(plan.pack, application.stage) or plan.pack.stage(application.stage)
    desks = stages.stages_of_kind(plan.pack, "recommend")
    if not desks:
        return None, following
    own = application.round.bodies.select_related("organisation").order_by("-pk")
    bodies = {(body.kind, body.region): body for body in own}
    regions = facts.regions_of(plan, application.organisation.region)
    chosen = stages.desk(plan.pack, regions, bodies, flat)
    body = bodies[chosen] if chosen else None
    mine = (stage for stage in desks if body and body.kind in (stage.body, *stage.other_bodies))
    return body, next(mine, desks[0])


def _with_dates(found: QuerySet[Application]) -> QuerySet[Application]:
    dates = StageDate.objects.filter(round=OuterRef("round"), stage=OuterRef("stage"))
    opens, closes = (Subquery(dates.values(name)[:1]) for name in ("opens_at", "closes_at"))
    return found.annotate(stage_opens_at=opens, stage_closes_at=closes)


def _open_rounds() -> QuerySet[Round]:
    rounds = Round.objects.filter(state=Round.State.OPEN).select_related("pack_version", "organiser")
    return rounds.defer("pack_version__content").order_by("-published_at", "-pk")


def _dates(rounds: set[int]) -> dict[tuple[int, str], tuple[datetime | None, datetime | None]]:
    rows = StageDate.objects.filter(round__in=rounds).values_list("round_id", "stage", "opens_at", "closes_at")
    return {(round_id, stage): (opens_at, closes_at) for round_id, stage, opens_at, closes_at in rows}


def _card(
    application: Application,
    dates: Mapping[tuple[int, str], tuple[datetime | None, datetime | None]],
    request: ChangeRequest | None,
) -> Card:
    pack = facts.plan_of(application.round).pack
    closes_at = dates.get((application.round_id, application.stage), (None, None))[1]
    track, stage = pack.track(application.track), pack.stage(application.stage)
    if application.state == Application.State.RETURNED:
        return Card(application, track, stage, request.due_at if request else None, request)
    return Card(application, track, stage, closes_at if application.state in WRITABLE else None, None)
