"""How a submission reads: sections and answers in words, what a reader may see of them, what changed since the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from shifan.core import catalogue, difference, display, masking
from shifan.core.answers import Flat, Json
from shifan.core.difference import Piece
from shifan.core.display import Sheet
from shifan.core.finding import Finding, Severity
from shifan.core.form import (
    AttachmentField,
    FormField,
    GroupField,
    RepeatField,
    RichField,
    Words,
    YearsField,
)
from shifan.core.pack import by_id
from shifan.core.plan import Plan

Reader = Literal["desk", "revealed", "expert", "public"]
_SEEN: Mapping[str, frozenset[str]] = {
    "desk": frozenset({"public", "internal"}),
    "revealed": frozenset({"public", "internal", "personal"}),
    "expert": frozenset({"public", "internal"}),
    "public": frozenset({"public"}),
}


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file of an answer with the title that the applicant gave it; `also` names the other fields that use it."""

    digest: str
    name: str
    size: int
    title: str = ""
    also: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in words. `path` is what a desk names when it sends the field back; `before` is the diff, if any."""

    path: str
    label: Words
    text: str = ""
    heading: Words | None = None
    clause: tuple[str, ...] = ()
    rich: dict[str, object] | None = None
    files: tuple[FileLink, ...] = ()
    is_long: bool = False
    is_masked: bool = False
    is_number: bool = False
    before: tuple[Piece, ...] = ()
    kind: Literal["answer"] = "answer"

    @property
    def is_changed(self) -> bool:
        """This property will say whether the answer differs from the one submitted before."""
        return bool(self.before)


@dataclass(frozen=True, slots=True)
class Grid:
    """Answers in a table; `heads` name the columns after the first cell of each line."""

    path: str
    label: Words
    heads: tuple[Words, ...]
    lines: tuple[tuple[Answer, ...], ...]
    corner: Words | None = None
    heading: Words | None = None
    clause: tuple[str, ...] = ()
    gone: int = 0
    kind: Literal["grid"] = "grid"

    @property
    def is_changed(self) -> bool:
        """This property will say whether a cell or the number of lines differs from before."""
        return self.gone > 0 or any(cell.is_changed for line in self.lines for cell in line)


@dataclass(frozen=True, slots=True)
class Block:
    """Answers that belong together: a group, or one row of a repeat with its name."""

    path: str
    label: Words
    parts: tuple[Answer | Grid | Block, ...]
    title: str = ""
    number: int = 0
    heading: Words | None = None
    clause: tuple[str, ...] = ()
    is_new: bool = False
    gone: tuple[str, ...] = ()
    kind: Literal["block"] = "block"

    @property
    def is_changed(self) -> bool:
        """This property will say whether anything inside differs from before."""
        return self.is_new or bool(self.gone) or any(part.is_changed for part in self.parts)


Part = Answer | Grid | Block


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form."""

    id: str
    label: Words
    parts: tuple[Part, ...]

    @property
    def is_changed(self) -> bool:
        """This property will say whether anything on the page differs from before."""
        return any(part.is_changed for part in self.parts)


@dataclass(frozen=True, slots=True)
class Reading:
    """A submission for eye. `compared` says whether it is compared with the one before."""

    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    declared: tuple[Words, ...]
    files: tuple[FileLink, ...]
    compared: bool = False


@dataclass(frozen=True, slots=True)
class _Eye:
    """What is read, by whom, and what it is compared with."""

    sheet: Sheet
    earlier: Sheet | None
    seen: frozenset[str]
    masks: bool
    language: str = field(default="zh")
    also: Mapping[tuple[str, str], tuple[Words, ...]] = field(default_factory=dict)  # (path, digest) → fields


