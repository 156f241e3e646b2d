"""The one bridge from rows to core facts: the plan of a round, an application's answers, an applicant's facts."""

from dataclasses import replace
from functools import lru_cache

from django.db.models import Case, Q, When

from shifan.core import past_award
from shifan.core import plan as plans
from shifan.core.answers import Json
from shifan.core.consortium import Member
from shifan.core.facts import Award, Facts
from shifan.core.pack import Pack
from shifan.core.plan import Plan
from shifan.models import Application, Organisation, PackVersion, PastAward, Round, Submission


@lru_cache(maxsize=32)
def _plan(digest: str) -> Plan:
    """Compile a published pack; a pack never changes, so its digest is the key."""
    content = PackVersion.objects.values_list("content", flat=True).get(digest=digest)
    return plans.build(Pack.model_validate(content))


def plan_of(round_: Round) -> Plan:
    """This function will give the compiled pack that a round pins; fetch the round with its pack_version."""
    return _plan(round_.pack_version.digest)


def plan_by_digest(digest: str) -> Plan:
    """This function will give the compiled pack with a digest."""
    return _plan(digest)


def answers_of(application: Application) -> dict[str, Json]:
    """This function will load all answers of one application, path → value: one statement."""
    return dict(application.answers.values_list("path", "value"))


def regions_of(plan: Plan, code: str) -> tuple[str, ...]:
    """This function will give a region code and its ancestors, nearest first, by the pack's list of regions."""
    return (code, *plan.ancestors("regions", code)) if code else ()


def awards_of(organisation: Organisation) -> tuple[Award, ...]:
    """This function will give an organisation's earlier awards by code, or by name where one of the two has no code.

    One statement; the rule is that of core.past_award.is_of.
    """
    uscc, key = organisation.uscc, past_award.plain(organisation.name)
    named = Q(name_key=key) if key else Q(pk__in=())
    meant = (Q(uscc=uscc) | named & Q(uscc="")) if uscc else named
    return tuple(
        Award(one.award, one.year, one.title, one.direction, one.role)
        for one in PastAward.objects.filter(meant).order_by("year", "award", "pk")
    )


def applicant_of(plan: Plan, application: Application) -> Facts:
    """This function will give what rules may know about who applies, with a consortium's members: two statements.

    A programme that takes no consortia costs one; a track that has to repeat an earlier application one more.
    """
    about = facts_of(plan, application.organisation)
    if any(demand.track == application.track for demand in plan.pack.unchanged):
        about = replace(about, earlier=earlier_of(plan, application))
    if not plan.pack.consortium.is_possible:
        return about
    rows = application.consortium.order_by("place", "pk").values_list("name", "uscc", "confirmed_at")
    return replace(about, consortium=tuple(Member(name, uscc, at is not None) for name, uscc, at in rows))


def earlier_of(plan: Plan, application: Application) -> dict[str, dict[str, Json]]:
    """This function will give the frozen answers of an applicant's earlier applications to a programme, by track.

    The last submission of each counts, and of several on one track that which was selected, else the newest.
    """
    mine = Submission.objects.filter(
        application__organisation=application.organisation_id,
        application__round__pack_version__pack=plan.pack.id,
        application__created_at__lt=application.created_at,
        application__track__in={one.earlier for one in plan.pack.unchanged if one.track == application.track},
    ).exclude(application__state=Application.State.WITHDRAWN)
    # The last row of a track is the one that stays.
    selected = Case(When(application__state=Application.State.SELECTED, then=1), default=0)
    ordered = mine.order_by(selected, "submitted_at", "number")
    return dict(ordered.values_list("application__track", "content__answers"))


def facts_of(plan: Plan, organisation: Organisation, awards: tuple[Award, ...] | None = None) -> Facts:
    """This function will give what rules may know about an applicant besides its answers: one statement.

    None where its `awards` are known already.
    """
    return Facts(
        name=organisation.name,
        uscc=organisation.uscc,
        kind=organisation.kind,
        region=organisation.region,
        regions=regions_of(plan, organisation.region),
        awards=awards_of(organisation) if awards is None else awards,
        is_verified=organisation.verified_at is not None,
    )
