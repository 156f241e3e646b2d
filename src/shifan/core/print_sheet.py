"""The print sheet: what is printed, in how many copies, how it is bound, sealed and sent, how much paper it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shifan.core import handover
from shifan.core.answers import Flat
from shifan.core.document import Block, Cell, Document, DocumentPlan, Heading, Paragraph, Table
from shifan.core.dossier import Paper
from shifan.core.numbering import chinese_number
from shifan.core.pack import Pack

_MEDIA = {"paper": "纸质", "disc": "光盘", "online": "网上", "email": "电子邮件"}
_DELIVERY = {
    "any": "不限",
    "in_person": "专人报送",
    "post": "邮寄",
    "post_or_confidential": "邮寄或机要",
    "ems_or_confidential": "邮政特快专递或机要",
}
_UNKNOWN = "通知未规定"


@dataclass(frozen=True, slots=True)
class Printed:
    """One application to be printed: `pages` of each of its documents, as far as they have been made."""

    number: str
    applicant: str
    title: str
    rank: int = 0
    flat: Flat = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)


Track = tuple[str, Sequence[Printed]]  # its id, and what is printed of it


@dataclass(frozen=True, slots=True)
class Count:
    """How much paper one document of one application takes; None where the notice or the pages are not known."""

    copies: int | None
    pages: int | None
    is_double: bool

    @property
    def sheets(self) -> int | None:
        """This property will count the sheets of paper of all copies."""
        if self.copies is None or self.pages is None:
            return None
        return self.copies * (-(-self.pages // 2) if self.is_double else self.pages)


def count(pack: Pack, stage: str, document: DocumentPlan, one: Printed) -> Count:
    """This function will count the copies of a document of an application that are handed over on paper at a stage."""
    handed = [item for item in handover.papers(pack, stage, one.flat) if _prints(item.paper, document.id)]
    known = [item.copies for item in handed if item.copies is not None]
    copies = sum(known) if known else _of_stage(pack, stage) or None
    return Count(copies, one.pages.get(document.id), document.double_sided)


def _of_stage(pack: Pack, stage: str) -> int:
    """Count the copies of each paper that a stage sends to its desks, where the pack says so of the stage; 0 = not."""
    found = next((one for one in pack.stages if one.id == stage), None)
    return found.copies * max(1, len(found.destinations)) if found else 0


def build(pack: Pack, stage: str, tracks: Sequence[Track], title: str, mark: str) -> Document:
    """This function will word the print sheet of a stage: of one application, or of all that a body hands in."""
    blocks: list[Block] = [Paragraph("打印清单", "title"), Paragraph(title, "centre")]
    blocks += [Heading(1, "一、", "报送要求"), *_asked(pack, stage), Heading(1, "二、", "逐项打印")]
    for place, (track, applications) in enumerate(tracks, start=1):
        if len(tracks) > 1:
            blocks.append(Heading(2, f"（{chinese_number(place)}）", pack.track(track).label.zh))
        printed = [one for one in pack.documents if one.track == track and one.of == "submission"]
        blocks += [block for one in printed for block in _listed(pack, stage, one, applications)] or [Paragraph("无。")]
    blocks += [Heading(1, "三、", "签字盖章处"), *_signed(pack, stage, [track for track, _ in tracks])]
    return Document(title="打印清单", author=title, blocks=tuple(blocks), landscape=True, mark=mark, spacing="single")


def _asked(pack: Pack, stage: str) -> list[Block]:
    handed = handover.papers(pack, stage)
    desks = next((one.destinations for one in pack.stages if one.id == stage), ())
    if not handed and (total := _of_stage(pack, stage)):
        each = f"：{'、'.join(words.zh for words in desks)}，每处 {total // len(desks)} 份" if desks else ""
        return [Paragraph(f"纸质版各 {total} 份，加盖公章{each}。")]
    if not handed:
        return [Paragraph("本阶段通知没有规定纸质件或光盘的份数，请以组织单位的要求为准。")]
    rows = [_head("材料", "介质", "份数", "装订与印制", "报送方式")]
    for item in handed:
        paper = item.paper
        each = "（每个方向或类别各计）" if paper.per else ""
        copies = f"{item.copies} 份{each}" if item.copies is not None else _UNKNOWN
        bound = paper.binding.zh if paper.binding else "—"
        medium = _MEDIA[paper.medium] + ("（盖章后扫描）" if paper.scanned else "")
        delivery = _DELIVERY[paper.delivery] + (f"：{paper.address}" if paper.address else "")
        rows.append(tuple(Cell(words) for words in (paper.label.zh, medium, copies, bound, delivery)))
    return [Table((5, 2, 3, 6, 3), tuple(rows), head_rows=1)]


def _listed(pack: Pack, stage: str, document: DocumentPlan, applications: Sequence[Printed]) -> list[Block]:
    counts = [count(pack, stage, document, one) for one in applications]
    sides = "双面" if document.double_sided else "单面"
    rows = [_head("序号", "编号", "申报单位", "项目名称", "页数", "份数", f"纸张数（{sides}）")]
    for place, (one, counted) in enumerate(zip(applications, counts, strict=True), start=1):
        words = (str(one.rank or place), one.number, one.applicant, one.title)
        figures = tuple(map(_figure, (counted.pages, counted.copies, counted.sheets)))
        rows.append((*(Cell(text) for text in words), *(Cell(text, align="right") for text in figures)))
    known = [counted.sheets for counted in counts if counted.sheets is not None]
    total = f"{sum(known)}" + ("" if len(known) == len(counts) else "（未计入不详的）")
    rows.append((Cell("合计", head=True, columns=6), Cell(total, align="right")))
    return [Table((2, 4, 7, 9, 2, 2, 4), tuple(rows), head_rows=1, caption=f"《{document.label.zh}》")]


def _signed(pack: Pack, stage: str, tracks: Sequence[str]) -> list[Block]:
    rows = [_head("文件", "何处", "由谁")]
    who = {"applicant": "申报单位", "person": "本人", "recommender": "推荐单位", "organiser": "组织单位"}
    for document in (one for track in tracks for one in pack.documents if one.track == track):
        for item in handover.signatures(pack, document.id, stage):
            lines = "；".join(words.zh.rstrip("：") for words in handover.lines_to_sign(item))
            rows.append((Cell(document.label.zh), Cell(lines), Cell(who[item.by])))
    if len(rows) == 1:
        return [Paragraph("通知没有另行规定；按文件上所留的签字盖章处办理。")]
    return [Table((4, 6, 3), tuple(rows), head_rows=1)]


def _prints(paper: Paper, document: str) -> bool:
    return paper.medium == "paper" and (not paper.documents or document in paper.documents)


def _head(*words: str) -> tuple[Cell, ...]:
    return tuple(Cell(text, head=True) for text in words)


def _figure(value: int | None) -> str:
    return "—" if value is None else str(value)
