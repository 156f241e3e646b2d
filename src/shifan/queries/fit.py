"""Reading which programmes fit an organisation: every open round and track, and those that open soon."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from shifan import facts
from shifan.core import answers, match, stage
from shifan.core.answers import Json
from shifan.core.calendar import SHANGHAI
from shifan.core.facts import Award
from shifan.core.finding import Finding
from shifan.core.form import ChoiceField, DateField, NumberField, TextField, Words, YearsField, YesNoField
from shifan.core.match import Match
from shifan.core.pack import Track
from shifan.core.plan import Plan
from shifan.core.prefill import OWN
from shifan.core.question import Question
from shifan.models import Application, Organisation, Round, StageDate, User
from shifan.queries import access
from shifan.queries import prefill as known

MOST_OPTIONS = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """An answer that a condition waits for, as it can be asked here; `kind` is empty where only the form can ask it."""

    path: str
    label: Words
    kind: str
    value: str
    options: tuple[tuple[str, Words], ...] = ()
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """One track: what is known of the organisation and it, its sentences by id, and what there is on it already."""

    track: Track
    match: Match
    quotes: Mapping[str, str]
    mine: Application | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A round with its tracks and what it asks; `is_open` says whether applications are taken now."""

    round: Round
    opens_at: datetime | None
    closes_at: datetime | None
    is_open: bool
    fits: tuple[Fit, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of the applicant whatever the round."""

    organisation: Organisation
    own: Mapping[str, Json]
    awards: tuple[Award, ...]
    mine: Mapping[tuple[int, str], Application]
    now: datetime


def offers(user: User, organisation: Organisation, now: datetime, given: Mapping[str, str]) -> tuple[Offer, ...]:
    """This function will match an organisation with all rounds that are open or open later: five statements.

    `given` are answers by `<round>:<path>` that count for this time only; one that cannot be kept does not count.
    """
    rounds = list(
        Round.objects.filter(state=Round.State.OPEN)
        .select_related("pack_version", "organiser")
        .defer("pack_version__content")
        .order_by("-published_at", "-pk")
    )
    dates = {
        (row.round_id, row.stage): (row.opens_at, row.closes_at)
        for row in StageDate.objects.filter(round__in=[one.pk for one in rounds])
    }
    mine = {
        (one.round_id, one.track): one
        for one in access.own_applications(user).filter(organisation=organisation)
        if one.state != Application.State.WITHDRAWN
    }
    own = {name.removeprefix(OWN): value for name, value in known.known(organisation, user)[0].items()}
    about = _About(organisation, own, facts.awards_of(organisation), mine, now)
    found = []
    for round_ in rounds:
        fill = stage.stages_of_kind(facts.plan_of(round_).pack, "fill")[0]
        moments = dates.get((round_.pk, fill.id), (None, None))
        if moments[1] is None or now <= moments[1]:
            prefix = f"{round_.slug}:"
            typed = {name.removeprefix(prefix): value for name, value in given.items() if name.startswith(prefix)}
            found.append(_offer(round_, moments, about, typed))
    return tuple(sorted(found, key=lambda one: (not one.is_open, one.closes_at is None, one.closes_at)))


def _offer(
    round_: Round, moments: tuple[datetime | None, datetime | None], about: "_About", typed: Mapping[str, str]
) -> Offer:
    plan = facts.plan_of(round_)
    fill = stage.stages_of_kind(plan.pack, "fill")[0]
    applicant = facts.facts_of(plan, about.organisation, about.awards)
    today = about.now.astimezone(SHANGHAI).date()
    fits: list[Fit] = []
    asks: dict[str, Ask] = {}
    for track in plan.pack.tracks:
        flat = _kept(plan, track.id, typed)
        decided = match.match(plan, track.id, applicant, about.own, flat, today)
        fits.append(Fit(track, decided, _quotes(plan, decided), about.mine.get((round_.pk, track.id))))
        asks |= {ask.path: ask for ask in _asks(plan, track.id, decided, typed) if ask.path not in asks}
    is_open = not stage.closed(fill, *moments, about.now)
    return Offer(round_, *moments, is_open, tuple(fits), tuple(asks.values()))


def facts_asked(organisation: Organisation, given: Mapping[str, str]) -> dict[str, str]:
    """This function will give which of some answers are facts of the profile, by their names there."""
    slugs = {place.partition(":")[0] for place in given}
    found: dict[str, str] = {}
    for round_ in Round.objects.filter(slug__in=slugs).select_related("pack_version").defer("pack_version__content"):
        plan = facts.plan_of(round_)
        for place, value in given.items():
            slug, _, path = place.partition(":")
            asked = next((field for track in plan.tracks if (field := plan.field(track, path))), None)
            if slug == round_.slug and asked and asked.profile.startswith(OWN) and value:
                found[asked.profile.removeprefix(OWN)] = value
    return {name: value for name, value in found.items() if name not in organisation.profile}


def _kept(plan: Plan, track: str, typed: Mapping[str, str]) -> dict[str, Json]:
    flat: dict[str, Json] = {}
    for path, value in typed.items():
        asked = plan.field(track, path)
        if asked is None or "*" in path or value == "":
            continue
        given: Json = value == "true" if isinstance(asked, YesNoField) else value
        kept, findings = answers.clean(plan, track, path, given)
        if kept is not None and not findings:
            flat[path] = kept
    return flat


def _asks(plan: Plan, track: str, decided: Match, typed: Mapping[str, str]) -> Iterator[Ask]:
    """List what is open, and what was answered here, so that it can be changed."""
    named = {path: label for one in decided.open for path, label in one.answers}
    named |= {path: plan.label(track, path, {}) for path in typed if plan.field(track, path) and path not in named}
    for path, label in named.items():
        question = plan.question(track, path)
        if question is None:
            continue
        kind, options = _asked(plan, track, path, question)
        yield Ask(path, label, kind, typed.get(path, ""), options, question.field.profile)


def _asked(plan: Plan, track: str, path: str, question: Question) -> tuple[str, tuple[tuple[str, Words], ...]]:
    """Say how a question can be asked on a line, or an empty kind."""
    field, codes = question.field, question.codes or frozenset()
    if isinstance(field, YesNoField):
        return "choice", (("true", Words(zh="是", en="Yes")), ("false", Words(zh="否", en="No")))
    if isinstance(field, ChoiceField) and field.type == "choice" and 0 < len(codes) <= MOST_OPTIONS:
        named = ((code, plan.option(track, path, code)) for code in _codes(plan, field, codes))
        return "choice", tuple((code, words) for code, words in named if words)
    if "*" in path:
        return "", ()
    if isinstance(field, NumberField | YearsField):
        return "number", ()
    if isinstance(field, DateField):
        return field.type, ()
    return ("text", ()) if isinstance(field, TextField) and field.type == "text" else ("", ())


def _codes(plan: Plan, field: ChoiceField, codes: frozenset[str]) -> list[str]:
    ordered = [item.code for item in plan.items(field.options_from)] or [option.code for option in field.options]
    return [code for code in ordered if code in codes]


def _quotes(plan: Plan, decided: Match) -> dict[str, str]:
    wanted = {clause for finding in (*decided.against, *decided.remarks) for clause in finding.clause}
    wanted |= {clause for one in decided.open for clause in one.clause}
    return {clause.id: clause.quote for clause in plan.pack.clauses if clause.id in wanted}


def quote_of(fit: Fit, finding: Finding) -> str:
    """This function will give the sentence of the notice that a finding goes by, the first of several."""
    return next((fit.quotes[clause] for clause in finding.clause if clause in fit.quotes), "")
