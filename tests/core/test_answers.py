import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifan.core import answers
from shifan.core.finding import Severity
from tests.small import TRACK, code_list, element, plan_of, words

OPTIONS = [{"code": "a", "label": words("甲")}, {"code": "b", "label": words("乙")}]
DOC = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "富文本"}]}]}
DIGEST = "0" * 64
FILE = {"digest": DIGEST, "name": "证书.pdf", "size": 12}
INNER = element("inner", "table", fields=[element("n", "integer")])
PLAN = plan_of(
    element("name", limit=5),
    element("story", "longtext"),
    element("code", code="uscc"),
    element("either", code="org_code"),
    element("post", code="postcode"),
    element("rich", "rich", limit=3),
    element("plain_rich", "rich", pictures=False),
    element("whole", "integer", least=1, most=9),
    element("money", "decimal", none_allowed=True),
    element("years", "years", years=[2029, 2030]),
    element("day", "date", year=2030),
    element("month", "month"),
    element("span", "period"),
    element("mobile", "mobile"),
    element("fax", "fax"),
    element("mail", "email"),
    element("one", "choice", options=OPTIONS),
    element("own", "choice", options=OPTIONS, own_text=True),
    element("several", "multi", options=OPTIONS, most=1),
    element("tree", "cascade", options_from="tree", levels=["top", "leaf"]),
    element("yes", "yes_no"),
    element("files", "attachment", most=1),
    element("sum", "computed", value="unit.whole + 1"),
    element("group", "group", fields=[element("x")]),
    element("rows", "repeat", most=2, fields=[element("name"), INNER]),
    lists=[code_list("tree", ("T", "", "top"), ("L", "T", "leaf"), levels=["top", "leaf"])],
)


def clean(path: str, value: object) -> tuple[object, list[tuple[str, str]]]:
    kept, findings = answers.clean(PLAN, TRACK, f"unit.{path}", value)
    return kept, [(finding.rule, finding.severity.value) for finding in findings]


