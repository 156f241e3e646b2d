"""The print sheet: what is printed, in how many copies, how it is bound, sealed and sent, how much paper it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shifan.core import handover
from shifan.core.answers import Flat
from shifan.core.document import Block, Cell, Document, DocumentPlan, Heading, Paragraph, SlotsPart, Table
from shifan.core.dossier import Paper
from shifan.core.numbering import chinese_number
from shifan.core.pack import Pack
from shifan.core.papers import made_of

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
    """One application to be printed: `pages` of each of its documents, as far as they have been made.

    `documents` names those that there are of it, where a track has several forms; None: all of the track.
    """

    number: str
    applicant: str
    title: str
    rank: int = 0
    flat: Flat = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    documents: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """What is printed of a track: its applications, and what a recommending body makes of its list, with pages."""

    id: str
    applications: Sequence[Printed]
    own: Sequence[tuple[DocumentPlan, int | None]] = ()


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
    handed = [item for item in handover.papers(pack, stage, one.flat) if _prints(pack, item.paper, document)]
    known = [item.copies for item in handed if item.copies is not None]
    copies = sum(known) if known else _of_stage(pack, stage) or None
    return Count(copies, one.pages.get(document.id), document.double_sided)


def _of_stage(pack: Pack, stage: str) -> int:
    """Count the copies of each paper that a stage sends to its desks, where the pack says so of the stage; 0 = not."""
    found = next((one for one in pack.stages if one.id == stage), None)
    return found.copies * max(1, len(found.destinations)) if found else 0


def stage_of(pack: Pack) -> str:
    """This function will name the stage whose papers an applicant prints: the first that asks for any."""
    asking = (one.id for one in pack.stages if handover.papers(pack, one.id) or one.copies)
    filling = next((one.id for one in pack.stages if one.kind == "fill"), "")
    return next(asking, filling)


def build(pack: Pack, stage: str, tracks: Sequence[Track], title: str, mark: str, *, signing: str = "") -> Document:
    """This function will word the print sheet of a stage: of one application, or of all that a body hands in.

    `signing` is the stage whose signatures it lists, if that is another.
    """
    blocks: list[Block] = [Paragraph("打印清单", "title"), Paragraph(title, "centre")]
    blocks += [Heading(1, "一、", "报送要求"), *_asked(pack, stage), Heading(1, "二、", "逐项打印")]
    for place, track in enumerate(tracks, start=1):
        if len(tracks) > 1:
            blocks.append(Heading(2, f"（{chinese_number(place)}）", pack.track(track.id).label.zh))
        blocks += [*_own(pack, stage, track), *_each(pack, stage, track)] or [Paragraph("无。")]
    blocks += [Heading(1, "三、", "签字盖章处"), *_signed(pack, signing or stage, tracks)]
    return Document(
        title="打印清单",
        author=title,
        blocks=tuple(blocks),
        landscape=True,
        mark=mark,
        spacing="single",
        page_numbers="total",
    )


def _each(pack: Pack, stage: str, track: Track) -> list[Block]:
    """List the documents of the applications, one table for each; one that nobody has is left out."""
    found: list[Block] = []
    for document in made_of(pack, "submission", track.id):
        having = [
            (place, one)
            for place, one in enumerate(track.applications, start=1)
            if one.documents is None or document.id in one.documents
        ]
        found += _listed(pack, stage, document, having) if having else []
    return found


def _own(pack: Pack, stage: str, track: Track) -> list[Block]:
    """List what the body itself adds: summary table, letters, certificates."""
    rows = [_head("材料", "页数", "份数", "纸张数")]
    for document, pages in track.own:
        counted = count(pack, stage, document, Printed("", "", "", pages={} if pages is None else {document.id: pages}))
        figures = (counted.pages, counted.copies, counted.sheets)
        rows.append((Cell(document.label.zh), *(Cell(_figure(one), align="right") for one in figures)))
    return [Table((18, 4, 4, 4), tuple(rows), head_rows=1, caption="推荐单位的材料")] if track.own else []


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


def _listed(pack: Pack, stage: str, document: DocumentPlan, applications: Sequence[tuple[int, Printed]]) -> list[Block]:
    counts = [count(pack, stage, document, one) for _, one in applications]
    sides = "双面" if document.double_sided else "单面"
    rows = [_head("序号", "编号", "申报单位", "项目名称", "页数", "份数", f"纸张数（{sides}）")]
    for (place, one), counted in zip(applications, counts, strict=True):
        words = (str(one.rank or place), one.number, one.applicant, one.title)
        figures = tuple(map(_figure, (counted.pages, counted.copies, counted.sheets)))
        rows.append((*(Cell(text) for text in words), *(Cell(text, align="right") for text in figures)))
    known = [counted.sheets for counted in counts if counted.sheets is not None]
    total = f"{sum(known)}" + ("" if len(known) == len(counts) else "（未计入不详的）")
    rows.append((Cell("合计", head=True, columns=6), Cell(total, align="right")))
    return [Table((2, 4, 7, 9, 2, 2, 4), tuple(rows), head_rows=1, caption=f"《{document.label.zh}》")]


def _signed(pack: Pack, stage: str, tracks: Sequence[Track]) -> list[Block]:
    rows = [_head("文件", "何处", "由谁")]
    for track in tracks:
        made = [document for document, _ in track.own]
        has = [one.documents for one in track.applications]
        for document in made_of(pack, "submission", track.id):
            if not has or any(known is None or document.id in known for known in has):
                made.append(document)
        rows += [row for document in made for row in _signatures(pack, stage, document)]
    if len(rows) == 1:
        return [Paragraph("通知没有另行规定；按文件上所留的签字盖章处办理。")]
    return [Table((4, 6, 3), tuple(dict.fromkeys(rows)), head_rows=1)]


def _signatures(pack: Pack, stage: str, document: DocumentPlan) -> Iterator[tuple[Cell, ...]]:
    """Give where a document is signed, by whom; of one that no notice prescribes, the lines that are printed on it."""
    who = {"applicant": "申报单位", "person": "本人", "recommender": "推荐单位", "organiser": "组织单位"}
    for item in handover.signatures(pack, document.id, stage):
        lines = "；".join(words.zh.rstrip("：") for words in handover.lines_to_sign(item))
        yield Cell(document.label.zh), Cell(lines), Cell(who[item.by])
    if not document.track and document.of == "submission" and not handover.signatures(pack, document.id):
        slots = [
            words.zh.strip("　：") for part in document.parts if isinstance(part, SlotsPart) for words in part.slots
        ]
        yield Cell(document.label.zh), Cell("；".join(slots)), Cell(who["applicant"])


def _prints(pack: Pack, paper: Paper, document: DocumentPlan) -> bool:
    """Say whether a document is among the papers; a general one that no paper names goes along with the forms."""
    if paper.medium != "paper":
        return False
    if not paper.documents or document.id in paper.documents:
        return True
    if document.track or any(document.id in one.documents for one in pack.papers):
        return False
    return any(one.id in paper.documents for one in pack.documents if one.of == document.of)


def _head(*words: str) -> tuple[Cell, ...]:
    return tuple(Cell(text, head=True) for text in words)


def _figure(value: int | None) -> str:
    return "—" if value is None else str(value)
