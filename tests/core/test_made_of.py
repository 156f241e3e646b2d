"""Which documents are made of what, and that a pack may not print what is not known of it."""

import pytest

from shifan.core import papers, plan
from shifan.core.pack import Pack, PackError
from tests import small


def document(id: str, of: str = "recommendation", *, track: str = small.TRACK, **more: object) -> dict[str, object]:
    return small.element(id, "", of=of, track=track, **({"parts": []} | more))


def pack(*documents: dict[str, object], **more: object) -> Pack:
    return small.pack_of(small.element("name"), documents=list(documents), **more)


def made(given: Pack, of: str = "recommendation", case: str = "") -> list[str]:
    return [one.id for one in papers.made_of(given, of, small.TRACK, case)]  # type: ignore[arg-type]


def test_general_documents_are_made_on_every_track() -> None:
    assert made(pack(document("table"), document("letter", track=""))) == ["table", "letter"]


def test_a_track_s_own_stands_instead_of_a_general_one() -> None:
    given = pack(document("joint", instead_of="letter"), document("letter", track=""))

    assert made(given) == ["joint"]


def test_documents_of_a_case_are_made_in_that_case() -> None:
    given = pack(document("letter", only=["city"]), document("group_letter", only=["group"]), document("table"))

    assert made(given, case="group") == ["group_letter", "table"]
    assert made(given) == ["letter", "group_letter", "table"]


def table(fact: str, **more: object) -> list[dict[str, object]]:
    return [{"part": "table", "columns": [{"label": small.words("x"), "fact": fact}], **more}]


def text(words: str) -> list[dict[str, object]]:
    return [{"part": "text", "text": small.words(words)}]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (document("a", parts=text("{opens}")), "parts.0.text.zh: a document of a recommendation knows no “opens”"),
        (document("a", "review", parts=text("{reason}")), "a document of a review knows no “reason”"),
        (
            document("a", "selection", parts=table("rank")),
            "documents.0.parts.0.columns.0.fact: a document of a selection knows no “rank”",
        ),
        (
            document("a", "funding", parts=table("cap", lines="steps")),
            "knows no “cap”",
        ),
        (
            document("a", "review", parts=[{"part": "grid", "widths": [1], "rows": [[{"fact": "count"}]]}]),
            "documents.0.parts.0.rows.0.0.fact: a document of a review knows no “count”",
        ),
        (document("a", track="", parts=text("{unit.name}")), "prints “unit.name”, but it is made on every track"),
        (document("a", "selection", only=["perhaps"]), "there is no case of a selection “perhaps”"),
        (document("a", only=["selected"]), "there is no case of a recommendation “selected”"),
        (document("a", instead_of="nothing"), "there is no document “nothing”"),
    ],
)
def test_what_is_not_known_of_it_cannot_be_printed(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(PackError) as caught:
        plan.build(pack(wrong))

    assert says in str(caught.value)


def test_facts_and_numbers_of_rows_can_be_printed() -> None:
    plan.build(pack(document("a", "change_request", parts=text("{reason}{due}{round}{index}…{ }"))))
