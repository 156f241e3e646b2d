"""Know which answers the plan of a document prints, so that a pack that prints one its form does not have is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shifan.core import papers
from shifan.core.compiler import Compiler
from shifan.core.document import CellPlan, CoverLine, DocumentPlan, TablePart
from shifan.core.form import Model, Words
from shifan.core.question import FormPlan, Locator

_BRACES = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z0-9_*]+)+)(?::[a-z_]+)?\}")
_WORD = re.compile(r"\{([a-z][a-z0-9_]*)(?::[a-z_]+)?\}")
_ROWS = ("row", "outer")


@dataclass(frozen=True, slots=True)
class Printed:
    """A path that a document prints, where the plan says so, and the repeats it stands in, the nearest first."""

    path: str
    locator: Locator
    each: tuple[str, ...]

    def pattern(self) -> str:
        """Put the repeats in place of `row` and `outer`."""
        name, _, rest = self.path.partition(".")
        at = _ROWS.index(name) if name in _ROWS else -1
        return f"{self.each[at]}.*.{rest}" if 0 <= at < len(self.each) else self.path


def look(compiler: Compiler, document: DocumentPlan, form: FormPlan | None, locator: Locator) -> None:
    """Note every path of a document that its form does not have; one made on every track has no form to print of."""
    for printed in _printed(document, locator, ()):
        pattern = printed.pattern()
        if form is None:
            message = f"the document prints “{printed.path}”, but it is made on every track"
            compiler.fault(printed.locator, message, "give it a `track:`")
        elif pattern not in form.by_pattern and pattern not in form.by_leaf:
            message = f"the document prints “{printed.path}”, which is not in the form"
            compiler.unknown(printed.locator, pattern, form.by_pattern, "forms", message)


def look_at_facts(compiler: Compiler, document: DocumentPlan, locator: Locator) -> None:
    """Note every fact and column that is not known of what a document is made of."""
    known = (*papers.FACTS[document.of], *papers.ALWAYS)
    for element, place in _elements(document, locator):
        if isinstance(element, Words):
            for language in ("zh", "en"):
                for match in _WORD.finditer(getattr(element, language)):
                    _known(compiler, document, (*place, language), match[1], known)
        elif isinstance(element, CellPlan | CoverLine) and element.fact:
            _known(compiler, document, (*place, "fact"), element.fact, known)
        elif isinstance(element, TablePart):
            columns = papers.COLUMNS.get((document.of, element.lines), ("number",) if element.each else ())
            for at, column in enumerate(element.columns):
                if column.fact and not (element.each and column.fact == "number"):
                    _known(compiler, document, (*place, "columns", at, "fact"), column.fact, columns)


def _known(compiler: Compiler, document: DocumentPlan, place: Locator, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        compiler.unknown(place, name, known, "", f"a document of a {document.of} knows no “{name}”")


def _elements(element: Model, locator: Locator) -> Iterator[tuple[Model, Locator]]:
    """Walk everything in a plan, with its place."""
    yield element, locator
    if not isinstance(element, Words):
        for name in type(element).model_fields:
            for item, place in _parts(getattr(element, name), (*locator, name)):
                yield from _elements(item, place)


def _printed(element: Model, locator: Locator, each: tuple[str, ...]) -> Iterator[Printed]:
    inner = each
    over = getattr(element, "each", "")
    if over:
        yield Printed(over, (*locator, "each"), each)
        inner = (Printed(over, (), each).pattern(), *each)
    if field := getattr(element, "field", ""):
        yield Printed(field, (*locator, "field"), inner)
    for name in type(element).model_fields:
        value = getattr(element, name)
        for item, place in _parts(value, (*locator, name)):
            if isinstance(item, Words):
                for language in ("zh", "en"):
                    for match in _BRACES.finditer(getattr(item, language)):
                        yield Printed(match[1], (*place, language), inner)
            else:
                yield from _printed(item, place, inner)


def _parts(value: object, locator: Locator) -> Iterator[tuple[Model, Locator]]:
    """Give the elements of a value with their places; a table's rows are tuples of tuples."""
    if isinstance(value, Model):
        yield value, locator
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _parts(item, (*locator, at))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parts(item, (*locator, key))
