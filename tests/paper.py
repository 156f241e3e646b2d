"""A small programme with one document of each kind, for tests of what paper says and how it looks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import BytesIO

from PIL import Image
from pypdf import PdfReader

from shifan.core import plan
from shifan.core.document import Block, Document, DocumentPlan
from shifan.core.pack import Pack
from shifan.core.source import Submitted
from shifan.render.pdf import render_pdf

MADE_AT = datetime(2022, 10, 20, 8, 30, tzinfo=UTC)
PICTURE = "a" * 64


def words(zh: str, en: str = "") -> dict[str, str]:
    return {"zh": zh, "en": en or zh}


def field(id_: str, type_: str, zh: str, **more: object) -> dict[str, object]:
    return {"id": id_, "type": type_, "label": words(zh), **more}


def option(code: str, zh: str) -> dict[str, object]:
    return {"code": code, "label": words(zh)}


def item(code: str, zh: str, level: str, parent: str = "") -> dict[str, object]:
    return {"code": code, "name": words(zh), "level": level, "parent": parent}


UNIT = [
    field("name", "text", "企业名称", confidentiality="public"),
    field("founded", "date", "成立时间"),
    field("ownership", "choice", "企业性质", options=[option("central", "中央企业"), option("private", "民营")]),
    field("industry", "cascade", "所属行业", options_from="industries", levels=["section", "division"]),
    field("revenue", "years", "主营业务收入", years=[2020, 2021], unit=words("万元")),
    field("headcount", "integer", "从业人员", unit=words("人")),
    field("accident", "yes_no", "是否发生事故"),
    field("accident_name", "text", "事故名称", visible_if="unit.accident"),
    field("mobile", "mobile", "手机"),
    field("size", "computed", "企业类型", value='"large"', options=[option("large", "大型"), option("small", "小型")]),
]
SCENARIO = [
    field("name", "choice", "场景", options_from="scenes", level="scene", own_text=True, confidentiality="public"),
    field("segments", "multi", "环节", options_from="scenes", level="segment", own_text=True, confidentiality="public"),
    field("period", "period", "起止日期"),
    field("text", "rich", "描述"),
    field("devices", "table", "装备", fields=[field("name", "text", "名称"), field("model", "text", "型号")]),
]
FORM = {
    "id": "form",
    "label": words("申报书"),
    "sections": [
        {"id": "unit", "label": words("单位"), "fields": UNIT},
        {
            "id": "project",
            "label": words("项目"),
            "fields": [
                field("scenarios", "repeat", "场景", fields=SCENARIO),
                field("plan", "rich", "计划"),
                field("outlook", "longtext", "展望", none_allowed=True),
            ],
        },
        {
            "id": "files",
            "label": words("附件"),
            "fields": [field("audit", "attachment", "审计报告"), field("other", "attachment", "其他")],
        },
    ],
}
LISTS = [
    {
        "id": "industries",
        "label": words("行业"),
        "levels": ["section", "division"],
        "items": [item("C", "制造业", "section"), item("34", "通用设备制造业", "division", "C")],
    },
    {
        "id": "scenes",
        "label": words("场景"),
        "levels": ["segment", "scene"],
        "items": [
            item("L8", "仓储物流", "segment"),
            item("22", "智能仓储", "scene", "L8"),
            item("23", "精准配送", "scene", "L8"),
        ],
    },
]
FLAT: dict[str, object] = {
    "unit.name": "示例装备有限公司",
    "unit.founded": "2008-03-05",
    "unit.ownership": "private",
    "unit.industry": "34",
    "unit.revenue.2020": "128530.12",
    "unit.revenue.2021": "-8",
    "unit.headcount": "320",
    "unit.accident": False,
    "unit.mobile": "13800000000",
    "project.scenarios": ["k2", "k1"],
    "project.scenarios.k1.name": {"own": "铸件缺陷闭环"},
    "project.scenarios.k1.segments": ["L8", {"own": "回收"}],
    "project.scenarios.k2.name": "22",
    "project.scenarios.k2.segments": ["L8"],
    "project.scenarios.k2.period.start": "2020-03-01",
    "project.scenarios.k2.period.end": "2022-06-30",
    "project.scenarios.k2.devices": ["d1", "d2"],
    "project.scenarios.k2.devices.d1.name": "堆垛机",
    "project.scenarios.k2.devices.d2.name": "穿梭车",
    "project.outlook": "无",
    "files.audit": [
        {"digest": "1" * 64, "name": "2020年审计报告.pdf", "title": "2020年度审计报告", "pages": 36, "size": 1},
        {"digest": "2" * 64, "name": "2021年审计报告.pdf", "size": 1},
    ],
}


def make_plan() -> plan.Plan:
    pack = {
        "id": "paper",
        "version": "1",
        "year": 2022,
        "label": words("示例行动"),
        "summary": words("示例"),
        "notices": [],
        "tracks": [{"id": "scenario", "label": words("优秀场景"), "form": "form"}],
        "forms": [FORM],
        "lists": LISTS,
        "stages": [],
    }
    return plan.inspect(Pack.model_validate(pack))[0]


def make_document(*parts: dict[str, object], **more: object) -> DocumentPlan:
    given = {"id": "paper", "label": words("申报书"), "of": "submission", "track": "scenario", "parts": parts, **more}
    return DocumentPlan.model_validate(given)


def make_submitted(**changes: object) -> Submitted:
    given = {
        "flat": FLAT,
        "applicant": "示例装备有限公司",
        "recommender": "示例市工业和信息化局",
        "title": "智能仓储",
        "day": date(2022, 10, 20),
        "number": "HB-7",
        "submission": 2,
        "digest": "3f9a1b2c77d0e1aa" * 4,
        "computed": {"unit.size": "large"},
    }
    return Submitted(**{**given, **changes})


def text(value: str, *marks: str) -> dict[str, object]:
    return {"type": "text", "text": value, **({"marks": [{"type": mark} for mark in marks]} if marks else {})}


def paragraph(*content: dict[str, object]) -> dict[str, object]:
    return {"type": "paragraph", "content": list(content)}


def doc(*content: dict[str, object]) -> dict[str, object]:
    return {"type": "doc", "content": list(content)}


def image(digest: str = PICTURE, **attributes: object) -> dict[str, object]:
    return {"type": "image", "attrs": {"digest": digest, "name": "架构.png", **attributes}}


def png(width: int = 60, height: int = 40) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (width, height), "navy").save(stream, "PNG")
    return stream.getvalue()


# White space, characters without a look, and what pypdf makes of a joiner (a control character).
UNSEEN = re.compile("[\\s\x00-\x1f\u200b-\u200d\u2060\ufeff]")


def document(*blocks: Block, **more: object) -> Document:
    return Document(**{"title": "申报书", "author": "示例公司", "blocks": blocks, **more})


def reader(made: Document, pictures: dict[str, bytes] | None = None) -> PdfReader:
    return PdfReader(BytesIO(render_pdf(made, pictures or {}, made_at=MADE_AT)))


def pages(made: Document, pictures: dict[str, bytes] | None = None) -> list[str]:
    """Give the words of each page without white space and page number."""
    return [re.sub(r"—\d+—", "", tight(page.extract_text())) for page in reader(made, pictures).pages]


def printed(made: Document, pictures: dict[str, bytes] | None = None) -> str:
    return "".join(pages(made, pictures))


def tight(value: str) -> str:
    return UNSEEN.sub("", value)
