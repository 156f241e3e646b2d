"""Who a person is here: the hats that decide which desks are shown."""

from dataclasses import dataclass

from shifan.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Hats:
    """What a person may do at all, and for whom. A person may wear several hats."""

    enterprise: Organisation | None = None
    body: Organisation | None = None
    organiser: Organisation | None = None
    expert: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """This property will name the hats, the most specific first."""
        worn = (
            ("organiser", self.organiser),
            ("body", self.body),
            ("enterprise", self.enterprise),
            ("expert", self.expert),
        )
        return tuple(name for name, hat in worn if hat)


def hats(user: User) -> Hats:
    """This function will give the hats of a person: one statement."""
    if not user.is_authenticated:
        return Hats()
    found: dict[str, Organisation] = {}
    for organisation in Organisation.objects.filter(memberships__user=user).order_by("pk"):
        found.setdefault(organisation.kind, organisation)
    return Hats(found.get("enterprise"), found.get("body"), found.get("organiser"), user.is_expert)
