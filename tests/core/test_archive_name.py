import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core import archive_name

RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("2021年审计报告.pdf", "2021年审计报告.pdf"),
        ('a/b\\c:d*e?f"g<h>i|j.txt', "a_b_c_d_e_f_g_h_i_j.txt"),
        ("  报告 . . ", "报告"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "_"),
        ("", "_"),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        ("COM1.tar.gz", "_COM1.tar.gz"),
        ("LPT¹", "_LPT¹"),
        ("CONsole.txt", "CONsole.txt"),
        ("exe\u202efdp.txt", "exefdp.txt"),  # a name that shows its end turned round
        ("a\x00b\tc\nd.txt", "ab c d.txt"),
        (".hidden", "hidden"),
        ("𠮷野家.pdf", "𠮷野家.pdf"),
        ("长" * 100 + ".pdf", "长" * 60 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(name: str, made: str) -> None:
    assert archive_name.safe(name) == made


@given(st.text(max_size=120))
def test_every_name_is_one_that_windows_takes(name: str) -> None:
    made = archive_name.safe(name)

    assert made
    assert made == made.strip(" ").rstrip(".")
    assert not set(made) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in made)
    assert not RESERVED.match(made)
    assert len(made.encode()) <= 201
    assert len(made.encode("utf-16-le")) <= 130


@given(st.lists(st.text(alphabet="aAＡ.bß甲 /", max_size=6), max_size=12))
def test_names_differ_also_where_a_and_A_are_one(names: list[str]) -> None:
    made = list(archive_name.different(names))

    assert len(made) == len(names)
    assert len({unicodedata.normalize("NFKC", name.casefold()) for name in made}) == len(names)


def test_a_pattern_is_filled_and_the_title_gives_way() -> None:
    facts = {"recommender": "示例市工信局", "rank": "03", "title": "长" * 90, "applicant": "示例公司"}

    made = archive_name.filled("{recommender}—{rank}—{title}—{applicant}", facts)

    assert made.startswith("示例市工信局—03—长长")
    assert made.endswith("—示例公司")
    assert len(made) == 64


@pytest.mark.parametrize(
    ("facts", "made"),
    [
        ({}, "_"),
        ({"applicant": "乙"}, "乙"),
        ({"recommender": "甲", "applicant": "乙"}, "甲—乙"),
        ({"recommender": "甲", "rank": "1", "title": "A/B", "applicant": "乙:"}, "甲—1—A_B—乙_"),
    ],
)
def test_a_fact_that_is_not_there_takes_its_dash_along(facts: dict[str, str], made: str) -> None:
    assert archive_name.filled("{recommender}—{rank}—{title}—{applicant}", facts) == made
