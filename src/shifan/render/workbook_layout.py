"""Know how a form lies in a workbook: which sheets there are, which columns tables have, what hidden marks say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shifan.core.form import (
    AttachmentField,
    CascadeField,
    ChoiceField,
    ComputedField,
    DateField,
    FormField,
    GroupField,
    NumberField,
    PeriodField,
    RepeatField,
    RichField,
    TextField,
    Words,
    YearsField,
)
from shifan.core.plan import Plan
from shifan.core.question import FormPlan, Question

LAYOUT = "1"  # of the hidden marks; a reader takes no other
META, LISTS = "_meta", "_lists"
LONGEST = 32_767  # characters of one cell
ASIDE = "#"  # marks rows and columns that hold no answer
NUMBER, OF = "_number", "_of"  # tags of the columns with a row's own number and with that of the row it belongs to
TOO_LONG = Words(zh="（文字过长，单元格放不下，请在网上填写）", en="(Too long for a cell: fill in online)")
OWN = Words(zh="其他：", en="Other: ")  # stands before own text that would read as an option
ENDS = {".start": Words(zh="开始", en="start"), ".end": Words(zh="结束", en="end")}
# What stands on the sheets beside the words of the form.
HEADINGS = {"zh": ("项目", "要求", "填写", "单位", "说明"), "en": ("Item", "Asked", "Answer", "Unit", "Help")}
ROWS = {"zh": ("序号", "所属"), "en": ("No.", "Belongs to")}
SEE = {"zh": "见工作表", "en": "See sheet"}
GUIDE = {
    "zh": (
        "在浅黄色单元格内填写；灰色单元格只供查看，改动不会读回。",
        "红字“必填”为必须填写的项目；有下拉箭头的单元格可以直接选择，也可以键入代码或名称。",
        "多选项一项一行（单元格内换行：Alt+Enter）。日期写作 2022-10-25，月份写作 2022-10。",
        "表格可以增加、删除、排序整行；“所属”一栏写上级表格的序号。清空一整行即为删除该行。",
        "带格式的文字在此只有纯文字段落：图片、表格和格式仍以网上所填为准。附件在网上上传，这里只列文件名。",
        "请勿删除或改动隐藏的行、列和工作表：它们说明每一格属于哪一项。",
    ),
    "en": (
        "Fill in the light yellow cells; grey cells are for reading only, and changes to them are not taken.",
        "What is marked “Required” has to be filled in. Where there is an arrow, choose, or type a code or name.",
        "Several choices stand one a line (Alt+Enter). Write days as 2022-10-25 and months as 2022-10.",
        "Rows of tables may be added, deleted and sorted; “Belongs to” takes the number of a row of the table above."
        " A row that is emptied is deleted.",
        "Formatted text stands here as plain paragraphs: pictures, tables and formatting stay online. Attachments are"
        " uploaded online; here are only their names.",
        "Please leave hidden rows, columns and sheets as they are: they say what each cell belongs to.",
    ),
}
Kind = Literal["section", "rows", "grid"]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: a section, the rows of a repeat, or a table whose rows are printed.

    `pattern` is the section's id or the pattern of the repeat or table; `parent` that of the repeat around it.
    """

    kind: Kind
    pattern: str
    label: Words
    title: str
    questions: tuple[Question, ...]
    field: RepeatField | GroupField | None = None
    parent: str = ""

    @property
    def mark(self) -> str:
        """This property will give what stands in the hidden first cell, so that a sheet may be renamed."""
        return f"{self.kind}:{self.pattern}"


@dataclass(frozen=True, slots=True)
class Column:
    """One answer of each row: its path below the row, and the words above it."""

    tag: str
    question: Question
    label: Words


def pages(plan: Plan, track: str, language: str = "zh") -> tuple[Page, ...]:
    """Lay out the sheets of a form: every section, and after it the tables in it."""
    form = plan.tracks[track].form
    found: list[Page] = []
    for number, (section, questions) in enumerate(form.sections, start=1):
        title = _title(str(number), section.label.say(language))
        found.append(Page("section", section.id, section.label, title, questions))
        tables = [inner for question in questions for inner in question.walk() if is_table(form, inner)]
        for at, question in enumerate(tables, start=1):
            title = _title(f"{number}.{at}", question.field.label.say(language))
            found.append(_table(form, question, title))
    return tuple(found)


def _title(number: str, label: str) -> str:
    """Name a sheet: not longer than 31 characters, none of those that names may not have."""
    return f"{number} {''.join(' ' if one in '[]:*?/' + chr(92) else one for one in label)}"[:31].rstrip(" '")


