"""How headings are numbered: 一、（一）1.（1）."""

from __future__ import annotations


def heading_number(level: int, number: int, language: str = "zh") -> str:
    """Write the number that stands before a heading.

    >>> [heading_number(level, 12) for level in (1, 2, 3, 4)]
    ['十二、', '（十二）', '12. ', '（12）']
    """
    if language != "zh":
        return f"{number}. "
    return {1: f"{chinese_number(number)}、", 2: f"（{chinese_number(number)}）", 3: f"{number}. "}.get(
        level, f"（{number}）"
    )


def chinese_number(number: int) -> str:
    """Write a number from 1 to 99 as headings do; above that in digits.

    >>> [chinese_number(n) for n in (1, 10, 11, 20, 45)]
    ['一', '十', '十一', '二十', '四十五']
    """
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return ("" if tens == 0 else ("" if tens == 1 else digits[tens]) + "十") + ("" if ones == 0 else digits[ones])
