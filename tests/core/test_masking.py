import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core import masking
from shifan.core.form import ContactField, NumberField, TextField, Words

NO_WORDS = Words(zh="", en="")


@pytest.mark.parametrize(
    ("kind", "text", "left"),
    [
        ("mobile", "13800000000", "138****0000"),
        ("phone", "0311-87800820-12", "0311-****0820"),
        ("fax", "无", "*"),
        ("email", "zhang@example.com", "z***@example.com"),
        ("id", "130102199001011234", "130***********1234"),
        ("name", "张示例", "张**"),
        ("name", "一个很长的名字", "****"),
        ("name", "张 ", "****"),
        ("other", "任何内容", "****"),
        ("mobile", " ", ""),
    ],
)
def test_enough_is_left_to_recognise_and_no_more(kind, text, left):
    assert masking.mask(kind, text) == left


@given(st.sampled_from(["mobile", "phone", "email", "id", "name", "other"]), st.text(min_size=2, max_size=60))
def test_nothing_comes_through_whole(kind, text):
    masked = masking.mask(kind, text)

    assert masked == "" or "*" in masked


def test_the_kind_follows_from_the_field():
    assert masking.kind_of(ContactField(id="a", type="fax", label=NO_WORDS)) == "fax"
    assert masking.kind_of(TextField(id="a", type="text", label=NO_WORDS)) == "name"
    assert masking.kind_of(TextField(id="a", type="longtext", label=NO_WORDS)) == "other"
    assert masking.kind_of(NumberField(id="a", type="integer", label=NO_WORDS)) == "other"