def read(
    plan: Plan,
    content: Mapping[str, Json],
    for_whom: Reader,
    *,
    earlier: Mapping[str, Json] | None = None,
    language: str = "zh",
) -> Reading:
    """This function will word the content of a submission for a reader, compared with an earlier one if given.

    Desks and experts see everything but personal data, which is masked; a desk for which it has been `revealed` sees
    it too. The public sees what is public.
    """
    before = _sheet(plan, earlier, language) if earlier else None
    sheet = _sheet(plan, content, language)
    form, masks = plan.pack.form(sheet.track), for_whom != "public"
    also = catalogue.elsewhere(catalogue.listed(form, sheet.flat)) if masks else {}  # the public sees not every field
    eye = _Eye(sheet, before, _SEEN[for_whom], masks=masks, language=language, also=also)
    sections = tuple(
        Section(section.id, section.label, tuple(_parts(eye, section.id, section.fields))) for section in form.sections
    )
    return Reading(
        sections=tuple(section for section in sections if section.parts),
        findings=findings_of(content) if for_whom != "public" else (),
        declared=_declared(plan, content),
        files=_files(content.get("files")) if for_whom != "public" else (),
        compared=before is not None,
    )


def findings_of(content: Mapping[str, Json]) -> tuple[Finding, ...]:
    """This function will give the warnings that were frozen with a submission, with what the applicant said of each."""
    kept = content.get("findings")
    return tuple(_finding(one) for one in kept if isinstance(one, dict)) if isinstance(kept, list) else ()


def _sheet(plan: Plan, content: Mapping[str, Json], language: str) -> Sheet:
    answers, computed = (content.get(key) for key in ("answers", "computed"))
    flat: Flat = answers if isinstance(answers, dict) else {}
    return Sheet(plan, str(content["track"]), flat, computed if isinstance(computed, dict) else {}, language=language)


def _parts(eye: _Eye, prefix: str, fields: tuple[FormField, ...]) -> Iterator[Part]:
    """Word the fields at a path in order; neighbouring rows of year columns become one table."""
    wanted = [asked for asked in fields if not _is_secret(eye, asked)]
    for years, run in groupby(wanted, key=lambda asked: asked.years if isinstance(asked, YearsField) else ()):
        if years:
            yield _years(eye, prefix, years, [asked for asked in run if isinstance(asked, YearsField)])
            continue
        for asked in run:
            path = f"{prefix}.{asked.id}"
            if isinstance(asked, GroupField):
                inner = tuple(_parts(eye, path, asked.fields))
                if inner:
                    yield Block(path, asked.label, inner, heading=asked.heading, clause=asked.clause)
            elif isinstance(asked, RepeatField):
                yield _repeat(eye, path, asked)
            else:
                answer = _answer(eye, path, asked)
                if asked.visible_if is None or answer.text or answer.rich or answer.files or answer.before:
                    yield answer


def _is_secret(eye: _Eye, asked: FormField) -> bool:
    if isinstance(asked, GroupField | RepeatField):
        return "public" not in _levels(asked) and eye.seen == _SEEN["public"]
    return asked.confidentiality not in eye.seen and not eye.masks


def _levels(asked: FormField) -> frozenset[str]:
    """Give the levels of confidentiality of the answers inside a group or repeat."""
    if isinstance(asked, GroupField | RepeatField):
        return frozenset[str]().union(*(_levels(inner) for inner in asked.fields))
    return frozenset({asked.confidentiality})


def _answer(eye: _Eye, path: str, asked: FormField) -> Answer:
    sheet = eye.sheet
    words = display.shown(sheet, path, unit=True)
    hide = asked.confidentiality not in eye.seen
    is_rich = isinstance(asked, RichField)
    return Answer(
        path=path,
        label=asked.label,
        text=masking.mask(masking.kind_of(asked), words) if hide else words,
        heading=asked.heading,
        clause=asked.clause,
        rich=display.rich(sheet, path) if is_rich and not hide else None,
        files=_files(sheet.value(path), path, eye.also) if isinstance(asked, AttachmentField) and not hide else (),
        is_long=is_rich or (getattr(asked, "type", "") == "longtext"),
        is_masked=hide and bool(words),
        is_number=getattr(asked, "type", "") in ("integer", "decimal", "years"),
        before=() if hide else _before(eye, path, words),
    )


def _before(eye: _Eye, path: str, words: str, *, unit: bool = True) -> tuple[Piece, ...]:
    """Give the diff of an answer; nothing when it reads the same as before."""
    if eye.earlier is None:
        return ()
    earlier = display.shown(eye.earlier, path, unit=unit)
    if earlier != words:
        return difference.pieces(earlier, words)
    # Formatting, pictures and files can change while the words stay.
    kept = eye.sheet.value(path) == eye.earlier.value(path) or not isinstance(
        eye.sheet.asked(path), RichField | AttachmentField
    )
    return () if kept else (Piece("same", words),)


