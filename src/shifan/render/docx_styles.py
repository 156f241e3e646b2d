"""The styles and lists of a Word file: official typography, in the fonts that Chinese offices have."""

from __future__ import annotations

from dataclasses import dataclass

from shifan.render.docx_xml import NAMESPACES

LATIN = "Times New Roman"
FANG, HEI, KAI, SONG, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
TWO = '<w:ind w:firstLineChars="200" w:firstLine="{}"/>'  # 首行缩进两字, with the width of two letters for old readers
LINES = {
    "official": '<w:spacing w:line="570" w:lineRule="exact"/>',
    "single": '<w:spacing w:line="240" w:lineRule="auto"/>',
}
SIZES = {12: "", 10.5: "Medium", 9: "Small"}  # letters of tables: 小四, 五号, 小五
DEEPEST = 6  # level of heading that has a style
NUMBERED = 4  # level of heading that has a number

HEADINGS, BULLETS, ORDERED = 1, 2, 3  # lists, by number


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its id, the name people see, the style it begins from, and its properties in XML."""

    id: str
    name: str
    based: str = "Normal"
    paragraph: str = ""
    run: str = ""
    kind: str = "paragraph"

    def xml(self) -> str:
        """Write the style."""
        default = ' w:default="1"' if self.id == "Normal" else ""
        based = f'<w:basedOn w:val="{self.based}"/>' if self.based and not default else ""
        outer = f"<w:pPr>{self.paragraph}</w:pPr>" if self.paragraph else ""
        inner = f"<w:rPr>{self.run}</w:rPr>" if self.run else ""
        return (
            f'<w:style w:type="{self.kind}"{default} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}'
            f"<w:qFormat/>{outer}{inner}</w:style>"
        )


def face(chinese: str, points: float = 0, more: str = "") -> str:
    """Write the font of a style: the Chinese face, a size in points, and what stands between them."""
    size = f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>' if points else ""
    return f'<w:rFonts w:eastAsia="{chinese}"/>{more}{size}'


RAISED = '<w:vertAlign w:val="superscript"/>'
GREY = '<w:color w:val="595959"/>'
BOLD = "<w:b/><w:bCs/>"
CENTRE, LEFT, RIGHT = ('<w:jc w:val="center"/>', '<w:jc w:val="left"/>', '<w:jc w:val="right"/>')
STAYS = "<w:keepNext/>"


def at_least(points: float, before: float = 0, after: float = 0) -> str:
    """Write a line pitch that pictures may widen, with room above and below."""
    room = f' w:before="{round(before * 20)}" w:after="{round(after * 20)}"' if before or after else ""
    return f'<w:spacing{room} w:line="{round(points * 20)}" w:lineRule="atLeast"/>'


def exactly(points: float) -> str:
    """Write a line pitch that nothing widens."""
    return f'<w:spacing w:line="{round(points * 20)}" w:lineRule="exact"/>'


def styles(spacing: str, language: str) -> str:
    """Write styles.xml for a document with lines of 28.5 pt (`official`) or single-spaced."""
    rows = [
        Style("Normal", "Normal", "", f'<w:widowControl/>{LINES[spacing]}<w:jc w:val="both"/>'),
        *_text(),
        *_headings(spacing),
        *_cover(),
        *_tables(),
        *_small(),
    ]
    tongue = "en-GB" if language != "zh" else "en-US"
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}"'
        f' w:eastAsia="{FANG}"/><w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        f'<w:lang w:val="{tongue}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    return f"<w:styles {NAMESPACES}>{defaults}{''.join(row.xml() for row in rows)}{_GRID}</w:styles>"


def _text() -> list[Style]:
    return [
        Style("BodyText", "公文正文", paragraph=TWO.format(640)),
        Style("ListText", "List Paragraph"),
        Style("Note", "说明", paragraph=at_least(18) + TWO.format(480), run=face(FANG, 12)),
        Style("HintText", "填写提示段", paragraph=TWO.format(640), run=face(KAI, more=GREY)),
        Style("Centred", "居中", paragraph=CENTRE),
        Style("RightHand", "右对齐", paragraph=RIGHT),
        Style("Label", "附件标签", paragraph=STAYS + LEFT, run=face(HEI)),
        Style("Addressee", "主送单位", paragraph=STAYS + LEFT),
        Style("Closing", "落款", paragraph="<w:keepLines/>" + at_least(28.5, 57, 0) + _CLOSING + CENTRE),
        Style("Title", "Title", paragraph=STAYS + at_least(32, 14, 18) + CENTRE, run=face(TITLE, 22)),
        Style("Signature", "签章", paragraph=STAYS + "<w:keepLines/>" + at_least(28.5, 6, 6) + LEFT),
        Style("Caption", "caption", paragraph=STAYS + at_least(18, 14, 8) + CENTRE, run=face(HEI, 12)),
        Style("Picture", "图片", paragraph=at_least(12, 10, 6) + CENTRE),
        Style("FigureCaption", "图题", paragraph=at_least(16, 0, 10) + CENTRE, run=face(HEI, 12)),
        Style("Rule", "分隔线", paragraph=_edge("bottom") + exactly(10)),
        Style(
            "MissingPicture",
            "缺图",
            paragraph=_edge("top", "left", "bottom", "right") + at_least(60) + CENTRE,
            run=face(FANG, 9),
        ),
        Style("Gap", "间隔", paragraph=STAYS + exactly(13), run=face(FANG, 1)),
        Style("Turn", "换页", paragraph=exactly(1), run=face(FANG, 1)),
        Style("Strong", "Strong", "", run=face(HEI, more=BOLD), kind="character"),
        Style("Emphasis", "Emphasis", "", run=face(KAI), kind="character"),
        Style("StrongEmphasis", "强调加粗", "", run=face(KAI, more=BOLD), kind="character"),
        Style("Hint", "填写提示", "", run=face(KAI, more=GREY), kind="character"),
    ]


# 署名以成文日期为准居中，右空四字（GB/T 9704）: the right half but for four characters, with room for a seal above.
_CLOSING = '<w:ind w:left="3800" w:right="1280"/>'


def _edge(*sides: str) -> str:
    return (
        "<w:pBdr>"
        + "".join(f'<w:{side} w:val="single" w:sz="4" w:space="1" w:color="808080"/>' for side in sides)
        + "</w:pBdr>"
    )


def _headings(spacing: str) -> list[Style]:
    """一级黑体、二级楷体、三级仿宋加粗; the first four are numbered. Single-spaced text leaves room around them."""
    found = []
    room = '<w:spacing w:before="150" w:after="150" w:line="240" w:lineRule="auto"/>' if spacing == "single" else ""
    for level in range(1, DEEPEST + 1):
        number = (
            f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{HEADINGS}"/></w:numPr>'
            if level <= NUMBERED
            else ""
        )
        kind = face(HEI) if level == 1 else face(KAI) if level == 2 else face(FANG, more=BOLD)
        shape = f'{STAYS}<w:keepLines/>{number}{room}{TWO.format(640)}{LEFT}<w:outlineLvl w:val="{level - 1}"/>'
        found.append(Style(f"Heading{level}", f"heading {level}", paragraph=shape, run=kind))
    return found


def _cover() -> list[Style]:
    return [
        Style("CoverAbove", "封面附件号", paragraph=LEFT, run=face(HEI)),
        Style("CoverTitle", "封面标题", paragraph=at_least(42) + CENTRE, run=face(TITLE, 28)),
        Style("CoverSubtitle", "封面副标题", paragraph=at_least(34, 8) + CENTRE, run=face(KAI, 22)),
        Style("CoverLabel", "封面项目", paragraph=at_least(22, 16, 2) + RIGHT, run=face(HEI)),
        Style("CoverValue", "封面内容", paragraph=at_least(22, 16, 2) + CENTRE),
        Style("CoverSeal", "封面盖章", paragraph=at_least(22, 16, 2) + LEFT, run=face(FANG, 14)),
        Style("CoverFoot", "封面落款", paragraph=CENTRE),
        Style("TOCHeading", "TOC Heading", paragraph=at_least(28, 0, 18) + CENTRE, run=face(HEI, 18)),
        *(
            Style(
                f"TOC{level}",
                f"toc {level}",
                paragraph='<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'
                + at_least(23)
                + f'<w:ind w:left="{336 * (level - 1)}"/>'
                + LEFT,
                run=face(HEI if level == 1 else FANG, 14),
            )
            for level in range(1, DEEPEST + 1)
        ),
    ]


def _tables() -> list[Style]:
    found = []
    for points, suffix in SIZES.items():
        words = {"": "", "Medium": "（五号）", "Small": "（小五）"}[suffix]
        pitch, indent = at_least(points * 1.45), TWO.format(round(points * 40))
        found += [
            Style(f"TableText{suffix}", f"表格文字{words}", paragraph=pitch + LEFT, run=face(FANG, points)),
            Style(f"TableHead{suffix}", f"表头{words}", f"TableText{suffix}", CENTRE, face(HEI)),
            Style(f"TableBody{suffix}", f"表格正文{words}", f"TableText{suffix}", indent + '<w:jc w:val="both"/>'),
        ]
    return found


def _small() -> list[Style]:
    return [
        Style("Footer", "footer", paragraph=at_least(12) + CENTRE, run=face(SONG, 9)),
        Style("PageNumber", "页码", "Footer", at_least(18), face(SONG, 14)),
        Style("Mark", "校验行", "Footer", at_least(10), face(SONG, 7.5, more=GREY)),
        Style("CodeCaption", "扫码说明", "Footer", at_least(8), face(SONG, 6.5)),
        Style("FootnoteText", "footnote text", paragraph=at_least(13) + LEFT, run=face(FANG, 9)),
        Style(
            "FootnoteReference", "footnote reference", "", run='<w:vertAlign w:val="superscript"/>', kind="character"
        ),
    ]


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LINES = "".join(f'<w:{side} w:val="single" w:sz="5" w:space="0" w:color="auto"/>' for side in _SIDES)
_GRID = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
    '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr><w:tblBorders>{_LINES}</w:tblBorders></w:tblPr></w:style>"
)


def numbering(language: str, lists: list[tuple[int, int, dict[int, int]]]) -> str:
    """Write numbering.xml: headings as they are printed (一、（一）1.（1）), bullets, and one row for each list.

    `lists` are (number of the list, kind, first number by level).
    """
    chinese = language == "zh"
    patterns = ("%1、", "（%2）", "%3. ", "（%4）") if chinese else ("%1. ", "%2. ", "%3. ", "%4. ")
    kinds = ("chineseCountingThousand",) * 2 + ("decimal",) * 2 if chinese else ("decimal",) * 4
    headings = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="Heading{level + 1}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{pattern}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level, (pattern, kind) in enumerate(zip(patterns, kinds, strict=True))
    )
    bullets = "".join(_level(level, "bullet", "•") for level in range(9))
    ordered = "".join(_level(level, "decimal", f"%{level + 1}.") for level in range(9))
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        for number, levels in ((HEADINGS, headings), (BULLETS, bullets), (ORDERED, ordered))
    )
    begun = [
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in (HEADINGS, BULLETS, ORDERED)
    ]
    for number, kind, firsts in lists:
        anew = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first}"/></w:lvlOverride>'
            for level, first in sorted(firsts.items())
        )
        begun.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>{anew}</w:num>')
    return f"<w:numbering {NAMESPACES}>{abstract}{''.join(begun)}</w:numbering>"


def _level(level: int, kind: str, pattern: str) -> str:
    left = 640 + 480 * level
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="400"/></w:pPr></w:lvl>'
    )


def settings(*, double_sided: bool, has_notes: bool) -> str:
    """Write settings.xml: margins that change sides, and today's way of setting lines."""
    uri = "http://schemas.microsoft.com/office/word"
    flags = ("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1), ("enableOpenTypeFeatures", 1)
    modes = "".join(f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>' for name, value in flags)
    notes = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>' if has_notes else ""
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/>{"<w:mirrorMargins/>" * double_sided}'
        f'<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>{notes}'
        f'<w:compat><w:useFELayout/>{modes}</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def font_table() -> str:
    """Write fontTable.xml: what to take where an office lacks a font."""
    other = {FANG: "FangSong", KAI: "KaiTi", HEI: "SimHei", SONG: "SimSun", TITLE: "SimSun"}
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/></w:font>'
        for name, instead in other.items()
    )
    return f"<w:fonts {NAMESPACES}>{rows}</w:fonts>"
