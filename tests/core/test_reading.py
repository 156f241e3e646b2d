from shifan.core import plan as plans
from shifan.core import reading
from shifan.core.reading import Answer, Block, Grid
from tests.make import ANSWERS, make_pack

PLAN = plans.build(make_pack())


def content(**changes):
    flat = {path: value for path, value in (ANSWERS | changes).items() if value is not None}
    return {
        "track": "scenario",
        "answers": flat,
        "computed": {"unit.size": "large"},
        "declared": ["truth"],
        "files": [{"digest": "a" * 64, "name": "函.pdf", "size": 2048, "path": "files.letter"}],
        "findings": [
            {
                "rule": "revenue_grows",
                "severity": "warn",
                "where": "unit.revenue",
                "clause": ["900-009"],
                "message": {"zh": "收入下降。", "en": "Revenue fell."},
            }
        ],
    }


def answers(parts) -> dict[str, Answer]:
    found = {}
    for part in parts:
        if isinstance(part, Answer):
            found[part.path] = part
        elif isinstance(part, Block):
            found |= answers(part.parts)
        else:
            found |= {cell.path: cell for line in part.lines for cell in line}
    return found


def read(for_whom="desk", earlier=None, **changes):
    return reading.read(PLAN, content(**changes), for_whom, earlier=earlier)


def words(read_) -> dict[str, str]:
    return {path: one.text for section in read_.sections for path, one in answers(section.parts).items()}


def test_a_desk_reads_everything_in_words() -> None:
    found = words(read())

    assert found["unit.ownership"] == "民营"
    assert found["unit.founded"] == "2015年6月1日"
    assert found["unit.revenue.2029"] == "42000"
    assert found["unit.accident"] == "否"
    assert found["unit.mobile"] == "138****0000"
    assert words(read("revealed"))["unit.mobile"] == "13800000000"
    assert found["unit.size"] == "大型"
    assert found["project.scenarios.k3f.name"] == "工厂数字化设计"
    assert found["project.scenarios.k3f.equipment.a1.count"] == "12"
    assert "unit.accident_name" not in found  # it is only asked after an accident


def test_an_expert_reads_personal_answers_masked() -> None:
    found = words(read("expert"))

    assert (found["unit.mobile"], found["unit.contact"]) == ("138****0000", "张**")
    assert found["unit.ownership"] == "民营"


def test_the_public_reads_public_answers_only() -> None:
    found = read("public")

    assert words(found) == {"unit.name": "示例装备有限公司", "project.title": "示例数字化车间"}
    assert (found.findings, found.files) == ((), ())


def test_years_are_a_table_and_rows_are_blocks() -> None:
    sections = {section.id: section for section in read().sections}
    revenue = next(part for part in sections["unit"].parts if isinstance(part, Grid))
    scenarios = next(part for part in sections["project"].parts if part.path == "project.scenarios")

    assert [head.zh for head in revenue.heads] == ["2028年", "2029年"]
    assert revenue.lines[0][0].text == "主营业务收入（万元）"
    row = scenarios.parts[0]
    assert (row.path, row.number, row.title) == ("project.scenarios.k3f", 1, "工厂数字化设计")
    assert next(part for part in row.parts if isinstance(part, Grid)).path == "project.scenarios.k3f.equipment"


def test_what_was_declared_warned_and_attached_is_there() -> None:
    found = read()

    assert [one.zh for one in found.declared] == ["我单位申报的所有材料均真实、完整。"]
    assert [(one.rule, one.text("zh"), one.clause) for one in found.findings] == [
        ("revenue_grows", "收入下降。", ("900-009",))
    ]
    assert [(one.name, one.size) for one in found.files] == [("函.pdf", 2048)]


def test_changes_are_shown_where_they_are() -> None:
    rows = {"project.scenarios": ["b2c"], "project.scenarios.b2c.name": "3"}
    now = read(earlier=content(), **{"project.title": "示例智能车间", **rows})
    found = {path: one for section in now.sections for path, one in answers(section.parts).items()}
    project = next(section for section in now.sections if section.id == "project")
    scenarios = next(part for part in project.parts if part.path == "project.scenarios")

    assert [(piece.kind, piece.text) for piece in found["project.title"].before] == [
        ("same", "示例"),
        ("gone", "数字化"),
        ("new", "智能"),
        ("same", "车间"),
    ]
    assert [section.id for section in now.sections if section.is_changed] == ["project"]
    assert scenarios.gone == ("工厂数字化设计",)
    assert scenarios.parts[0].is_new


def test_nothing_is_marked_without_an_earlier_submission() -> None:
    assert not any(section.is_changed for section in read().sections)


def test_formatted_text_with_the_same_words_is_marked_all_the_same() -> None:
    bold = {"type": "text", "text": "面向装备行业的数字化车间。", "marks": [{"type": "bold"}]}
    doc = {"type": "doc", "content": [{"type": "paragraph", "content": [bold]}]}

    found = read(earlier=content(), **{"project.intro": doc})

    intro = next(one for section in found.sections for path, one in answers(section.parts).items() if "intro" in path)
    assert intro.is_changed
    assert intro.rich == doc
