"""Files and functions stay small enough to be read in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.repo.repository import files, text

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
# Written by a program, or built: nobody reads them from top to bottom.
NOT_READ = ("src/shifan/migrations/", "src/shifan/web/static/")


def test_files_are_short():
    paths = [
        path for path in files(".py", ".html", ".js", ".mjs", ".css", ".typ") if not str(path).startswith(NOT_READ)
    ]

    lengths = {str(path): text(path).count("\n") for path in paths}

    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short():
    paths = [path for path in files(".py", under="src") if not str(path).startswith(NOT_READ)]

    lengths = {name: length for path in paths for name, length in function_lengths(path)}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def function_lengths(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with its lines, decorators and docstring left out: words should never be saved."""
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) is not None else None
            words = docstring.end_lineno - docstring.lineno + 1 if docstring else 0
            yield f"{path}:{node.name}", node.end_lineno - node.lineno + 1 - words