@pytest.mark.parametrize(
    ("path", "value", "kept"),
    [
        ("name", "中文", "中文"),
        ("name", 12, "12"),
        ("name", "a\x00b\u2028\ud800c\r\nd", "ab\u2028c d"),
        ("name", "   ", None),
        ("name", None, None),
        ("story", "a\r\nb\tc\rd", "a\nb\tc\nd"),
        ("story", "“引号”，Ａ１ %  ", "“引号”，Ａ１ %  "),
        ("code", "９１１３０２０５ma0exb0265", "91130205MA0EXB0265"),
        ("post", "０５００００", "050000"),
        ("rich", DOC, DOC),
        ("rich", "富文本", DOC),
        ("rich", {"type": "doc", "content": [{"type": "paragraph"}]}, None),
        ("whole", "3", "3"),
        ("whole", 3, "3"),
        ("whole", "3.0", "3"),
        ("money", "1,285,300.50", "1285300.50"),
        ("money", "１２．５", "12.5"),
        ("money", 0.1, "0.1"),
        ("money", "-3", "-3"),
        ("money", "无", "无"),
        ("years.2029", "1.5", "1.5"),
        ("day", "2030/1/5", "2030-01-05"),
        ("day", "2030年1月5日", "2030-01-05"),
        ("month", "2030-1", "2030-01"),
        ("month", "2030-01-31", "2030-01"),
        ("span.start", "2030-01-31", "2030-01-31"),
        ("mobile", "138 0013 8000", "13800138000"),
        ("mail", "A@Example.COM", "A@example.com"),
        ("one", "a", "a"),
        ("own", {"own": " 其他 "}, {"own": "其他"}),
        ("own", "其他", {"own": "其他"}),
        ("own", {"own": ""}, None),
        ("several", ["a", "a", ""], ["a"]),
        ("several", "a", ["a"]),
        ("several", [], None),
        ("tree", "L", "L"),
        ("yes", False, False),
        ("yes", "是", True),
        ("files", [FILE | {"extra": 1}, FILE], [FILE]),
        ("files", [], None),
        ("group.x", "x", "x"),
        ("rows", ["k1", "k2", "k1"], ["k1", "k2"]),
        ("rows.k1.name", "x", "x"),
        ("rows.k1.inner.z9.n", "1", "1"),
    ],
)
def test_answer_is_kept_in_one_form(path, value, kept):
    assert clean(path, value) == (kept, [])


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("name", "一二三四五六", "field.limit"),
        ("code", "91130205MA0EXB0266", "field.uscc"),
        ("either", "123", "field.unit_code"),
        ("post", "12", "field.postcode"),
        ("rich", "一二三四", "field.limit"),
        ("whole", "1.5", "field.integer"),
        ("whole", "x", "field.number"),
        ("whole", "0", "field.least"),
        ("whole", "10", "field.most"),
        ("whole", "1" * 50, "field.number"),
        ("money", "1.234", "field.places"),
        ("years.2030", "x", "field.number"),
        ("day", "2030-02-30", "field.date"),
        ("day", "2030-02", "field.date"),
        ("day", "2029-01-01", "field.year"),
        ("span.end", "soon", "field.date"),
        ("mobile", "123", "field.mobile"),
        ("fax", "123", "field.phone"),
        ("mail", "x@", "field.email"),
        ("several", ["a", "b"], "field.choices"),
        ("files", [FILE, FILE | {"digest": "1" * 64}], "field.files"),
        ("rows", ["a", "b", "c"], "rows.most"),
    ],
)
def test_wrong_answer_is_kept_as_typed_with_a_warning(path, value, code):
    kept, findings = clean(path, value)

    assert kept is not None
    assert findings == [(code, "warn")]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("name", ["x"], "field.shape"),
        ("name", True, "field.shape"),
        ("name", "x" * 200_001, "answer.large"),
        ("whole", "1" * 2_000, "answer.large"),
        pytest.param("whole", 10**6000, "answer.large", id="a number of 6,000 digits"),
        ("whole", True, "field.shape"),
        ("rich", {"type": "script"}, "field.shape"),
        ("rich", {"type": "doc", "content": [{"type": "iframe"}]}, "field.shape"),
        ("rich", [1], "field.shape"),
        ("rich", {"type": "doc", "content": [{"type": "paragraph"}] * 2_000_000}, "answer.large"),
        ("plain_rich", {"type": "doc", "content": [{"type": "image", "attrs": {"digest": DIGEST}}]}, "field.shape"),
        ("one", "c", "field.option"),
        ("one", {"own": "c"}, "field.option"),
        ("one", {"own": "c", "x": 1}, "field.shape"),
        ("several", ["a", "c"], "field.option"),
        ("tree", "x", "field.option"),
        ("yes", "maybe", "field.shape"),
        ("files", [{"digest": "x", "name": "y", "size": 1}], "field.shape"),
        ("files", [FILE | {"size": -1}], "field.shape"),
        ("files", "x", "field.shape"),
        ("rows", ["UPPER"], "field.shape"),
        ("rows", "k1", "field.shape"),
        ("rows", [f"k{n}" for n in range(1001)], "answer.large"),
        ("sum", 3, "answer.unknown"),
        ("group", {}, "answer.unknown"),
        ("span", "2030-01-01", "answer.unknown"),
        ("span.middle", "2030-01-01", "answer.unknown"),
        ("years.2031", "1", "answer.unknown"),
        ("nothing", 1, "answer.unknown"),
        ("name.x", 1, "answer.unknown"),
        ("rows.k1", {}, "answer.unknown"),
        ("rows.*.name", "x", "answer.unknown"),
        ("x" * 300, 1, "answer.unknown"),
    ],
)
def test_what_cannot_be_kept_is_refused(path, value, code):
    kept, findings = clean(path, value)

    assert kept is None
    assert findings == [(code, "block")]


def test_unusual_organisation_digit_is_only_a_remark():
    kept, findings = answers.clean(PLAN, TRACK, "unit.code", "91110000000013428N")

    assert kept is not None
    assert [finding.severity for finding in findings] in ([], [Severity.WARN])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)
LEAVES = [path + leaf for path, question in PLAN.tracks[TRACK].form.by_pattern.items() for leaf in question.leaves]


@given(path=st.sampled_from(LEAVES), value=JSON)
def test_clean_takes_whatever_json_there_is(path, value):
    kept, findings = answers.clean(PLAN, TRACK, path.replace("*", "k1"), value)

    again, _ = answers.clean(PLAN, TRACK, path.replace("*", "k1"), kept)
    assert again == kept
    assert all(finding.text("zh") and finding.text("en") for finding in findings)


@given(path=st.text(max_size=300), value=JSON)
def test_clean_takes_whatever_path_there_is(path, value):
    kept, findings = answers.clean(PLAN, TRACK, path, value)

    assert kept is None
    assert [finding.rule for finding in findings] == ["answer.unknown"]


