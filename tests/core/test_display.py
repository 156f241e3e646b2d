import pytest

from shifan.core import display
from shifan.core.display import Sheet
from tests.paper import FLAT, doc, make_plan, paragraph, text


def sheet(**changes: object) -> Sheet:
    return Sheet(
        **{"plan": make_plan(), "track": "scenario", "flat": FLAT, "computed": {"unit.size": "large"}, **changes}
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("unit.name", "示例装备有限公司"),
        ("unit.founded", "2008年3月5日"),
        ("unit.ownership", "民营"),
        ("unit.industry", "制造业／通用设备制造业"),
        ("unit.revenue.2020", "128530.12"),
        ("unit.revenue.2021", "-8"),
        ("unit.accident", "否"),
        ("unit.accident_name", ""),
        ("unit.size", "大型"),
        ("project.scenarios.k1.name", "铸件缺陷闭环"),
        ("project.scenarios.k1.segments", "仓储物流、回收"),
        ("project.scenarios.k2.name", "智能仓储"),
        ("project.scenarios.k2.period", "2020年3月1日至2022年6月30日"),
        ("project.scenarios.k2.period.start", "2020年3月1日"),
        ("project.scenarios.k1.period", ""),
        ("project.outlook", "无"),
        ("files.audit", "2020年审计报告.pdf\n2021年审计报告.pdf"),
        ("unit.no_such_field", ""),
    ],
)
def test_answer_is_worded_as_the_form_prints_it(path: str, expected: str) -> None:
    assert display.shown(sheet(), path) == expected


def test_files_are_told_apart_by_their_titles_only_where_asked() -> None:
    flat = {"files.audit": [{"name": "a.pdf", "title": "审计报告"}, {"name": "b.pdf", "title": ""}]}

    assert display.shown(sheet(flat=flat), "files.audit") == "a.pdf\nb.pdf"
    assert display.shown(sheet(flat=flat), "files.audit", titles=True) == "a.pdf（审计报告）\nb.pdf"
    assert display.shown(sheet(flat=flat, language="en"), "files.audit", titles=True) == "a.pdf (审计报告)\nb.pdf"


def test_level_of_a_cascade_is_the_name_at_that_level() -> None:
    assert display.shown(sheet(), "unit.industry", level="section") == "制造业"
    assert display.shown(sheet(), "unit.industry", level="division") == "通用设备制造业"


def test_unit_follows_a_number_only_where_asked() -> None:
    assert display.shown(sheet(), "unit.headcount") == "320"
    assert display.shown(sheet(), "unit.headcount", unit=True) == "320人"
    assert display.shown(sheet(flat={}), "unit.headcount", unit=True) == ""


def test_half_a_period_is_shown_alone() -> None:
    flat = {"project.scenarios.k2.period.end": "2022-06-30"}

    assert display.shown(sheet(flat=flat), "project.scenarios.k2.period") == "2022年6月30日"


def test_english_sheet_shows_days_and_yes_in_english() -> None:
    english = sheet(language="en")

    assert display.shown(english, "unit.founded") == "2008-03-05"
    assert display.shown(english, "unit.accident") == "No"


def test_ticks_stand_in_the_order_of_the_options() -> None:
    assert display.ticked(sheet(), "unit.ownership") == "☐中央企业　☑民营"
    assert display.ticked(sheet(), "unit.accident", {"true": "（事故名称：）"}) == "☐是（事故名称：）　☑否"
    assert display.ticked(sheet(), "unit.size") == "☑大型　☐小型"
    assert display.ticked(sheet(flat={}), "unit.ownership") == "☐中央企业　☐民营"


def test_own_text_is_ticked_after_the_options() -> None:
    assert display.ticked(sheet(), "project.scenarios.k1.segments") == "☑仓储物流　☑回收"


def test_codes_that_are_ticked_are_named_as_options_are() -> None:
    assert display.codes_chosen(sheet(), "unit.accident") == ["false"]
    assert display.codes_chosen(sheet(), "project.scenarios.k1.segments") == ["L8"]
    assert display.codes_chosen(sheet(flat={}), "unit.ownership") == []


def test_option_for_own_text_is_printed_where_it_has_a_name() -> None:
    other = {"*": "其他（请注明）"}

    assert display.ticked(sheet(), "project.scenarios.k1.segments", other) == "☑仓储物流　☑其他（请注明）：回收"
    assert display.ticked(sheet(flat={}), "unit.ownership", other) == "☐中央企业　☐民营　☐其他（请注明）"


def test_item_is_code_and_name_and_own_text_has_no_code() -> None:
    assert display.item(sheet(), "project.scenarios.k2.name") == "22. 智能仓储"
    assert display.item(sheet(), "project.scenarios.k1.name") == "铸件缺陷闭环"
    assert display.code(sheet(), "project.scenarios.k2.name") == "22"


def test_unknown_code_is_shown_as_it_is() -> None:
    flat = {"unit.ownership": "gone", "unit.industry": "99", "project.scenarios.k2.name": "77"}

    assert [display.shown(sheet(flat=flat), path) for path in flat] == ["gone", "99", "77"]


@pytest.mark.parametrize("hidden", ["unit.mobile", "unit", "project.scenarios.*.name", "project.scenarios.k2"])
def test_hidden_field_reads_as_unanswered(hidden: str) -> None:
    paths = {"unit.mobile": "unit.mobile", "unit": "unit.name"}
    path = paths.get(hidden, "project.scenarios.k2.name")

    assert display.shown(sheet(), path) != ""
    assert display.shown(sheet(hidden=frozenset({hidden})), path) == ""


def test_public_sheet_shows_public_answers_only() -> None:
    public = sheet(public=True)

    assert display.shown(public, "unit.name") == "示例装备有限公司"
    assert display.shown(public, "unit.mobile") == ""
    assert display.shown(public, "unit.revenue.2020") == ""
    assert public.value("project.scenarios") == ["k2", "k1"]


def test_rich_text_is_given_whole_and_as_words() -> None:
    written = doc(paragraph(text("第一段")), paragraph(text("第二段", "bold")))
    answered = sheet(flat={"project.plan": written})

    assert display.rich(answered, "project.plan") == written
    assert display.shown(answered, "project.plan") == "第一段\n第二段"
    assert display.rich(sheet(), "project.plan") is None


def test_computed_number_has_no_tail_of_binary_digits() -> None:
    answered = sheet(computed={"unit.size": 0.1 + 0.2})

    assert display.shown(answered, "unit.size") == "0.3"


@pytest.mark.parametrize(
    ("unit", "language", "expected"),
    [
        ("人", "zh-hans", "人"),
        ("persons", "en", " persons"),
        ("%", "en", "%"),
        ("10,000 yuan", "en", " × 10,000 yuan"),  # 1085 with it is not 108,510,000 yuan
    ],
)
def test_unit_stands_beside_its_number_as_the_language_wants_it(unit: str, language: str, expected: str) -> None:
    assert display.beside(unit, language) == expected
