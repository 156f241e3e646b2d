"""How long a 40-page application form with ten pictures takes as PDF; the limits are in the printed JSON.

`whole process` is what a worker pays for one document (start, fonts, setting); `warm` is one more document in a
process that has its fonts, once the same and once with every paragraph changed. `--out FILE` keeps the document.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from pypdf import PdfReader

from shifan.core.document import Block, Cell, Cover, Document, Heading, PageBreak, Rich, Table
from shifan.core.numbering import heading_number
from shifan.render.pdf import render_pdf, render_pdf_apart

MADE_AT = datetime(2022, 10, 20, tzinfo=UTC)
LIMITS = {"whole_process_s": 0.5, "warm_same_s": 0.25, "warm_changed_s": 0.25}
RUNS = 10
SENTENCES = (
    "依托智能仓储系统，应用条码、射频识别、智能传感等技术，依据实际生产作业计划，实现物料自动入库、盘库和出库。",
    "打通产品设计、生产作业、售后服务等环节数据，设备联网率由 62.5% 提高到 96.8%，产品不良率下降 31%。",
    "部署智能检测装备，融合 5G、机器视觉、缺陷机理分析等技术，开展产品质量等在线检测、分析、评级、预测。",
    "构建企业资源管理系统（ERP）与制造执行系统（MES），符合 GB/T 39116-2020 三级要求，年节约标准煤 1280.5 吨。",
)


def main() -> int:
    """Measure, print one JSON document, and give 1 if a limit is passed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, help="keep the PDF here")
    options = parser.parse_args()
    pictures = {f"{number:064x}": picture(number) for number in range(1, 11)}
    document = form(0)
    made = render_pdf(document, pictures, made_at=MADE_AT)
    if options.out:
        options.out.write_bytes(made)
    changed = iter([form(number) for number in range(1, RUNS + 1)])
    seconds = {
        "whole_process_s": median(lambda: render_pdf_apart(document, pictures, made_at=MADE_AT)),
        "warm_same_s": median(lambda: render_pdf(document, pictures, made_at=MADE_AT)),
        "warm_changed_s": median(lambda: render_pdf(next(changed), pictures, made_at=MADE_AT)),
    }
    pages = len(PdfReader(BytesIO(made)).pages)
    result = {"benchmark": "pdf", "pages": pages, "pictures": len(pictures), "bytes": len(made), **seconds}
    print(json.dumps({**result, "limits": LIMITS, "runs": RUNS}, ensure_ascii=False))
    return 0 if all(seconds[name] <= limit for name, limit in LIMITS.items()) else 1


def median(run: Callable[[], object]) -> float:
    """Time a run several times and give the median in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return round(statistics.median(times), 3)


def form(variant: int) -> Document:
    """Make a form: cover, contents of three levels, a merged table, five chapters, wide tables; a number varies it."""
    blocks: list[Block] = [Heading(1, heading_number(1, 1), "申报主体基本信息"), basics(variant)]
    picture_number = 0
    for chapter, title in enumerate(("项目概述", "建设方案", "实施成效", "创新性与示范性", "推广计划"), start=2):
        blocks.append(Heading(1, heading_number(1, chapter), title))
        for part, name in enumerate(("总体情况", "建设内容", "关键技术", "应用场景"), start=1):
            blocks.append(Heading(2, heading_number(2, part), name))
            for point, words in enumerate(("现状与需求分析", "目标与任务", "技术路线与实施步骤"), start=1):
                blocks += [Heading(3, heading_number(3, point), words), Rich(prose(variant + part + point), 3)]
            if part % 2:
                picture_number += 1
                blocks.append(Rich(drawing(picture_number)))
    blocks += [PageBreak(landscape=True), Heading(1, "", "附1"), wide(variant)]
    lines = (
        ("项目名称", "示例项目", False),
        ("申报单位", f"示例装备有限公司{variant}", True),
        ("申报日期", "2022年10月20日", False),
    )
    return Document(
        title="申报书",
        author="示例装备有限公司",
        blocks=tuple(blocks),
        cover=Cover("附件 4-1", "智能制造试点示范项目申报书", "（优秀场景）", lines, "示例部编制"),
        contents=3,
        mark=f"第 {variant} 次提交　校验码 3f9a 1b2c 77d0 e1aa",
        pictures=tuple(f"{number:064x}" for number in range(1, 11)),
    )


def basics(variant: int) -> Table:
    """Make the table of the first page, with merged cells and boxes."""
    head = [
        (Cell("单位名称", head=True), Cell(f"示例装备有限公司{variant}（喆堃镕）", columns=3)),
        (
            Cell("统一社会信用代码", head=True),
            Cell("91130100MA01ABCD2X"),
            Cell("成立时间", head=True),
            Cell("2012年3月15日"),
        ),
        (Cell("单位性质", head=True), Cell("☐中央企业　☐地方国企　☑民营　☐三资", columns=3)),
        (
            Cell("经营情况", head=True, rows=4),
            Cell("指标", head=True),
            Cell("2020年", head=True),
            Cell("2021年", head=True),
        ),
    ]
    figures = (
        ("主营业务收入", "128530.12", "145002.77"),
        ("研发投入", "8530.1", "9812.55"),
        ("利润总额", "10221", "12010.43"),
    )
    profile = (Cell("企业简介", head=True), Cell("".join(SENTENCES) * 2, columns=3))
    return Table((2, 3, 2, 3), (*head, *(tuple(Cell(words) for words in row) for row in figures), profile))


def prose(variant: int) -> dict[str, object]:
    """Make two paragraphs with marks."""
    sentences = [f"（{variant}）" + SENTENCES[(variant + step) % len(SENTENCES)] for step in range(3)]
    first = [
        run(sentences[0]),
        run("关键点", "bold"),
        run(f"：减排 10{variant} 吨 CO"),
        run("2", "subscript"),
        run("。" + sentences[1]),
    ]
    return {
        "type": "doc",
        "content": [{"type": "paragraph", "content": first}, {"type": "paragraph", "content": [run(sentences[2])]}],
    }


def run(words: str, *marks: str) -> dict[str, object]:
    """Make a piece of text."""
    return {"type": "text", "text": words, "marks": [{"type": mark} for mark in marks]}


def drawing(number: int) -> dict[str, object]:
    """Make a picture with its caption."""
    attributes = {"digest": f"{number:064x}", "name": f"{number}.png", "caption": f"图{number}　系统架构与运行指标"}
    return {"type": "doc", "content": [{"type": "image", "attrs": attributes}]}


def wide(variant: int) -> Table:
    """Make a table of ten columns over several turned pages."""
    head = tuple(Cell(f"第{column}列", head=True) for column in range(1, 11))
    rows = (
        tuple(Cell(SENTENCES[(row + column) % 4][: 18 + (row * column + variant) % 9]) for column in range(10))
        for row in range(40)
    )
    return Table((1,) * 10, (head, *rows), 1)


def picture(number: int) -> bytes:
    """Draw a diagram of 1400 × 800 pixels as PNG."""
    image = Image.new("RGB", (1400, 800), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 1360, 760), outline="black", width=4)
    for column in range(12):
        height = 80 + (column * 37 * number) % 500
        draw.rectangle((80 + column * 105, 720 - height, 140 + column * 105, 720), fill=(200, 80 + column * 10, 60))
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main())
