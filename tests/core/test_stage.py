from collections.abc import Mapping

import pytest

from shifan.core import stage
from tests import small

KINDS = [
    small.element("province", "", level=1),
    small.element("city", "", level=1),
    small.element("group", "", level=1, chosen_by="unit.group"),
]
PACK = small.pack_of(
    small.element("group", "choice", mandatory=False, options_from="groups"),
    lists=[small.code_list("groups", ("G1",), ("G2",))],
    body_kinds=KINDS,
)
BODIES = {("province", "210000"), ("city", "210200"), ("group", "G1")}


@pytest.mark.parametrize(
    ("regions", "flat", "expected"),
    [
        (("210211", "210200", "210000"), {}, ("city", "210200")),
        (("210102", "210100", "210000"), {}, ("province", "210000")),
        (("210211", "210200", "210000"), {"unit.group": "G1"}, ("group", "G1")),
        ((), {"unit.group": "G1"}, ("group", "G1")),
        (("210211", "210200", "210000"), {"unit.group": "G2"}, ("city", "210200")),
        (("330102", "330100", "330000"), {}, None),
        (("G1",), {}, None),
    ],
)
def test_body_that_was_chosen_goes_before_that_of_the_territory(
    regions: tuple[str, ...], flat: Mapping[str, object], expected: tuple[str, str] | None
) -> None:
    assert stage.desk(PACK, regions, BODIES, flat) == expected


def test_body_is_chosen_by_an_answer_of_the_form() -> None:
    kinds = [small.element("group", "", level=1, chosen_by="unit.channel")]

    assert small.faults_of(small.element("name"), body_kinds=kinds) == ["there is no answer “unit.channel”"]