@given(nested=JSON)
def test_read_takes_whatever_json_there_is(nested):
    flat, _ = answers.read(PLAN, TRACK, {"unit": nested, "other": nested})

    assert answers.read(PLAN, TRACK, answers.nest(PLAN, TRACK, flat))[0] == flat


NESTED = {
    "unit": {
        "name": "中文",
        "years": {"2029": "1"},
        "span": {"start": "2030-01-01"},
        "group": {"x": "y"},
        "rows": [{"_key": "k3f", "name": "一", "inner": [{"n": 1}, {"n": 2}]}, {"name": "二"}],
    }
}


def test_nested_answers_become_flat_and_nested_again():
    flat = answers.flatten(PLAN, TRACK, NESTED)

    assert flat == {
        "unit.name": "中文",
        "unit.years.2029": "1",
        "unit.span.start": "2030-01-01",
        "unit.group.x": "y",
        "unit.rows": ["k3f", "r2"],
        "unit.rows.k3f.name": "一",
        "unit.rows.k3f.inner": ["r1", "r2"],
        "unit.rows.k3f.inner.r1.n": "1",
        "unit.rows.k3f.inner.r2.n": "2",
        "unit.rows.r2.name": "二",
    }
    assert answers.nest(PLAN, TRACK, flat)["unit"]["rows"] == [
        {"_key": "k3f", "name": "一", "inner": [{"_key": "r1", "n": "1"}, {"_key": "r2", "n": "2"}]},
        {"_key": "r2", "name": "二", "inner": []},
    ]


def test_what_the_form_does_not_take_is_named_with_its_place():
    nested = {"unit": {"rows": [{}, {"nmae": 1, "inner": "x"}], "name": ["x"], "span": 1, "group": 2}, "zz": 1}

    flat, findings = answers.read(PLAN, TRACK, nested)

    assert flat == {"unit.rows": ["r1", "r2"]}
    assert [(finding.rule, finding.where) for finding in findings] == [
        ("answer.unknown", "unit.rows[1].nmae"),
        ("field.shape", "unit.rows[1].inner"),
        ("field.shape", "unit.name"),
        ("field.shape", "unit.span"),
        ("answer.unknown", "unit.group"),
        ("answer.unknown", "zz"),
    ]


def test_too_many_rows_are_one_finding():
    _, findings = answers.read(PLAN, TRACK, {"unit": {"rows": [{}] * 10_000}})

    assert [(finding.rule, finding.where) for finding in findings] == [("answer.large", "unit.rows")]


def test_keys_of_rows_given_twice_are_told_apart():
    flat = answers.flatten(
        PLAN, TRACK, {"unit": {"rows": [{"_key": "r2"}, {"_key": "x"}, {"_key": "x"}, {"_key": "No!"}]}}
    )

    assert flat["unit.rows"] == ["r2", "x", "r3", "r4"]


def test_paths_may_be_written_flat():
    flat, findings = answers.read(
        PLAN, TRACK, {"unit.rows": ["k3f"], "unit.rows[0].name": "一", "unit.rows.k3f.inner": ["z"], "unit.name": "x"}
    )

    assert findings == ()
    assert flat["unit.rows.k3f.name"] == "一"


def test_path_reads_with_numbers_of_rows():
    flat = {"unit.rows": ["k3f", "k9a"], "unit.rows.k9a.inner": ["z"]}

    assert answers.readable(flat, "unit.rows.k9a.inner.z.n") == "unit.rows[1].inner[0].n"
    assert answers.readable(flat, "unit.rows.gone.name") == "unit.rows.gone.name"
    assert answers.stored(flat, "unit.rows[1].inner[0].n") == "unit.rows.k9a.inner.z.n"
    assert answers.pattern(PLAN, TRACK, "unit.rows.k9a.inner.z.n") == "unit.rows.*.inner.*.n"


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("unit.name", True),
        ("unit.rows.k3f.name", True),
        ("unit.years.2029", True),
        ("unit", False),
        ("unit.Name", False),
        ("unit..name", False),
        ("unit.*.name", False),
        ("unit.name\n", False),
        ("unit." + "x" * 200, False),
    ],
)
def test_path_has_one_form(path, is_one):
    assert answers.is_path(path) is is_one


def test_new_key_is_not_among_those_taken():
    first = answers.new_key([], "seed")

    assert answers.new_key([], "seed") == first
    assert len(first) == 5
    assert answers.new_key([first], "seed") != first
