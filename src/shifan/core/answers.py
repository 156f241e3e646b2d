"""Know how answers are kept and named: one value for each path, rows by keys, and the nested form of the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from shifan.core.finding import Finding, Severity
from shifan.core.form import GroupField, RepeatField
from shifan.core.plan import Plan, pattern_of
from shifan.core.question import Question
from shifan.core.values import MOST_ROWS, ROW_KEY, Trouble, look, trouble
from shifan.core.values import Json as Json  # what an answer is: callers of this module name it

Flat: TypeAlias = Mapping[str, Json]

MOST_PATH = 200
_PATH = re.compile(r"[a-z][a-z0-9_]*(\.([a-z0-9][a-z0-9_]*|[0-9]{4}))+")
_READABLE_ROW = re.compile(r"\[([0-9]{1,6})\]")
_WARNINGS = frozenset({"field.org_code"})
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


def is_path(path: str) -> bool:
    """This function will say whether a text has the form of a stored path; the form need not know it."""
    return len(path) <= MOST_PATH and _PATH.fullmatch(path) is not None


def pattern(plan: Plan, track: str, path: str) -> str:
    """This function will give a path with `*` in place of row keys: `project.scenarios.*.name`."""
    return pattern_of(plan.tracks[track].form, path) if track in plan.tracks else path


def readable(flat: Flat, path: str) -> str:
    """This function will give a path with the numbers of rows in place of keys: `project.scenarios[2].name`."""
    parts = path.split(".")
    shown = parts[0]
    for at in range(1, len(parts)):
        order = flat.get(".".join(parts[:at]))
        is_row = isinstance(order, list | tuple) and parts[at] in order
        shown += f"[{order.index(parts[at])}]" if is_row and isinstance(order, list | tuple) else f".{parts[at]}"
    return shown


def stored(flat: Flat, path: str) -> str:
    """This function will turn a readable path back into the stored one; a row that is not there stays a number."""
    found = ""
    for piece in _READABLE_ROW.sub(r".[\1]", path).split("."):
        name = piece
        if piece.startswith("["):
            order, at = flat.get(found), int(piece[1:-1])
            name = str(order[at]) if isinstance(order, list | tuple) and at < len(order) else piece[1:-1]
        found = f"{found}.{name}" if found else name
    return found


def rows(flat: Flat, path: str) -> tuple[str, ...]:
    """This function will give the keys of the rows of a repeat in their order."""
    order = flat.get(path)
    keys = order[:MOST_ROWS] if isinstance(order, list | tuple) else ()
    return tuple(dict.fromkeys(key for key in keys if isinstance(key, str) and ROW_KEY.fullmatch(key)))


def new_key(taken: Collection[str], seed: str) -> str:
    """This function will make a row key of five letters and digits from a seed, other than those taken."""
    for turn in range(len(taken) + 1):
        number = int.from_bytes(hashlib.sha256(f"{seed}/{turn}".encode(errors="replace")).digest()[:8], "big")
        key = "".join(_LETTERS[number // 36**place % 36] for place in range(5))
        if key not in taken:
            return key
    return f"r{len(taken)}"


def clean(plan: Plan, track: str, path: str, value: Json) -> tuple[Json, tuple[Finding, ...]]:
    """This function will give an answer as it is kept, None for unanswered, and what is wrong with it.

    A blocking finding means that the value cannot be kept and the answer stays as it was; with any other finding the
    value is kept as typed. It takes whatever JSON there is and never raises.
    """
    question = plan.question(track, path) if is_path(path) else None
    if question is None or path[len(_base(question, path)) :] not in question.leaves:
        shown = path if len(path) <= MOST_PATH else path[:MOST_PATH] + "…"
        return None, (Finding("answer.unknown", Severity.BLOCK, where=shown, path=shown, params={"path": shown}),)
    kept, problems = look(question, value)
    findings = tuple(
        say(plan, track, {}, path, question, problem, Severity.BLOCK if problem.is_refused else Severity.WARN)
        for problem in problems
    )
    return (None if any(problem.is_refused for problem in problems) else kept), findings


def _base(question: Question, path: str) -> str:
    """Cut the end or year off a leaf's path."""
    return ".".join(path.split(".")[: question.pattern.count(".") + 1])


def say(
    plan: Plan,
    track: str,
    flat: Flat,
    path: str,
    question: Question,
    problem: Trouble,
    severity: Severity | None = None,
) -> Finding:
    """This function will make a finding of what is wrong at a path, with labels in both languages."""
    label = plan.label(track, path, flat)
    return Finding(
        rule=problem.code,
        severity=severity or (Severity.WARN if problem.code in _WARNINGS else Severity.BLOCK),
        where=readable(flat, path),
        path=path,
        clause=question.field.clause,
        params={**problem.params, "label": label.zh, "label_en": label.en},
    )


def nest(plan: Plan, track: str, flat: Flat) -> dict[str, Json]:
    """This function will give answers nested: sections, groups, and rows as lists of mappings with their `_key`."""
    form = plan.tracks[track].form
    return {section.id: dict(_nested(questions, section.id, flat)) for section, questions in form.sections}


