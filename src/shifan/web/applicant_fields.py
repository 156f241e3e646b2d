"""A section of a form as the templates draw it: each field with its value, version, findings and options."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.utils.translation import gettext

from shifan.core.answers import Json
from shifan.core.check import Checked
from shifan.core.display import Sheet, shown
from shifan.core.finding import Finding
from shifan.core.form import (
    AttachmentField,
    CascadeField,
    ChoiceField,
    ComputedField,
    FormField,
    GroupField,
    PeriodField,
    RepeatField,
    Section,
    Words,
    YearsField,
)
from shifan.core.pack import ListItem
from shifan.core.plan import Plan
from shifan.core.values import is_day
from shifan.queries.application import Window

MOST_RADIOS = 6
# A missing answer is listed at the side; under an empty field it would only shout.
QUIET = frozenset({"field.required", "rule.undetermined", "rows.least"})
TEMPLATES = {
    "text": "text", "longtext": "longtext", "rich": "rich", "integer": "number", "decimal": "number", "date": "date",
    "month": "date", "period": "period", "phone": "text", "mobile": "text", "fax": "text", "email": "text",
    "multi": "multi", "cascade": "cascade", "yes_no": "yes_no", "attachment": "attachment", "computed": "computed",
    "group": "group", "repeat": "repeat", "table": "table",
}  # fmt: skip
INPUTS = {"date": "date", "month": "month", "day": "date", "phone": "tel", "mobile": "tel", "fax": "tel"}
LENGTHS = {"date": len("2022-10-25"), "month": len("2022-10")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as it is drawn."""

    code: str
    label: str
    chosen: bool
    help: str = ""
    clause: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One stored answer of a field that has several: a year, a first or last day."""

    path: str
    label: str
    value: Json
    version: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a repeat: its key, place from 1, what it is called, what is wrong with it as a whole."""

    key: str
    path: str
    place: int
    title: str
    nodes: tuple["Node", ...]
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """This property will call the row by its title and its number."""
        return f"{self.title} {self.place}".strip()


