"""Know YAML as this project reads it: every value with its place, YAML 1.2 core scalars, nothing executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from shifan.core.pack import PackError, Problem

Scalar = str | int | float | bool | None
MAX_BYTES = 5_000_000
MAX_NESTING = 60
# Aliases may repeat a few lines, not blow a small file up: the values they add are counted.
MAX_ALIASED = 20_000

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

_HINTS = {
    "found character '\\t' that cannot start any token": "indent with spaces, not with tabs",
    "found character that cannot start any token": "indent with spaces; put text that begins with @ ` % in quotes",
    "mapping values are not allowed in this context": "check the indentation; put text that holds “: ” in quotes",
    "did not find expected key": "check the indentation of this line and the one before",
    "did not find expected '-' indicator": "check the indentation: is this line still part of the list?",
    "found unexpected end of stream": "a quote or bracket is not closed",
    "did not find expected ',' or ']'": "a bracket is not closed, or a comma is missing",
    "did not find expected ',' or '}'": "a brace is not closed, or a comma is missing",
    "found unknown escape character": "write a backslash in single quotes, or double it",
}


class Place(NamedTuple):
    """Where something stands: file, line and column, counted from 1."""

    file: str
    line: int
    column: int

    def problem(self, message: str, hint: str = "") -> Problem:
        """Say what is wrong at this place."""
        return Problem(file=self.file, line=self.line, column=self.column, message=message, hint=hint)


@dataclass(slots=True)
class Node:
    """A value of a file with its place: a scalar, a list, or a mapping with the places of its keys."""

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)

    def mapping(self) -> dict[str, Node]:
        """Give the entries of a mapping; of anything else, none."""
        return self.value if isinstance(self.value, dict) else {}

    def items(self) -> list[Node]:
        """Give the items of a list; of anything else, none."""
        return self.value if isinstance(self.value, list) else []

    def text(self, key: str) -> str:
        """Give the text at a key, or nothing if there is no text."""
        found = self.mapping().get(key)
        return found.value if found and isinstance(found.value, str) else ""

    def plain(self) -> object:
        """Give the value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def read(source: bytes, file: str) -> tuple[Node, tuple[Problem, ...]]:
    """Read one YAML document, collecting what is wrong with it: duplicate keys, tags, unknown aliases, other documents.

    Raises PackError where reading cannot go on: not UTF-8, too large, not YAML.
    """
    start = Place(file, 1, 1)
    if len(source) > MAX_BYTES:
        raise PackError(start.problem(f"the file has {len(source)} bytes; the limit is {MAX_BYTES}"))
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise PackError(Place(file, line, 1).problem("the file is not UTF-8", "save it as UTF-8")) from error
    reader = _Reader(file)
    try:
        return reader.document(text), tuple(reader.problems)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else start
        message = error.problem or "not YAML"
        context = f" {error.context}" if error.context else ""
        raise PackError(*reader.problems, place.problem(f"not YAML: {message}{context}", _hint(message))) from error
    except yaml.reader.ReaderError as error:
        raise PackError(
            start.problem("the file holds a character that YAML does not allow", str(error.reason))
        ) from error


def _hint(message: str) -> str:
    return _HINTS.get(message, "")


class _Reader:
    """Builds nodes straight from the events of libyaml, which is several times faster than composing first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node] = {}
        self.sizes: dict[str, int] = {}
        self.count = 0
        self.aliased = 0
        self.depth = 0

    def document(self, text: str) -> Node:
        events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        root = Node(None, Place(self.file, 1, 1))
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                node = self.node(next(events), events)
                if documents == 1:
                    root = node
                else:
                    self.problem(event, "a file holds one document", "remove the line ---")
        return root

    def place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)

    def problem(self, event: yaml.Event, message: str, hint: str = "") -> None:
        self.problems.append(self.place(event).problem(message, hint))

    def node(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            return Node(None, self.place(event))
        before = self.count
        self.count += 1
        if event.tag not in (None, "!"):
            self.problem(
                event,
                f"tags such as {event.tag} are not used here",
                "put text or an expression that begins with ! in quotes",
            )
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise PackError(self.place(event).problem(f"more than {MAX_NESTING} levels deep"))
        if isinstance(event, yaml.ScalarEvent):
            node = Node(_scalar(event) if event.tag in (None, "!") else f"{event.tag} {event.value}", self.place(event))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(event, events)
        else:
            node = self.mapping(event, events)
        self.depth -= 1
        if event.anchor:
            self.anchors[event.anchor] = node
            self.sizes[event.anchor] = self.count - before
        return node

    def alias(self, event: yaml.AliasEvent) -> Node:
        name = event.anchor or ""
        self.aliased += self.sizes.get(name, 1)
        self.count += self.sizes.get(name, 1)
        if name not in self.anchors:
            self.problem(event, f"there is no &{name} before *{name}")
        if self.aliased > MAX_ALIASED:
            raise PackError(self.place(event).problem("aliases repeat too much", "write the values out"))
        return self.anchors.get(name, Node(None, self.place(event)))

    def sequence(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Node:
        place = self.place(event)
        found: list[Node] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            found.append(self.node(item, events))
        return Node(found, place)

    def mapping(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Node:
        place = self.place(event)
        found: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(item := next(events), yaml.MappingEndEvent):
            key = item.value if isinstance(item, yaml.ScalarEvent) else ""
            if not isinstance(item, yaml.ScalarEvent):
                self.problem(item, "a key must be a plain word", "put text that begins with { or [ in quotes")
                self.node(item, events)
            elif key in found:
                self.problem(item, f"the key “{key}” stands here twice", f"first in line {keys[key].line}")
            value = self.node(next(events), events)
            if key not in found:
                found[key], keys[key] = value, self.place(item)
        return Node(found, place, keys)


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    """Resolve a plain scalar by the core schema of YAML 1.2: `no` and `2022-10-25` are texts, `012` is twelve."""
    text: str = event.value
    if not event.implicit[0] or event.style not in ("", None):
        return text
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text[0] not in "-+.0123456789" or len(text) > 400:  # an integer too long to convert is text, too
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OTHER_INTEGER.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text