def _nested(questions: tuple[Question, ...], prefix: str, flat: Flat) -> Iterator[tuple[str, Json]]:
    for question in questions:
        path = f"{prefix}.{question.key}"
        if isinstance(question.field, GroupField):
            yield question.key, dict(_nested(question.questions, path, flat))
        elif isinstance(question.field, RepeatField):
            yield (
                question.key,
                [{"_key": key, **dict(_nested(question.questions, f"{path}.{key}", flat))} for key in rows(flat, path)],
            )
        elif question.leaves == ("",):
            if flat.get(path) is not None:
                yield question.key, flat[path]
        else:
            ends = {leaf[1:]: flat[path + leaf] for leaf in question.leaves if flat.get(path + leaf) is not None}
            if ends:
                yield question.key, ends


def flatten(plan: Plan, track: str, nested: Json) -> dict[str, Json]:
    """This function will give nested answers by path, as they are kept; what cannot be kept is left out."""
    return read(plan, track, nested)[0]


def read(plan: Plan, track: str, nested: Json) -> tuple[dict[str, Json], tuple[Finding, ...]]:
    """This function will give nested answers by path, and a finding for each that the form does not take.

    Top-level names may also be flat paths, readable (`project.scenarios[0].name`) or stored. It never raises.
    """
    reader = _Reader(plan, track)
    form = plan.tracks[track].form
    sections = {section.id: questions for section, questions in form.sections}
    for name, value in nested.items() if isinstance(nested, Mapping) else ():
        if name in sections:
            reader.inside(sections[name], name, name, value)
        else:
            reader.leaf(stored(reader.flat, str(name)), str(name), value)
    if not isinstance(nested, Mapping) and nested is not None:
        reader.refuse("", "")
    return reader.flat, tuple(reader.findings)


class _Reader:
    def __init__(self, plan: Plan, track: str) -> None:
        self.plan, self.track = plan, track
        self.flat: dict[str, Json] = {}
        self.findings: list[Finding] = []

    def refuse(self, where: str, path: str) -> None:
        """Note something that the form does not know."""
        self.findings.append(Finding("answer.unknown", Severity.BLOCK, where=where, path=path, params={"path": where}))

    def inside(self, questions: tuple[Question, ...], prefix: str, where: str, value: Json) -> None:
        """Read a section, a group or a row."""
        if value is None:
            return
        if not isinstance(value, Mapping):
            self.refuse(where, prefix)
            return
        known = {question.key: question for question in questions}
        for name, inner in value.items():
            if name not in known:
                if name != "_key":
                    self.refuse(f"{where}.{name}"[:MOST_PATH], f"{prefix}.{name}"[:MOST_PATH])
                continue
            self.question(known[name], f"{prefix}.{name}", f"{where}.{name}", inner)

    def question(self, question: Question, path: str, where: str, value: Json) -> None:
        """Read what stands at a field."""
        if isinstance(question.field, GroupField):
            self.inside(question.questions, path, where, value)
        elif isinstance(question.field, RepeatField):
            self.rows(question, path, where, value)
        elif question.leaves == ("",):
            self.leaf(path, where, value)
        elif not question.leaves:  # computed: what a file says about it does not count
            return
        elif isinstance(value, Mapping):
            for end, inner in value.items():
                self.leaf(f"{path}.{end}", f"{where}.{end}", inner)
        elif value is not None:
            self.note(say(self.plan, self.track, self.flat, path, question, trouble("field.shape")), where)

    def rows(self, question: Question, path: str, where: str, value: Json) -> None:
        """Read the rows of a repeat; a row without a `_key` gets one by its number."""
        entries = [] if value is None else list(value) if isinstance(value, list | tuple) else None
        if entries is None or len(entries) > MOST_ROWS:
            size = str(len(entries or ()))
            wrong = trouble("answer.large", size=size, most=str(MOST_ROWS)) if entries else trouble("field.shape")
            self.note(say(self.plan, self.track, self.flat, path, question, wrong), where)
            return
        keys: list[str] = []
        for at, entry in enumerate(entries):
            given = entry.get("_key") if isinstance(entry, Mapping) else None
            is_free = isinstance(given, str) and ROW_KEY.fullmatch(given) and given not in keys
            key = given if is_free and isinstance(given, str) else f"r{at + 1}"
            keys.append(key if key not in keys else new_key(keys, key))
        if keys:
            self.flat[path] = list(keys)
        for at, (key, entry) in enumerate(zip(keys, entries, strict=True)):
            self.inside(question.questions, f"{path}.{key}", f"{where}[{at}]", entry)

    def leaf(self, path: str, where: str, value: Json) -> None:
        """Read one answer."""
        kept, findings = clean(self.plan, self.track, path, value)
        for finding in findings:
            if finding.blocks:
                self.note(finding, where)
        if kept is not None:
            self.flat[path] = kept

    def note(self, finding: Finding, where: str) -> None:
        """Note a finding at the readable place that the reader is at."""
        self.findings.append(
            Finding(
                finding.rule,
                Severity.BLOCK,
                where[:MOST_PATH],
                finding.path,
                finding.clause,
                finding.params,
                finding.message,
            )
        )
