from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core import digest, verification
from shifan.core.document import Document
from shifan.core.verification import Mark
from tests.paper import FLAT, make_plan

WHOLE = "3f9a1b2c77d0e1aa" * 4
CONTENT = {
    "track": "scenario",
    "number": "HB-7",
    "submission": 2,
    "applicant": {"name": "示例装备有限公司", "uscc": "", "region": ""},
    "recommender": "示例市工业和信息化局",
    "submitted_at": "2022-10-20T16:30:00+00:00",
    "answers": FLAT,
    "computed": {"unit.size": "large"},
}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (WHOLE, WHOLE),
        (WHOLE.upper(), WHOLE),
        (f"https://shifan.example.cn/verify/{WHOLE}/", WHOLE),
        (f"https://deadbeefdeadbeef.example.cn/verify/{WHOLE}/", WHOLE),
        (f"SHA-256 {WHOLE}", WHOLE),
        (f"sha256:{WHOLE}", WHOLE),
        ("3f9a 1b2c 77d0 e1aa", "3f9a1b2c77d0e1aa"),
        ("HB-7　第 2 次提交　校验码 3f9a 1b2c 77d0 e1aa", "3f9a1b2c77d0e1aa"),
        ("３Ｆ９Ａ－１ｂ２ｃ－７７ｄ０", "3f9a1b2c77d0"),
        ("3f9a1b2c77d", ""),
        (WHOLE + "0", ""),
        ("3f9a1b2c77dg", ""),
        ("", ""),
        ("校验码", ""),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, code: str) -> None:
    assert verification.code(typed) == code


@given(st.text(max_size=200))
def test_a_code_is_hexadecimal_or_empty_whatever_is_typed(typed: str) -> None:
    code = verification.code(typed)

    assert code == "" or (12 <= len(code) <= 64 and set(code) <= set("0123456789abcdef"))


def test_a_marked_document_says_its_digest_in_three_ways() -> None:
    document = Document(title="申报书", author="示例", blocks=())

    made = verification.marked(
        document, Mark(WHOLE, "application_form", f"https://a.cn/verify/{WHOLE}/"), {"b": 1, "a": "值"}
    )

    assert made == replace(
        document,
        verify=f"https://a.cn/verify/{WHOLE}/",
        keywords=(f"sha256:{WHOLE}", "document:application_form", f"verify:https://a.cn/verify/{WHOLE}/"),
        frozen='{"a":"值","b":1}',
    )


@pytest.mark.parametrize("site", ["https://a.cn", ""])
def test_a_mark_is_found_in_the_keywords_it_was_written_to(site: str) -> None:
    mark = Mark(WHOLE, "form", verification.text(site, WHOLE))
    made = verification.marked(Document(title="", author="", blocks=()), mark)

    assert verification.mark("Keywords: " + ", ".join(made.keywords) + ", more") == mark
    assert verification.mark("sha256:" + "0" * 63) is None


def test_a_submission_is_read_from_its_content_alone() -> None:
    read = verification.submitted(make_plan(), CONTENT, WHOLE)

    assert (read.applicant, read.number, read.submission, f"{read.day}", read.digest) == (
        "示例装备有限公司", "HB-7", 2, "2022-10-21", WHOLE,
    )  # fmt: skip


@pytest.mark.parametrize("content", [{}, {**CONTENT, "answers": []}, {**CONTENT, "submitted_at": "gestern"}])
def test_content_that_is_no_submission_is_refused(content: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        verification.submitted(make_plan(), content, digest.of(content))
