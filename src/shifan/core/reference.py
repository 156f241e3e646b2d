"""Know which answers an expression touches: it follows dotted names through the shape of a form, without evaluating."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["map", "rows", "list", "text", "number", "boolean", "any"]

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<text>[rRbB]{0,2}(?:'''(?:.|\n)*?'''|\"\"\"(?:.|\n)*?\"\"\"|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))
    |(?P<number>\d[\w.]*)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_LITERALS = frozenset({"true", "false", "null", "in"})
_MACROS = frozenset({"all", "exists", "exists_one", "map", "filter"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands at a name: a map of names, rows of a map, a list, a value. `pattern` is its path in the form."""

    kind: Kind
    pattern: str = ""
    children: Mapping[str, Shape] = field(default_factory=dict)
    item: Shape | None = None


ANY = Shape("any")


@dataclass(slots=True)
class Touched:
    """What an expression touches: form paths, which of them it guards with has(), functions, code lists, mistakes."""

    patterns: dict[str, None] = field(default_factory=dict)
    guarded: set[str] = field(default_factory=set)
    functions: dict[str, str] = field(default_factory=dict)  # name → its first argument if that is a plain text
    lists: dict[str, None] = field(default_factory=dict)
    unknown: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # words, and what is known there
    sized: list[str] = field(default_factory=list)  # texts whose size() is asked
    bound: set[str] = field(default_factory=set)  # variables of macros


def touch(source: str, names: Mapping[str, Shape], list_functions: frozenset[str]) -> Touched:
    """Follow every name of an expression that the parser has accepted; whatever it cannot follow is `any`."""
    return _Walker(source, list_functions).walk(names)


class _Walker:
    def __init__(self, source: str, list_functions: frozenset[str]) -> None:
        self.tokens = list(_tokens(source))
        self.at = 0
        self.list_functions = list_functions
        self.touched = Touched()
        self.is_guard = False

    def walk(self, names: Mapping[str, Shape]) -> Touched:
        self.expression(names)
        return self.touched

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def expression(self, names: Mapping[str, Shape], stops: frozenset[str] = frozenset()) -> Shape:
        """Walk to a stop or the end; the shape is known only if the expression is a single chain."""
        chains: list[Shape] = []
        operators = 0
        while self.at < len(self.tokens) and self.peek() not in stops:
            kind, word = self.tokens[self.at]
            if kind == "name" and word not in _LITERALS:
                chains.append(self.chain(names))
            elif word in _CLOSING:
                chains.append(self.bracket(names))
            elif kind == "text":
                self.at += 1
                chains.append(self.follow(Shape("text"), names))
            else:
                operators += 1
                self.at += 1
        return chains[0] if len(chains) == 1 and operators == 0 else ANY

    def bracket(self, names: Mapping[str, Shape]) -> Shape:
        opening = self.peek()
        inner = self.arguments(names)
        shape = inner[0] if opening == "(" and len(inner) == 1 else ANY
        return self.follow(shape, names)

    def arguments(self, names: Mapping[str, Shape]) -> list[Shape]:
        """Walk what stands between brackets, parted by commas (and colons of a map)."""
        closing = _CLOSING[self.peek()]
        self.at += 1
        parts = frozenset({closing, ",", ":"}) if closing == "}" else frozenset({closing, ","})
        found: list[Shape] = []
        while self.at < len(self.tokens) and self.peek() != closing:
            if self.peek() in (",", ":"):
                self.at += 1
            else:
                found.append(self.expression(names, parts))
        self.at += 1
        return found

    def chain(self, names: Mapping[str, Shape]) -> Shape:
        """Walk a name and all that hangs on it: .field, [index], .method(…), or a function call."""
        name = self.peek()
        self.at += 1
        if self.peek() == "(":
            return self.follow(self.call(name, names), names)
        if name not in names:
            self.touched.unknown.append((name, tuple(names)))
            return self.follow(ANY, names)
        return self.follow(names[name], names)

    def call(self, name: str, names: Mapping[str, Shape]) -> Shape:
        first = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ("", "")
        literal = first[1].strip("'\"") if first[0] == "text" else ""
        self.touched.functions.setdefault(name, literal)
        if name in self.list_functions and literal:
            self.touched.lists[literal] = None
        was_guard, self.is_guard = self.is_guard, name == "has"
        arguments = self.arguments(names)
        self.is_guard = was_guard
        if name == "size" and arguments and arguments[0].kind == "text":
            self.touched.sized.append(arguments[0].pattern)
        return arguments[0] if name == "distinct" and arguments else ANY

    def follow(self, shape: Shape, names: Mapping[str, Shape]) -> Shape:
        while self.peek() in (".", "["):
            if self.peek() == "[":
                shape = self.index(shape, names)
                continue
            self.at += 1
            word = self.peek()
            self.at += 1
            if self.peek() != "(":
                shape = self.step(shape, word)
            elif word in _MACROS:
                shape = self.macro(shape, word, names)
            else:
                shape = self.method(shape, word, names)
        self.end(shape)
        return shape

    def end(self, shape: Shape) -> None:
        if shape.pattern:
            self.touched.patterns[shape.pattern] = None
            if self.is_guard:
                self.touched.guarded.add(shape.pattern)

    def step(self, shape: Shape, word: str) -> Shape:
        if shape.kind == "any":
            return ANY
        if shape.kind == "map" and word in shape.children:
            return shape.children[word]
        self.touched.unknown.append((f"{shape.pattern}.{word}" if shape.pattern else word, tuple(shape.children)))
        return ANY

    def index(self, shape: Shape, names: Mapping[str, Shape]) -> Shape:
        self.at += 1
        kind, word = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        start = self.at
        self.expression(names, frozenset({"]"}))
        is_literal = kind == "text" and self.at == start + 1
        self.at += 1
        if shape.kind in ("rows", "list"):
            return shape.item or ANY
        if shape.kind == "map" and is_literal:
            return self.step(shape, word.strip("'\""))
        self.end(shape)
        return ANY

    def macro(self, shape: Shape, word: str, names: Mapping[str, Shape]) -> Shape:
        """Walk .all(x, …) and its kind, where x stands for an item of what the macro is called on."""
        self.end(shape)
        variable = self.tokens[self.at + 1][1] if self.at + 1 < len(self.tokens) else ""
        self.touched.bound.add(variable)
        if variable in names:
            self.touched.unknown.append((f"{variable} (the name is taken)", ()))
        self.at += 1
        inner = {**names, variable: shape.item or ANY}
        parts: list[Shape] = []
        while self.at < len(self.tokens) and self.peek() != ")":
            if self.peek() == ",":
                self.at += 1
                parts.append(self.expression(inner, frozenset({",", ")"})))
            else:
                self.at += 1
        self.at += 1
        if word == "filter":
            return shape
        return Shape("list", item=parts[-1]) if word == "map" and parts else ANY

    def method(self, shape: Shape, word: str, names: Mapping[str, Shape]) -> Shape:
        self.end(shape)
        self.touched.functions.setdefault(word, "")
        if word == "size" and shape.kind == "text":
            self.touched.sized.append(shape.pattern)
        self.arguments(names)
        return ANY


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(source):
        if match.lastgroup and match.lastgroup != "space":
            yield match.lastgroup, match[0]