@dataclass(frozen=True, slots=True)
class Node:
    """A field at its place, ready to be drawn by the template `kind`."""

    kind: str
    field: FormField
    path: str
    value: Json = None
    version: int = 0
    hidden: bool = False
    locked: bool = False
    findings: tuple[Finding, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    nodes: tuple["Node", ...] = ()
    rows: tuple[Row, ...] = ()
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()
    own: str | None = None  # the text of one's own, None where the field takes none
    shown: str = ""

    @property
    def template(self) -> str:
        """This property will name the template that draws the field's control."""
        return f"applicant/fields/{self.kind}.html"

    @property
    def blocked(self) -> frozenset[str]:
        """This property will give the paths whose answers block; a warning makes no answer invalid."""
        return frozenset(finding.path for finding in self.findings if finding.blocks)

    @property
    def is_simple(self) -> bool:
        """This property will say whether the control is one that a label can point at."""
        return self.kind in ("text", "longtext", "number", "date", "select", "rich")

    @property
    def input_type(self) -> str:
        """This property will name the kind of input; a date that no date input can show stays a text."""
        if isinstance(self.field, PeriodField):
            wanted, values = INPUTS[self.field.precision], [leaf.value for leaf in self.leaves]
        else:
            wanted, values = INPUTS.get(self.field.type, "text"), [self.value]
        length, given = LENGTHS.get(wanted), [str(value) for value in values if value]
        is_shown = length is None or all(len(value) == length and is_day(value) for value in given)
        return wanted if is_shown else "text"

    @property
    def level_names(self) -> str:
        """This property will name the levels of a cascade, as its script writes them."""
        levels = self.field.levels if isinstance(self.field, CascadeField) else ()
        return ",".join(level_name(level) for level in levels)

    @property
    def lines(self) -> tuple[tuple["Node", tuple["Node | None", ...]], ...]:
        """This property will give the printed rows of a table, each with a cell per column or None."""
        columns = [column.id for column in self.field.columns] if isinstance(self.field, GroupField) else []
        by_row = [(row, {cell.field.id: cell for cell in row.nodes}) for row in self.nodes]
        return tuple((row, tuple(cells.get(column) for column in columns)) for row, cells in by_row)

    @property
    def has_years(self) -> bool:
        """This property will say whether a column of a table with printed rows stands for several years."""
        return isinstance(self.field, GroupField) and any(isinstance(one, YearsField) for one in self.field.columns)

    @property
    def own_chosen(self) -> bool:
        """This property will say whether a text of one's own has been given."""
        return bool(self.own)


@dataclass(frozen=True, slots=True)
class Form:
    """A form with its answers as they stand: path → (value, version), and what a check says about them."""

    plan: Plan
    track: str
    stored: Mapping[str, tuple[Json, int]]
    flat: Mapping[str, Json]
    checked: Checked
    window: Window
    language: str
    is_open: bool
    by_path: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


def level_name(level: str) -> str:
    """This function will give the word for a level of a list that ships with the project, or nothing."""
    names = {
        "section": gettext("门类"),
        "division": gettext("大类"),
        "group": gettext("中类"),
        "class": gettext("小类"),
        "province": gettext("省（自治区、直辖市）"),
        "prefecture": gettext("市（州、盟）"),
        "county": gettext("县（市、区）"),
    }
    return names.get(level, "")


def draw(form: Form, section: Section) -> tuple[Node, ...]:
    """This function will give the fields of a section in their order."""
    return _nodes(form, section.id, section.fields)


def draw_row(form: Form, path: str, key: str) -> Row:
    """This function will give one row of a repeat; raises LookupError where there is none."""
    found = form.plan.field(form.track, path)
    if not isinstance(found, RepeatField):
        raise LookupError(path)
    return next(row for row in _rows(form, path, found) if row.key == key)


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """This function will give nodes with all inside them."""
    for node in nodes:
        yield node
        yield from walk(node.nodes)
        for row in node.rows:
            yield from walk(row.nodes)


def findings_by_path(findings: tuple[Finding, ...]) -> dict[str, tuple[Finding, ...]]:
    """This function will order findings by the stored path of the field they are about."""
    ordered = sorted(findings, key=lambda finding: finding.path)
    return {path: tuple(group) for path, group in groupby(ordered, key=lambda finding: finding.path)}


def _nodes(form: Form, prefix: str, fields: tuple[FormField, ...]) -> tuple[Node, ...]:
    """Draw fields; years fields that stand together and have the same years become one table."""
    drawn: list[Node] = []
    for each in fields:
        node = _node(form, f"{prefix}.{each.id}", each)
        last = drawn[-1] if drawn else None
        if isinstance(each, YearsField):
            above = last.field if last and last.kind == "years" else None
            if last and isinstance(above, YearsField) and above.years == each.years and each.heading is None:
                drawn[-1] = replace(last, nodes=(*last.nodes, node))
            else:
                drawn.append(replace(node, kind="years", leaves=(), nodes=(node,), findings=()))
        else:
            drawn.append(node)
    return tuple(drawn)


def _node(form: Form, path: str, each: FormField) -> Node:
    value, version = form.stored.get(path, (None, 0))
    base = Node(
        kind=TEMPLATES.get(each.type, "years_row"),
        field=each,
        path=path,
        value="" if value is None else value,
        version=version,
        hidden=_is_hidden(form, path),
        locked=not form.is_open or not form.window.is_open_for(path),
        findings=_findings(form, path),
    )
    match each:
        case YearsField():
            leaves = tuple(_leaf(form, f"{path}.{year}", str(year)) for year in each.years)
            return replace(base, leaves=leaves, findings=_all_findings(form, path, leaves))
        case PeriodField():
            leaves = (_leaf(form, f"{path}.start", "start"), _leaf(form, f"{path}.end", "end"))
            return replace(base, leaves=leaves, findings=_all_findings(form, path, leaves))
        case ChoiceField():
            return _choice(form, base, each)
        case CascadeField():
            return replace(base, groups=_levels(form, each, str(value or "")))
        case ComputedField():
            sheet = Sheet(form.plan, form.track, form.flat, form.checked.computed, language=form.language)
            return replace(base, shown=shown(sheet, path, unit=True))
        case GroupField():
            nodes = _nodes(form, path, each.fields)
            return replace(base, kind="printed", nodes=_in_cells(nodes)) if each.rows else replace(base, nodes=nodes)
        case RepeatField():
            return replace(base, rows=_rows(form, path, each))
        case AttachmentField():
            return replace(base, value=value or [])
    return base


def _leaf(form: Form, path: str, label: str) -> Leaf:
    value, version = form.stored.get(path, (None, 0))
    return Leaf(path, label, "" if value is None else value, version)


def _is_hidden(form: Form, path: str) -> bool:
    return path in form.checked.hidden or path in form.checked.unsure


def _findings(form: Form, path: str) -> tuple[Finding, ...]:
    return tuple(finding for finding in form.by_path.get(path, ()) if finding.rule not in QUIET)


def _all_findings(form: Form, path: str, leaves: tuple[Leaf, ...]) -> tuple[Finding, ...]:
    return tuple(finding for place in (path, *(leaf.path for leaf in leaves)) for finding in _findings(form, place))


def _choice(form: Form, base: Node, each: ChoiceField) -> Node:
    values = base.value if isinstance(base.value, list) else [base.value]
    codes = {value for value in values if isinstance(value, str)}
    owned = next((str(value.get("own", "")) for value in values if isinstance(value, dict)), "")
    groups = _options(form, each, codes, base.path)
    is_long = sum(len(choices) for _, choices in groups) > MOST_RADIOS
    kind = "multi" if each.type == "multi" else "select" if is_long or each.parent_field else "radio"
    return replace(base, kind=kind, groups=groups, own=owned if each.own_text else None)


def _options(form: Form, each: ChoiceField, chosen: set[str], path: str) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Give the options in groups: those of a list below the entry above them, if there is one."""
    if not each.options_from:
        options = (
            Choice(item.code, _say(form, item.label), item.code in chosen, _say(form, item.help), item.clause)
            for item in each.options
        )
        return (("", tuple(options)),)
    items = [item for item in form.plan.items(each.options_from) if not each.level or item.level == each.level]
    if each.parent_field:
        parent = _parent_code(form, each, path)
        items = [item for item in items if parent in (item.parent, *form.plan.ancestors(each.options_from, item.code))]
    return tuple(
        (name, tuple(Choice(item.code, _named(form, item), item.code in chosen, clause=item.clause) for item in group))
        for name, group in groupby(items, key=lambda item: _above(form, each.options_from, item))
    )


def _parent_code(form: Form, each: ChoiceField, path: str) -> str:
    """Read the answer that narrows a choice: of a neighbour in the same group or row, else at a path of the form."""
    beside = f"{path.rpartition('.')[0]}.{each.parent_field}"
    place = each.parent_field if form.plan.field(form.track, beside) is None else beside
    return str(form.stored.get(place, ("", 0))[0])


def _above(form: Form, list_id: str, item: ListItem) -> str:
    parent = form.plan.item(list_id, item.parent) if item.parent else None
    return _say(form, parent.name) if parent else ""


def _named(form: Form, item: ListItem) -> str:
    return _say(form, item.name)


def _levels(form: Form, each: CascadeField, code: str) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Give one list of options for each level that can be chosen now: the first, and what lies below each choice."""
    plan, list_id = form.plan, each.options_from
    chain = [one for one in (*reversed(plan.ancestors(list_id, code)), code) if one]
    chain = [one for one in chain if (item := plan.item(list_id, one)) and item.level in each.levels]
    found = []
    options = tuple(item for item in plan.items(list_id) if item.level == each.levels[0])
    for chosen in (*chain, ""):
        if not options:
            break
        choices = tuple(Choice(item.code, _say(form, item.name), item.code == chosen) for item in options)
        found.append((level_name(options[0].level), choices))
        below = (plan.item(list_id, child) for child in plan.children(list_id, chosen)) if chosen else ()
        options = tuple(item for item in below if item and item.level in each.levels)
    return tuple(found)


def _rows(form: Form, path: str, each: RepeatField) -> tuple[Row, ...]:
    keys = form.stored.get(path, (None, 0))[0]
    return tuple(
        Row(
            key=str(key),
            path=f"{path}.{key}",
            place=place,
            title=_row_title(form, f"{path}.{key}", each),
            nodes=tuple(_in_cell(node) if each.type == "table" else node for node in nodes),
            findings=_findings(form, f"{path}.{key}"),
        )
        for place, key in enumerate(keys if isinstance(keys, list) else (), start=1)
        for nodes in [_nodes(form, f"{path}.{key}", each.fields)]
    )


def _in_cells(rows: tuple[Node, ...]) -> tuple[Node, ...]:
    return tuple(replace(row, nodes=tuple(_in_cell(cell) for cell in row.nodes)) for row in rows)


def _in_cell(node: Node) -> Node:
    """A cell of a table has no room for a list of options below each other."""
    return replace(node, kind="select") if node.kind == "radio" else node


def _row_title(form: Form, path: str, each: RepeatField) -> str:
    sheet = Sheet(form.plan, form.track, form.flat, form.checked.computed, language=form.language)
    return shown(sheet, f"{path}.{each.row_title}") if each.row_title else ""


def _say(form: Form, words: Words | None) -> str:
    return words.say(form.language) if words else ""
