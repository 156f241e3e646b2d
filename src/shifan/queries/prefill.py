"""Reading what an application can take over from what is known already, and where its answers came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from shifan import facts
from shifan.core import prefill, projection
from shifan.core.answers import Json
from shifan.core.form import Words
from shifan.core.plan import Plan
from shifan.core.prefill import FIGURES, OWN, RATIOS, Left
from shifan.models import AnswerOrigin, Application, Attachment, Organisation, Round, User
from shifan.queries import access
from shifan.queries import application as applications

EMPTY, PROFILE, ACCOUNT, WORKBOOK = "empty", "profile", "account", "workbook"
EARLIER = "application:"
MOST_EARLIER = 20  # applications offered to take from
_TYPED = ("name", "uscc", "region", "address")


@dataclass(frozen=True, slots=True)
class Source:
    """An earlier application that may be taken from; `is_same`: its form is of the same programme and track."""

    application: Application
    label: Words
    is_same: bool

    @property
    def name(self) -> str:
        """This property will give the name under which an origin keeps it."""
        return f"{EARLIER}{self.application.pk}"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a form takes: path → (value, source), what it leaves, and the files it needs: path → {digest: name}."""

    taken: Mapping[str, tuple[Json, str]]
    left: tuple[tuple[str, Left], ...] = ()
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """Where an answer was taken from and, where the answer is another now, what stands there: `says`."""

    path: str
    source: str
    number: str
    says: Json
    is_other: bool


def known(organisation: Organisation, user: User) -> tuple[dict[str, Json], dict[str, Json]]:
    """This function will give what the profile and the person's account know, by the names of packs: one statement."""
    own: dict[str, Json] = {f"{OWN}{name}": value for name, value in organisation.profile.items()}
    own |= {f"{OWN}{name}": getattr(organisation, name) for name in _TYPED}
    years = organisation.finance_years.values("year", *FIGURES)
    own |= prefill.figures({row["year"]: {name: row[name] for name in FIGURES} for row in years})
    return own, {f"user.{name}": getattr(user, name) for name in ("name", "mobile", "email")}


def sources(user: User, round_: Round, track: str, organisation: Organisation, but: int = 0) -> tuple[Source, ...]:
    """This function will list earlier applications that a form can take from, submitted ones first: one statement."""
    plan = facts.plan_of(round_)
    mine = access.own_applications(user).filter(organisation=organisation).exclude(pk=but).distinct()
    found = []
    for one in mine.order_by(F("submitted_at").desc(nulls_last=True), "-changed_at", "-pk")[:MOST_EARLIER]:
        other = facts.plan_of(one.round)
        is_same = prefill.is_same_form(plan, track, other, one.track)
        if is_same or prefill.shares(plan, track, other, one.track):
            found.append(Source(one, other.pack.track(one.track).label, is_same))
    return tuple(found)


def earlier(user: User, source: str, organisation: Organisation) -> Application | None:
    """This function will fetch the application that a source names; raises DoesNotExist if it is not theirs."""
    if not source.startswith(EARLIER):
        return None
    key = source.removeprefix(EARLIER)
    mine = access.own_applications(user).filter(organisation=organisation)
    return mine.get(pk=int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0)


def gather(user: User, round_: Round, track: str, organisation: Organisation, source: str) -> Gathered:
    """This function will say what a form takes from a source and from the profile, which goes before what is older.

    `source` is `empty`, `profile` or `application:12`. Of another programme only answers travel that both packs give
    the same name, and no files. Raises Application.DoesNotExist for an application of somebody else.
    """
    if source == EMPTY:
        return Gathered({})
    plan = facts.plan_of(round_)
    own, account = known(organisation, user)
    found = [(PROFILE, prefill.by_name(plan, track, own)), (ACCOUNT, prefill.by_name(plan, track, account))]
    other = earlier(user, source, organisation)
    files: dict[str, dict[str, str]] = {}
    if other is not None:
        taken, files = _of(plan, track, other)
        found.append((source, taken))
    values: dict[str, tuple[Json, str]] = {}
    for name, given in found:
        values |= {path: (value, name) for path, value in given.values.items() if path not in values}
    left = [(name, one) for name, given in found for one in given.left if one.path not in values]
    return Gathered(values, tuple({one.path: (name, one) for name, one in left}.values()), files)


def proofs(other: Application, user: User) -> tuple[Attachment, ...]:
    """This function will list the files of an earlier application, as they stand in its fields of files."""
    plan = facts.plan_of(other.round)
    rows = other.attachments.select_related("file").order_by("path", "pk")
    return tuple(row for row in rows if prefill.is_proof(plan, other.track, row.path))


def origins(application: Application, user: User, flat: Mapping[str, Json], section: str = "") -> dict[str, Said]:
    """This function will say where answers came from: one statement, and one more if figures of years are among them.

    The profile speaks as it does today; an account, an earlier application or a workbook as it did when it was taken.
    """
    number = Application.objects.annotate(
        named=Concat(Value(EARLIER), Cast("pk", CharField()), output_field=CharField())
    ).filter(named=OuterRef("source"))
    rows = AnswerOrigin.objects.filter(application=application, path__startswith=f"{section}." if section else "")
    listed = list(rows.annotate(number=Subquery(number.values("number")[:1])).order_by("pk"))
    today = _today(application, user, [row.path for row in listed if row.source == PROFILE])
    found = {}
    for row in listed:
        says = today.get(row.path, row.value)
        is_other = not prefill.is_equal(says, flat.get(row.path))
        found[row.path] = Said(row.path, row.source, row.number or "", says, is_other)
    return found


def _today(application: Application, user: User, paths: list[str]) -> Mapping[str, Json]:
    """Give what the profile says now of some paths; the years are read only if one of them is of years."""
    if not paths:
        return {}
    plan, organisation = facts.plan_of(application.round), application.organisation
    asked = (plan.field(application.track, path) for path in paths)
    names = {one.profile.removeprefix(OWN).partition(".")[0] for one in asked if one}
    own: dict[str, Json] = {f"{OWN}{name}": value for name, value in organisation.profile.items()}
    own |= {f"{OWN}{name}": getattr(organisation, name) for name in _TYPED}
    if names & {*FIGURES, *RATIOS}:
        own = known(organisation, user)[0]
    return prefill.by_name(plan, application.track, own).values


def _of(plan: Plan, track: str, other: Application) -> tuple[prefill.Prefill, dict[str, dict[str, str]]]:
    """Read an earlier application: the whole of the same form, with its files, else what is named alike."""
    before = facts.plan_of(other.round)
    stored = {path: value for path, (value, _) in applications.answers(other).items()}
    flat = projection.living(before, other.track, stored)
    if not prefill.is_same_form(plan, track, before, other.track):
        return prefill.by_name(plan, track, prefill.named(before, other.track, flat)), {}
    taken = prefill.by_path(plan, track, flat)
    names = dict(other.attachments.values_list("file_id", "name"))
    files = {
        path: {digest: names[digest] for digest, _ in projection.digests(value) if digest in names}
        for path, value in taken.values.items()
    }
    return taken, {path: named for path, named in files.items() if named}
