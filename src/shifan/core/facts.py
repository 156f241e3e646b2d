"""Know what the engine may know about an applicant besides its answers, and how expressions see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shifan.core.consortium import Member
from shifan.core.reference import Shape
from shifan.core.values import Json


@dataclass(frozen=True, slots=True)
class Award:
    """That an organisation is on an earlier list: the kind of award as packs name it, its year, what it was for.

    `direction` and `role` (such as lead) say in which direction and in which part, where the list says it.
    """

    award: str
    year: int | None = None
    title: str = ""
    direction: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """An applicant: name, code, region (six digits), kind, the region with all above it, earlier awards.

    `is_verified` says whether its authorities have verified it; outside of a register nobody asks. `consortium` are the
    members that apply with it; `earlier` the frozen answers of its earlier applications to the programme by track, None
    where nobody looked for any.
    """

    name: str = ""
    uscc: str = ""
    region: str = ""
    kind: str = ""
    regions: tuple[str, ...] = ()
    awards: tuple[Award, ...] = ()
    is_verified: bool = True
    consortium: tuple[Member, ...] = ()
    earlier: Mapping[str, Mapping[str, Json]] | None = None

    def seen(self) -> dict[str, object]:
        """This function will give the variable `applicant` of expressions; what is not known is an empty text."""
        return {
            "name": self.name,
            "uscc": self.uscc,
            "region": self.region,
            "kind": self.kind,
            "regions": list(self.regions or ((self.region,) if self.region else ())),
            "province_region": self.region[:2] + "0000" if self.region else "",
            "city_region": self.region[:4] + "00" if self.region else "",
            "awards": [
                {
                    "award": item.award,
                    "year": item.year or 0,
                    "title": item.title,
                    "direction": item.direction,
                    "role": item.role,
                }
                for item in self.awards
            ],
        }


_TEXT = Shape("text")
APPLICANT = Shape(
    "map",
    children={
        **dict.fromkeys(("name", "uscc", "region", "kind", "province_region", "city_region"), _TEXT),
        "regions": Shape("list", item=_TEXT),
        "awards": Shape(
            "rows",
            item=Shape(
                "map",
                children={**dict.fromkeys(("award", "title", "direction", "role"), _TEXT), "year": Shape("number")},
            ),
        ),
    },
)
