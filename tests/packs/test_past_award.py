import io

import pytest
from openpyxl import Workbook

from shifan.core.past_award import Listing
from shifan.packs.past_award import read_list

CODE = "91130205MA0EXB0265"
HEADING = "序号,单位名称,统一社会信用代码,项目名称"
CSV = f"附件：示例名单\n{HEADING}\n1,示例装备有限公司,{CODE},示例平台\n2,示例材料有限公司,,\n"
FOUND = (
    Listing("some_list", 2021, "示例装备有限公司", CODE, "示例平台"),
    Listing("some_list", 2021, "示例材料有限公司"),
)


def workbook(*lines: tuple[object, ...]) -> bytes:
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


ROWS = [(one.name, one.uscc, one.title) for one in FOUND]
AS_YAML = f"awards:\n  - {{name: 示例装备有限公司, uscc: {CODE}, title: 示例平台}}\n  - {{name: 示例材料有限公司}}\n"
AS_JSON = f'[{{"name": "示例装备有限公司", "uscc": "{CODE}", "title": "示例平台"}}, {{"name": "示例材料有限公司"}}]'


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.csv", CSV.encode()),
        ("a.csv", CSV.encode("gb18030")),
        ("a.csv", CSV.encode("utf-8-sig")),
        ("a.csv", CSV.replace(",", "\t").encode()),
        ("a.csv", (CSV + ",,,\n\n" + "3,示例装备 有限公司,,示例平台\n").encode()),
        ("a.xlsx", workbook(("名单",), ("企业名称", "信用代码", "项目"), *ROWS)),
        ("a.yaml", AS_YAML.encode()),
        ("a.json", AS_JSON.encode()),
    ],
)
def test_list_is_read_from_every_kind_of_file(name, source):
    assert read_list(source, name, award="some_list", year=2021) == (FOUND, ())


def test_line_says_award_year_and_role_itself():
    source = "奖项,年度,单位,角色,方向\nother,2020年,示例单位,牵头,示例方向\nthird,2019,示例单位,,\n".encode()

    rows, wrong = read_list(source, "a.csv", award="some_list", year=2021)

    assert wrong == ()
    assert rows == (
        Listing("other", 2020, "示例单位", direction="示例方向", role="lead"),
        Listing("third", 2019, "示例单位"),
    )


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (",2021,some_list,", "past_award.missing"),
        ("示例,21,some_list,", "past_award.year"),
        ("示例,2021,名单一,", "past_award.award"),
        ("示例,2021,some_list,91130205MA0EXB0266", "past_award.uscc"),
        ("长" * 201 + ",2021,some_list,", "past_award.large"),
    ],
)
def test_line_with_a_mistake_is_named_by_its_number(line, rule):
    rows, wrong = read_list(f"单位名称,年度,奖项,信用代码\n示例,2020,some_list,\n{line}\n".encode(), "a.csv")

    assert len(rows) == 1
    assert [(finding.rule, finding.params["row"]) for finding in wrong] == [(rule, "3")]


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("a.csv", "甲,乙\n1,2\n".encode(), "表头应有“单位名称”列、“奖项”列、“年度”列，实际表头为：甲、乙。"),
        ("a.csv", b"\xff\xff\xff", "文件“a.csv”无法读取：文字编码不是 UTF-8 或 GB 18030"),
        ("a.xlsx", b"PK not a workbook", "文件“a.xlsx”无法读取：不是可读取的 XLSX 文件"),
        ("a.json", b"{}", "文件“a.json”无法读取：应为列表"),
        ("a.csv", b"", "表头应有“单位名称”列、“奖项”列、“年度”列，实际表头为：—。"),
    ],
)
def test_file_that_is_no_list_says_why(name, source, said):
    rows, wrong = read_list(source, name)

    assert rows == ()
    assert [finding.text("zh") for finding in wrong] == [said]
