"""Know a pack as the engine uses it: compiled, indexed, and found to be without mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shifan.core import placeholder
from shifan.core.compiler import Compiler, Fault, TrackPlan, all_functions
from shifan.core.consistency import Consistency
from shifan.core.expression import Context, ExpressionError, Function, compile_expression
from shifan.core.form import ComputedField, FormField, GroupField, RepeatField, Words
from shifan.core.pack import ListItem, Pack, PackError, Problem, Quota
from shifan.core.question import FormPlan, ListIndex, Question, find_option, index_list, plan_form
from shifan.core.trial import try_out


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled pack: its tracks by id, its lists by id, the functions and readings that its expressions use."""

    pack: Pack
    tracks: Mapping[str, TrackPlan]
    lists: Mapping[str, ListIndex]
    functions: Mapping[str, Function]
    readings: Mapping[str, int | float | str] = field(default_factory=dict)

    def question(self, track: str, path: str) -> Question | None:
        """This function will find the question at a path, with row keys or `*`; an end or year finds its field."""
        form = self.tracks[track].form if track in self.tracks else None
        if form is None:
            return None
        pattern = pattern_of(form, path)
        return form.by_pattern.get(pattern) or form.by_leaf.get(pattern)

    def field(self, track: str, path: str) -> FormField | None:
        """This function will find the field at a path, with row keys or `*`, or None."""
        question = self.question(track, path)
        return question.field if question else None

    def items(self, list_id: str) -> tuple[ListItem, ...]:
        """This function will give the entries of a list, or none."""
        return self.lists[list_id].source.items if list_id in self.lists else ()

    def item(self, list_id: str, code: str) -> ListItem | None:
        """This function will find an entry of a list, or None."""
        return self.lists[list_id].by_code.get(code) if list_id in self.lists else None

    def children(self, list_id: str, code: str) -> tuple[str, ...]:
        """This function will give the codes right below a code of a list."""
        return self.lists[list_id].children.get(code, ()) if list_id in self.lists else ()

    def ancestors(self, list_id: str, code: str) -> tuple[str, ...]:
        """This function will give the codes above a code of a list, nearest first."""
        return tuple(item.code for item in self.lists[list_id].ancestors(code)) if list_id in self.lists else ()

    def option(self, track: str, path: str, code: str) -> Words | None:
        """This function will give the label of a code that the field at a path takes, or None."""
        question = self.question(track, path)
        return find_option(question, code, self.lists) if question else None

    def label(self, track: str, path: str, flat: Mapping[str, object]) -> Words:
        """This function will name what stands at a path for people: each row with its number, groups, the field.

        `project.scenarios.k3f.name` is 场景 2 · 场景名称. An unknown path is its own name.
        """
        form = self.tracks[track].form if track in self.tracks else None
        if form is None:
            return Words(zh=path, en=path)
        section = next((section for section, _ in form.sections if section.id == path), None)
        if section:
            return section.label
        parts = path.split(".")
        zh: list[str] = []
        en: list[str] = []
        for question, key in _along(form, parts):
            words = question.field.label
            if isinstance(question.field, RepeatField) and key:
                words = question.field.row_label or words
                number = _number(flat.get(".".join(parts[: parts.index(key)])), key)
                zh.append(f"{words.zh} {number}".strip())
                en.append(f"{words.en} {number}".strip())
            elif isinstance(question.field, GroupField):
                zh.append(words.zh)
                en.append(words.en)
            elif question.leaves or isinstance(question.field, ComputedField):
                ending = parts[-1] if question.leaves and question.leaves != ("",) else ""
                ending = ending if "." + ending in question.leaves else ""
                zh.append(" ".join(filter(None, (words.zh, _ENDS_ZH.get(ending, ending)))))
                en.append(" ".join(filter(None, (words.en, _ENDS_EN.get(ending, ending)))))
        return Words(zh=" · ".join(zh) or path, en=" · ".join(en) or path)

    def is_exempt(self, quota: Quota, facts: Mapping[str, object]) -> bool:
        """This function will say whether an entry with these facts does not count towards a quota.

        A fact that is not known exempts nobody.
        """
        if quota.exempt is None:
            return False
        context = Context(self.functions)
        for name in self.pack.track(quota.track).facts:
            value = facts.get(name)
            if isinstance(value, bool | int | float | str):
                context.put(name, value)
        try:
            return compile_expression(quota.exempt).evaluate(context) is True
        except ExpressionError:
            return False


_ENDS_ZH = {"start": "开始", "end": "结束"}
_ENDS_EN = {"start": "start", "end": "end"}


def build(pack: Pack) -> Plan:
    """This function will compile a pack; raises PackError with every fault."""
    plan, faults = inspect(pack)
    if faults:
        places = (".".join(map(str, fault.locator)) for fault in faults)
        raise PackError(
            *(
                Problem(file=pack.id, line=1, column=1, message=f"{place}: {fault.message}", hint=fault.hint)
                for place, fault in zip(places, faults, strict=True)
            )
        )
    return plan


def inspect(pack: Pack) -> tuple[Plan, tuple[Fault, ...]]:
    """This function will compile a pack as far as it goes and give all its faults; with faults its plan is no use."""
    lists = {source.id: index_list(source) for source in pack.lists}
    compiler = Compiler(pack, lists)
    forms = {form.id: plan_form(form, ("forms", at), lists) for at, form in enumerate(pack.forms)}
    Consistency(compiler, forms).look()
    tracks = {track.id: compiler.track(track, forms[track.form]) for track in pack.tracks if track.form in forms}
    functions = all_functions(lists)
    plan = Plan(pack, tracks, lists, functions, placeholder.seen(pack))
    compiler.faults += try_out(pack, tracks.values(), functions)
    return plan, tuple(dict.fromkeys(compiler.faults))


def pattern_of(form: FormPlan, path: str) -> str:
    """This function will replace the row keys of a path by `*`; what the form does not know stays as it is."""
    parts = path.split(".")
    for at in range(2, len(parts)):
        above = form.by_pattern.get(".".join(parts[:at]))
        if above and isinstance(above.field, RepeatField):
            parts[at] = "*"
    return ".".join(parts)


def _along(form: FormPlan, parts: list[str]) -> list[tuple[Question, str]]:
    """List the questions that a path goes through, each repeat with the key of the row that follows it."""
    found = []
    for at in range(2, len(parts) + 1):
        question = form.by_pattern.get(pattern_of(form, ".".join(parts[:at])))
        if question and parts[at - 1] != "*":
            found.append((question, parts[at] if at < len(parts) else ""))
    return found


def _number(order: object, key: str) -> str:
    return str(order.index(key) + 1) if isinstance(order, list) and key in order else ""
