"""Look at a file alone, without the installation that made it, and say what it proves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from shifan.core import digest
from shifan.core.plan import Plan
from shifan.core.proven import Line, line
from shifan.core.verification import Mark
from shifan.render import remade
from shifan.render.carried import PaperError, mark_of, read_pdf
from shifan.render.fonts import Fonts
from shifan.render.worker import RenderError

Content = Mapping[str, object]


class UnreadableError(Exception):
    """The file is none of those that can be looked at; the message says why."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is at hand beside the file: the pack by its digest, content, pictures by digest, a digest one trusts."""

    plan_of: Callable[[str], Plan | None]
    content: bytes | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    given: str = ""
    fonts: Fonts | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found: the lines, and what the file is of, as far as its content says."""

    lines: tuple[Line, ...]
    digest: str = ""
    about: Content = field(default_factory=dict)


def look(data: bytes, known: Known) -> Seen:
    """Look at a PDF, DOCX, XLSX or content JSON. Raises UnreadableError."""
    if data.startswith(b"%PDF"):
        return _pdf(data, known)
    if data.startswith(b"PK"):
        return _office(data, known)
    if data.lstrip()[:1] == b"{":
        return _content(data, known)
    raise UnreadableError("neither PDF, DOCX, XLSX, ZIP nor the JSON of a submission")


def read_content(data: bytes) -> Content:
    """Read the JSON of a submission. Raises UnreadableError."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise UnreadableError(f"no JSON: {problem}") from problem
    if not isinstance(found, dict):
        raise UnreadableError("the JSON is not an object")
    return found


def _content(data: bytes, known: Known) -> Seen:
    content = read_content(data)
    fingerprint = digest.of(content)
    is_submission = isinstance(content.get("answers"), dict) and "submission" in content
    lines = [line("proven", "digest.computed", digest=fingerprint)]
    lines += [] if is_submission else [line("broken", "content.unreadable")]
    return Seen((*lines, given(fingerprint, known.given)), fingerprint, content)


def given(found: str, wanted: str) -> Line:
    """Compare a digest with one that is trusted, whole or its beginning."""
    if not wanted:
        return line("open", "digest.given.open")
    if found.startswith(wanted):
        return line("proven", "digest.given")
    return line("broken", "digest.given.broken", digest=found, given=wanted)


def _pdf(data: bytes, known: Known) -> Seen:
    try:
        paper = read_pdf(data)
    except PaperError as problem:
        raise UnreadableError(f"the PDF cannot be read: {problem}") from problem
    if paper.mark is None:
        return Seen((line("broken", "mark.none"),))
    carried = known.content or paper.content
    if carried is None:
        return Seen((line("open", "content.none"), given(paper.mark.digest, known.given)), paper.mark.digest)
    content = read_content(carried)
    lines = [_fits(content, paper.mark)]
    if lines[0].state == "proven":
        lines += _compared(known, content, lambda plan: _paper(data, known, paper.mark, content, plan))
    return Seen((*lines, given(paper.mark.digest, known.given)), paper.mark.digest, content)


def _fits(content: Content, mark: Mark) -> Line:
    found = digest.of(content)
    if found == mark.digest:
        return line("proven", "digest.content", digest=found)
    return line("broken", "digest.content.broken", found=found, digest=mark.digest)


def _compared(known: Known, content: Content, compare: Callable[[Plan], Iterator[Line]]) -> Iterator[Line]:
    plan = known.plan_of(str(content.get("pack", "")))
    if plan is None:
        yield line("open", "pack.none", pack=str(content.get("pack", ""))[:16])
    else:
        yield from compare(plan)


def _paper(data: bytes, known: Known, mark: Mark | None, content: Content, plan: Plan) -> Iterator[Line]:
    assert mark is not None
    try:
        document = remade.document_of(plan, mark, content)
        same = remade.compare_pdf(data, read_pdf(data), document, known.pictures, known.fonts)
    except (KeyError, TypeError, ValueError, RenderError) as problem:
        yield line("broken", "paper.failed", problem=f"{type(problem).__name__}: {problem}")
        return
    if same.sameness == "different":
        yield line("broken", "paper.different", page=str(same.page), found=same.found, wanted=same.wanted)
    else:
        yield line("proven", "paper.bytes" if same.sameness == "bytes" else "paper.words")
    if same.lacking:
        yield line("open", "pictures.lacking", count=str(same.lacking))


def _office(data: bytes, known: Known) -> Seen:
    mark = mark_of(BytesIO(data))
    if mark is None:
        return Seen((line("broken", "mark.none"),))
    if known.content is None:
        return Seen((line("open", "content.none"), given(mark.digest, known.given)), mark.digest)
    content = read_content(known.content)
    lines = [_fits(content, mark)]
    if lines[0].state == "proven":
        lines += _compared(known, content, lambda plan: _office_paper(data, known, mark, content, plan))
    return Seen((*lines, given(mark.digest, known.given)), mark.digest, content)


def _office_paper(data: bytes, known: Known, mark: Mark, content: Content, plan: Plan) -> Iterator[Line]:
    try:
        document = remade.document_of(plan, mark, content)
        same = remade.compare_office(data, document, known.pictures, known.fonts)
    except (KeyError, TypeError, ValueError, RenderError) as problem:
        yield line("broken", "paper.failed", problem=f"{type(problem).__name__}: {problem}")
        return
    if same.sameness == "different":
        yield line("broken", "paper.text", found=same.found, wanted=same.wanted)
    else:
        yield line("proven", "paper.bytes" if same.sameness == "bytes" else "paper.said")
