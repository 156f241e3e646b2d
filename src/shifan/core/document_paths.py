"""Know which answers the plan of a document prints, so that a pack that prints one its form does not have is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shifan.core.compiler import Compiler
from shifan.core.document import DocumentPlan
from shifan.core.form import Model, Words
from shifan.core.question import FormPlan, Locator

_BRACES = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z0-9_*]+)+)(?::[a-z_]+)?\}")
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


def look(compiler: Compiler, document: DocumentPlan, form: FormPlan, locator: Locator) -> None:
    """Note every path of a document that its form does not have, and every `each` that is no repeat."""
    for printed in _printed(document, locator, ()):
        pattern = printed.pattern()
        if pattern not in form.by_pattern and pattern not in form.by_leaf:
            message = f"the document prints “{printed.path}”, which is not in the form"
            compiler.unknown(printed.locator, pattern, form.by_pattern, "forms", message)


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
