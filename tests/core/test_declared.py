import pytest

from tests.small import TRACK, element, faults_of, words

ROWS = element(
    "items", "table", mandatory=False, fields=[element("name"), element("amount", "decimal"), element("day", "date")]
)
FIELDS = (
    element("total", "decimal"),
    element("who"),
    element("level", "choice", options=[{"code": "city", "label": words("city")}]),
    element("file", "attachment", mandatory=False),
    ROWS,
)
STAGES = [
    element("fill", "", kind="fill"),
    element("city", "", kind="recommend", body="city"),
    element("choice", "", kind="select"),
]
BODIES = [element("city", "", level=1, bureaus=[element("miit", "", part="lead")])]
PAPER = element("paper", "", of="submission", track=TRACK, parts=[])


def faults(**more: object) -> list[str]:
    """Give the faults of a small pack that declares something."""
    return faults_of(*FIELDS, **{"stages": STAGES, "body_kinds": BODIES, "documents": [PAPER], **more})


def with_sum(**more: object) -> list[str]:
    section = element("unit", "", fields=list(FIELDS))
    whole = element("add", "", **{"total": "unit.total", "of": ["unit.items.*.amount"], **more})
    return faults(forms=[element("form", "", sections=[section], sums=[whole])])


def money(**more: object) -> list[dict[str, object]]:
    base = {"each": "unit.items", "name": "name", "amount": "amount", "day": "day", "since": "2030-01-01"}
    whole = {
        "unit": words("万元"),
        "level": "unit.level",
        "base": element("base", "", **{**base, **more.pop("base", {})}),
        "rates": [element(more.pop("rate", "city"), "", share="0.2")],
        **more,
    }
    return [element("paid", "", **whole)]


def test_what_is_declared_well_has_no_faults():
    assert with_sum(where={"name": ["a"]}, over=["x"]) == []
    assert faults(funding=money(asked="unit.total")) == []
    assert faults(caps=[element("a", "", stage="choice", track=TRACK, most=1)]) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"total": "unit.gone"}, "there is no answer “unit.gone”"),
        ({"total": "unit.who"}, "“unit.who” is not a number"),
        ({"of": ["unit.{}"], "over": ["total", "gone"]}, "there is no answer “unit.gone”"),
        ({"where": {"gone": ["a"]}}, "there is no field of the rows “gone”"),
    ],
)
def test_sum_of_what_is_not_there(given, message):
    assert with_sum(**given) == [message]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"base": {"each": "unit.total"}}, "there is no repeat “unit.total”"),
        ({"base": {"amount": "gone"}}, "there is no field of the rows “gone”"),
        ({"base": {"amount": "name"}}, "“name” is not a number"),
        ({"base": {"day": ""}}, "costs count from a day on, but their rows have no `day`"),
        ({"level": "unit.gone"}, "there is no field “unit.gone”"),
        ({"rate": "nation"}, "there is no value of unit.level “nation”"),
        ({"asked": "unit.who"}, "there is no number “unit.who”"),
        ({"difference": element("d", "", tracks=[TRACK], paid="unit.gone")}, "there is no answer “unit.gone”"),
        ({"matching": [element("m", "", body="moon", share="1")]}, "there is no kind of body “moon”"),
    ],
)
def test_money_that_cannot_be_worked_out(given, message):
    assert faults(funding=money(**given)) == [message]


@pytest.mark.parametrize(
    ("section", "item", "message"),
    [
        ("caps", {"stage": "gone", "track": TRACK, "most": 1}, "there is no stage “gone”"),
        ("caps", {"stage": "fill", "track": TRACK, "most": 1}, "“fill” is not a stage of the kind select"),
        (
            "caps",
            {"stage": "choice", "track": TRACK, "where": {"a": ["b"]}, "most": 1},
            "there is no fact of the track “a”",
        ),
        ("limits", {"tracks": ["gone"]}, "there is no track “gone”"),
        ("unchanged", {"track": TRACK, "earlier": "gone"}, "there is no track “gone”"),
        ("unchanged", {"track": TRACK, "earlier": TRACK, "except_for": ["b"]}, "there is no section or field “b”"),
        ("materials", {"stage": "gone"}, "there is no stage “gone”"),
        ("materials", {"stage": "fill", "documents": ["gone"]}, "there is no document “gone”"),
        ("materials", {"stage": "fill", "fields": ["unit.who"]}, "there is no attachment “unit.who”"),
        ("materials", {"stage": "fill", "when": "unit.gone"}, "there is no answer or fact “unit.gone”"),
        ("papers", {"stage": "gone"}, "there is no stage “gone”"),
        ("papers", {"stage": "fill", "per": "unit.gone"}, "there is no answer “unit.gone”"),
        ("papers", {"stage": "fill", "documents": ["paper"], "format": "docx"}, "“paper” is not made as docx"),
        (
            "signatures",
            {"document": "gone", "stage": "fill", "by": "applicant", "gives": ["seal"]},
            "there is no document “gone”",
        ),
        (
            "signatures",
            {"document": "paper", "stage": "gone", "by": "applicant", "gives": ["seal"]},
            "there is no stage “gone”",
        ),
        (
            "signatures",
            {"document": "paper", "stage": "city", "by": "recommender", "bureau": "x", "gives": ["seal"]},
            "there is no office at that stage “x”",
        ),
        ("duties", {"by": "applicant", "compares": ["unit.gone"]}, "there is no section or field “unit.gone”"),
        ("duties", {"by": "applicant", "failing": "revoke"}, "nothing is declared under `revocations`"),
        ("declarations", {"text": words("a"), "kind": "consent"}, "a consent is somebody’s own"),
        (
            "declarations",
            {"text": words("a"), "kind": "consent", "person": "unit.gone"},
            "there is no answer “unit.gone”",
        ),
        (
            "placeholders",
            {"reading": words("a"), "kind": "date", "value": "soon"},
            "“soon” is not a value of the kind date",
        ),
        ("placeholders", {"reading": words("a"), "value": "5"}, "a reading with a value says of which kind it is"),
        (
            "placeholders",
            {"reading": words("a"), "kind": "date", "fills": ["stage:fill.gone"]},
            "“stage:fill.gone” takes no such value",
        ),
        (
            "placeholders",
            {"reading": words("a"), "kind": "text", "fills": ["stage:fill.closes"]},
            "“stage:fill.closes” takes no such value",
        ),
    ],
)
def test_what_is_declared_names_only_what_is_there(section, item, message):
    assert faults(**{section: [element("a", "", **item)]}) == [message]


def test_expression_may_only_ask_for_readings_that_are_declared():
    material = element("a", "", stage="fill", when="readings.gone == unit.who")

    assert faults(materials=[material]) == ["there is no answer or fact “gone”"]
