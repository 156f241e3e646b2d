"""Reading who verifies an organisation, what an authority has to verify, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from shifan.core import credit_code
from shifan.core import organisation_verification as core
from shifan.core.credit_code import Decoded
from shifan.core.finding import Finding
from shifan.core.organisation_verification import Step
from shifan.models import Organisation, User, Verification
from shifan.packs import national
from shifan.queries import access

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Everything an authority compares: what was asked, what the code says, what is unusual, who decided before."""

    asked: Verification
    decoded: Decoded | None
    findings: tuple[Finding, ...]
    registered_in: str
    located_in: str
    is_elsewhere: bool
    namesakes: tuple[Organisation, ...]
    history: tuple[Verification, ...]

    @property
    def is_open(self) -> bool:
        """This property will say whether it waits for a decision."""
        return self.asked.state == Verification.State.ASKED


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an organisation has come: verified, waiting at a desk, returned with a reason, or not asked."""

    organisation: Organisation
    history: tuple[Verification, ...]
    steps: tuple[Step, ...]

    @property
    def last(self) -> Verification | None:
        """This property will give the newest verification."""
        return self.history[-1] if self.history else None

    @property
    def state(self) -> str:
        """This property will name the state: verified, asked, returned or none."""
        if self.organisation.verified_at:
            return "verified"
        return self.last.state if self.last and self.last.state != Verification.State.AGREED else "none"


def steps(organisation: Organisation) -> tuple[Step, ...]:
    """This function will give the levels that verify an organisation, the lowest first: one statement."""
    regions = set(_authorities().values_list("region", flat=True))
    return core.chain(national.index("regions"), organisation.region, regions)


def authority(region: str) -> Organisation:
    """This function will give the authority of a region, the one entered first, or raise Organisation.DoesNotExist."""
    return _authorities().filter(region=region).order_by("pk")[:1].get()


def data_of(organisation: Organisation) -> dict[str, str]:
    """This function will give what an authority is asked to verify, as it stands."""
    return {name: getattr(organisation, name) for name in ("name", "uscc", "region", "address")}


def queue(user: User, state: str) -> QuerySet[Verification]:
    """This function will give what the authorities that a person works for were asked, the oldest first."""
    found = access.verifications(user)
    if state == Verification.State.ASKED:
        return found.filter(state=state).order_by("asked_at", "pk")
    return found.exclude(state=Verification.State.ASKED).order_by("-decided_at", "-pk")


def page(user: User, pk: int) -> Page:
    """This function will give all that an authority compares, or raise Verification.DoesNotExist: three statements."""
    asked = access.verifications(user).get(pk=pk)
    code, region = asked.data.get("uscc", ""), asked.data.get("region", "")
    decoded = credit_code.decode(code)
    others = Organisation.objects.filter(name=asked.data.get("name", "")).exclude(pk=asked.organisation_id)
    return Page(
        asked=asked,
        decoded=decoded,
        findings=credit_code.problems(code),
        registered_in=place(decoded.region) if decoded else "",
        located_in=place(region),
        is_elsewhere=decoded is not None and decoded.region[:4] != region[:4],
        namesakes=tuple(others),
        history=_history(asked.organisation),
    )


def standing(organisation: Organisation) -> Standing:
    """This function will say how far an organisation has come with its verification: two statements."""
    return Standing(organisation, _history(organisation), steps(organisation))


def place(region: str, language: str = "zh") -> str:
    """This function will give a region with those above it in words, or its code where the list has it no more."""
    regions = national.index("regions")
    found = [one for one in (*reversed(regions.ancestors(region)), regions.by_code.get(region)) if one]
    return "".join(one.name.say(language) for one in found) or region


def changed(row: Verification, before: Mapping[str, str]) -> tuple[str, ...]:
    """This function will name what differs between two times that an organisation was asked about."""
    return tuple(name for name in row.data if row.data[name] != before.get(name, ""))


def _authorities() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=Organisation.Kind.BODY).exclude(region="")


def _history(organisation: Organisation) -> tuple[Verification, ...]:
    return tuple(organisation.verifications.select_related("desk", "decided_by").order_by("pk"))
