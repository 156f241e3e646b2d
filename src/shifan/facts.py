"""The one bridge from rows to core facts: the plan of a round, an application's answers, an applicant's facts."""

from dataclasses import replace
from functools import lru_cache

from django.db.models import Q

from shifan.core import past_award
from shifan.core import plan as plans
from shifan.core.answers import Json
from shifan.core.consortium import Member
from shifan.core.facts import Award, Facts
from shifan.core.pack import Pack
from shifan.core.plan import Plan
from shifan.models import Application, Organisation, PackVersion, PastAward, Round


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

    A programme that takes no consortia costs one.
    """
    about = facts_of(plan, application.organisation)
    if not plan.pack.consortium.is_possible:
        return about
    rows = application.consortium.order_by("place", "pk").values_list("name", "uscc", "confirmed_at")
    return replace(about, consortium=tuple(Member(name, uscc, at is not None) for name, uscc, at in rows))


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