def _table(form: FormPlan, question: Question, title: str) -> Page:
    asked = question.field
    parent = _repeat_around(form, question.pattern)
    if isinstance(asked, RepeatField):
        return Page("rows", question.pattern, asked.label, title, question.questions, asked, parent)
    assert isinstance(asked, GroupField)
    named = (
        next(cell for row in question.questions for cell in row.questions if cell.key == column.id)
        for column in asked.columns
        if any(cell.key == column.id for row in question.questions for cell in row.questions)
    )
    return Page("grid", question.pattern, asked.label, title, tuple(named), asked)


def is_table(form: FormPlan, question: Question) -> bool:
    """Say whether a question has a sheet of its own."""
    asked = question.field
    if isinstance(asked, GroupField):
        return bool(asked.rows) and question.depth == 0
    return isinstance(asked, RepeatField)


def _repeat_around(form: FormPlan, pattern: str) -> str:
    around = [question.pattern for question in form.around(pattern) if isinstance(question.field, RepeatField)]
    return around[-1] if around else ""


def columns(questions: tuple[Question, ...], before: str = "", above: Words | None = None) -> Iterator[Column]:
    """List the answers of a row, groups laid flat, years and ends apart; computed and files are there to be read."""
    for question in questions:
        label, tag = question.field.label, before + question.key
        if above:
            label = Words(zh=f"{above.zh} · {label.zh}", en=f"{above.en} · {label.en}")
        if isinstance(question.field, GroupField):
            yield from columns(question.questions, f"{tag}.", label)
        elif not isinstance(question.field, RepeatField):
            for leaf in question.leaves or ("",):
                yield Column(tag + leaf, question, leaf_label(label, leaf))


def leaf_label(label: Words, leaf: str) -> Words:
    """Name a year or an end of a period beside its field."""
    if not leaf:
        return label
    end = ENDS.get(leaf, Words(zh=leaf[1:], en=leaf[1:]))
    return Words(zh=f"{label.zh} {end.zh}", en=f"{label.en} {end.en}")


def is_read_only(asked: FormField) -> bool:
    """Say whether what stands there cannot be changed in a workbook."""
    return isinstance(asked, ComputedField | AttachmentField)


def duty(form: FormPlan, question: Question) -> Words:
    """Say whether an answer has to be given: always, in some cases, or not."""
    asked = question.field
    if isinstance(asked, ComputedField):
        return Words(zh="自动计算", en="Computed")
    if isinstance(asked, AttachmentField):
        return Words(zh="在网上上传", en="Upload online")
    if not question.is_wanted:
        return Words(zh="选填", en="Optional")
    around = (*form.around(question.pattern), question)
    if any(one.field.visible_if or one.field.optional_if for one in around):
        return Words(zh="按情况必填", en="Required in some cases")
    return Words(zh="必填", en="Required")


def rules(asked: FormField, language: str) -> str:
    """Word what an answer has to look like, for the cell beside it."""
    is_zh = language.startswith("zh")
    said = [zh if is_zh else en for zh, en in _rules(asked)]
    if isinstance(asked, NumberField | YearsField):
        said += [f"≥ {asked.least}"] if asked.least is not None else []
        said += [f"≤ {asked.most}"] if asked.most is not None else []
    return ("；" if is_zh else "; ").join(said)


def _rules(asked: FormField) -> Iterator[tuple[str, str]]:
    if isinstance(asked, TextField | RichField) and asked.limit:
        yield f"不超过 {asked.limit} 字", f"up to {asked.limit} 字"
    if isinstance(asked, NumberField | YearsField):
        whole = asked.type == "integer"
        yield ("整数", "whole number") if whole else (f"数字，最多 {asked.places} 位小数", f"{asked.places} decimals")
    if isinstance(asked, DateField | PeriodField):
        by_month = asked.type == "month" or (isinstance(asked, PeriodField) and asked.precision == "month")
        yield ("如 2022-10", "as 2022-10") if by_month else ("如 2022-10-25", "as 2022-10-25")
    if isinstance(asked, CascadeField):
        yield "可只填代码", "the code is enough"
    if isinstance(asked, ChoiceField):
        if asked.type == "multi":
            most = f"，最多 {asked.most} 项" if asked.most else ""
            yield f"可多选，一项一行{most}", "several, one a line" + (f", {asked.most} at most" if asked.most else "")
        if asked.own_text:
            yield "可自填", "or your own words"
    if asked.none_allowed:
        yield "没有的填“无”", "无 if there is none"
