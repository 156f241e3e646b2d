import pytest

from shifan.render.characters import printable, visible


@pytest.mark.parametrize(
    ("typed", "paper"),
    [
        ("甲\r\n乙\r丙\u2028丁\x0b戊", "甲\n乙\n丙\n丁\n戊"),
        ("甲\t乙", "甲   乙"),
        ("\x00\x07甲\x1b[31m\x7f\x9f", "甲[31m"),
        ("金额\u202e001\u202c元\u2066x\u2069", "金额001元x"),
        ("\ud842\udfb7 \ufffe", "\ufffd\ufffd \ufffd"),
        ("𠮷䶮\u200b\u200d①é", "𠮷䶮\u200b\u200d①é"),
    ],
)
def test_text_is_made_printable(typed: str, paper: str) -> None:
    assert printable(typed) == paper


def test_invisible_characters_need_no_font() -> None:
    assert visible("甲 \u200b\ufeff\u00ad\U000e0041\n乙") == {"甲", "乙"}