def _years(eye: _Eye, prefix: str, years: tuple[int, ...], fields: list[YearsField]) -> Grid:
    lines = []
    for asked in fields:
        label = asked.label.say(eye.language) + (f"（{asked.unit.say(eye.language)}）" if asked.unit else "")
        path = f"{prefix}.{asked.id}"
        name = Answer(path, asked.label, label, clause=asked.clause)
        cells = (_year(eye, f"{path}.{year}", asked) for year in years)
        lines.append((name, *cells))
    heads = tuple(Words(zh=f"{year}年", en=str(year)) for year in years)
    return Grid(f"{prefix}.{fields[0].id}", fields[0].label, heads, tuple(lines), heading=fields[0].heading)


def _year(eye: _Eye, path: str, asked: YearsField) -> Answer:
    words = display.shown(eye.sheet, path)
    return Answer(path, asked.label, words, is_number=True, before=_before(eye, path, words, unit=False))


def _repeat(eye: _Eye, path: str, asked: RepeatField) -> Part:
    keys = _keys(eye.sheet, path)
    earlier = _keys(eye.earlier, path) if eye.earlier else keys
    gone = [key for key in earlier if key not in keys]
    inner = [one for one in asked.fields if not _is_secret(eye, one)]
    if asked.type == "table" and not any(isinstance(one, RepeatField | GroupField) for one in inner):
        lines = tuple(tuple(_answer(eye, f"{path}.{key}.{one.id}", one) for one in inner) for key in keys)
        heads = tuple(one.label for one in inner)
        return Grid(
            path,
            asked.label,
            heads,
            lines,
            corner=asked.label,
            heading=asked.heading,
            clause=asked.clause,
            gone=len(gone),
        )
    named = asked.row_title or asked.fields[0].id
    label = asked.row_label or asked.label
    rows = tuple(
        Block(
            f"{path}.{key}",
            label,
            tuple(_parts(eye, f"{path}.{key}", asked.fields)),
            title=display.shown(eye.sheet, f"{path}.{key}.{named}"),
            number=number,
            is_new=eye.earlier is not None and key not in earlier,
        )
        for number, key in enumerate(keys, start=1)
    )
    lost = tuple(display.shown(eye.earlier, f"{path}.{key}.{named}") for key in gone if eye.earlier)
    return Block(path, asked.label, rows, heading=asked.heading, clause=asked.clause, gone=lost)


def _keys(sheet: Sheet, path: str) -> list[str]:
    value = sheet.flat.get(path)
    return [str(key) for key in value] if isinstance(value, list) else []


def _files(
    value: Json, path: str = "", also: Mapping[tuple[str, str], tuple[Words, ...]] | None = None
) -> tuple[FileLink, ...]:
    given = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return tuple(_file(one, path, also or {}) for one in given)


def _file(one: Mapping[str, Json], path: str, also: Mapping[tuple[str, str], tuple[Words, ...]]) -> FileLink:
    digest, size = str(one.get("digest", "")), one.get("size")
    name, title = str(one.get("name", "")), str(one.get("title") or "")
    return FileLink(digest, name, size if isinstance(size, int) else 0, title, also.get((path, digest), ()))


def _declared(plan: Plan, content: Mapping[str, Json]) -> tuple[Words, ...]:
    kept = content.get("declared")
    known = {declaration.id for declaration in plan.pack.declarations}
    made = [one for one in kept if one in known] if isinstance(kept, list) else []
    return tuple(by_id(plan.pack.declarations, str(one)).text for one in made)


def _finding(kept: Mapping[str, Json]) -> Finding:
    words = kept.get("message")
    message = (str(words.get("zh", "")), str(words.get("en", ""))) if isinstance(words, dict) else ("", "")
    clause = kept.get("clause")
    return Finding(
        str(kept.get("rule", "")),
        Severity(str(kept.get("severity", "warn"))),
        where=str(kept.get("where", "")),
        path=str(kept.get("path", "")),
        clause=tuple(str(one) for one in clause) if isinstance(clause, list) else (),
        message=message,
        reason=str(kept.get("reason", "")),
    )
