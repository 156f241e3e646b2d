from shifan.core import difference


def kinds(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in difference.pieces(before, after)]


def test_the_same_text_is_one_piece_and_nothing_is_none() -> None:
    assert kinds("甲", "甲") == [("same", "甲")]
    assert kinds("", "") == []


def test_words_and_numbers_change_whole() -> None:
    assert kinds("产能 1200 台", "产能 1500 台") == [
        ("same", "产能 "),
        ("gone", "1200"),
        ("new", "1500"),
        ("same", " 台"),
    ]


def test_something_new_and_something_gone() -> None:
    assert kinds("", "新增") == [("new", "新增")]
    assert kinds("删去", "") == [("gone", "删去")]


def test_long_stretches_that_stayed_are_shortened() -> None:
    long = "车间" * 100

    assert kinds(f"{long}甲{long}", f"{long}乙{long}") == [
        ("same", "…" + "车间" * 12),
        ("gone", "甲"),
        ("new", "乙"),
        ("same", "车间" * 12 + "…"),
    ]


def test_very_long_texts_are_compared_by_sentences() -> None:
    before = "".join(f"第{number}句。" for number in range(1000))

    assert kinds(before, before.replace("第500句", "改500句"))[1:3] == [("gone", "第500句。"), ("new", "改500句。")]
