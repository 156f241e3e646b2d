"""Know what must agree in what a pack declares beside rules: sums, money, limits, papers, duties, readings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from shifan.core import placeholder
from shifan.core.award import Funding
from shifan.core.form import NumberField, RepeatField, Sum, YearsField
from shifan.core.pack import Pack
from shifan.core.question import FormPlan, Locator

ROW = "*"


class Looker(Protocol):
    """Who looks through a pack, and takes down what is wrong."""

    pack: Pack
    forms: Mapping[str, FormPlan]

    def fault(self, locator: Locator, message: str, hint: str = "", about: str = "") -> None:
        """Note a mistake."""

    def known(self, locator: Locator, name: str, names: Iterable[str], about: str, what: str) -> bool:
        """Say whether a name is known, and note it if not."""

    def answer(self, locator: Locator, path: str, tracks: Collection[str]) -> None:
        """Look whether the form of each track has an answer at a path."""


def look(looker: Looker) -> None:
    """Look at everything that is declared."""
    for at, form in enumerate(looker.pack.forms):
        for place, item in enumerate(form.sums):
            _sum(looker, looker.forms[form.id], item, ("forms", at, "sums", place))
    _limits(looker)
    for at, terms in enumerate(looker.pack.funding):
        _funding(looker, terms, ("funding", at))
    _papers(looker)
    _signatures(looker)
    _afterwards(looker)
    _readings(looker)


def _sum(looker: Looker, form: FormPlan, item: Sum, locator: Locator) -> None:
    """A sum adds up numbers; rows of a part are narrowed by fields of the row."""
    for path in item.paths():
        if looker.known(locator, path, {*form.by_leaf, *_numbers(form)}, "forms", "answer") and path not in _numbers(
            form
        ):
            looker.fault(locator, f"“{path}” is not a number")
    for name in item.where:
        rows = {path.rpartition(f".{ROW}.")[0] for path in item.of if f".{ROW}." in path}
        fields = {
            question.key for path in rows if path in form.by_pattern for question in form.by_pattern[path].questions
        }
        looker.known((*locator, "where", name), name, fields, "forms", "field of the rows")


def _numbers(form: FormPlan) -> frozenset[str]:
    return frozenset(
        path for path, question in form.by_leaf.items() if isinstance(question.field, NumberField | YearsField)
    )


def _limits(looker: Looker) -> None:
    tracks = {track.id: track for track in looker.pack.tracks}
    stages = {stage.id: stage.kind for stage in looker.pack.stages}
    for at, cap in enumerate(looker.pack.caps):
        if looker.known(("caps", at, "stage"), cap.stage, stages, "stages", "stage") and stages[cap.stage] != "select":
            looker.fault(("caps", at, "stage"), f"“{cap.stage}” is not a stage of the kind select")
        if looker.known(("caps", at, "track"), cap.track, tracks, "tracks", "track"):
            for name in cap.where:
                looker.known(("caps", at, "where", name), name, tracks[cap.track].facts, "tracks", "fact of the track")
    for at, demand in enumerate(looker.pack.unchanged):
        for key, track in (("track", demand.track), ("earlier", demand.earlier)):
            looker.known(("unchanged", at, key), track, tracks, "tracks", "track")
        form = looker.forms.get(tracks[demand.track].form) if demand.track in tracks else None
        for place, path in enumerate(demand.except_for if form else ()):
            names = {*(section.id for section, _ in form.sections), *form.by_pattern} if form else set()
            looker.known(("unchanged", at, "except_for", place), path, names, "forms", "section or field")


def _funding(looker: Looker, terms: Funding, locator: Locator) -> None:
    """The base is made of rows of a repeat; level, sum asked for and sum received are answers."""
    base = terms.base
    for form in _forms(looker, terms.tracks):
        question = form.by_pattern.get(base.each)
        if question is None or not isinstance(question.field, RepeatField):
            looker.known((*locator, "base", "each"), base.each, _repeats(form), "forms", "repeat")
            continue
        fields = {inner.key: inner.field for inner in question.questions}
        for key in ("name", "amount", "day", "kind"):
            if name := getattr(base, key):
                looker.known((*locator, "base", key), name, fields, "forms", "field of the rows")
        if base.amount in fields and not isinstance(fields[base.amount], NumberField):
            looker.fault((*locator, "base", "amount"), f"“{base.amount}” is not a number")
        levels = form.by_pattern.get(terms.level)
        if looker.known((*locator, "level"), terms.level, form.by_pattern, "forms", "field") and levels:
            _levels(looker, levels.codes, getattr(levels.field, "options", ()), terms, locator)
        if terms.asked:
            looker.known((*locator, "asked"), terms.asked, _numbers(form), "forms", "number")
    if terms.difference:
        looker.answer((*locator, "difference", "paid"), terms.difference.paid, terms.difference.tracks)
    if (base.since or base.until) and not base.day:
        looker.fault((*locator, "base"), "costs count from a day on, but their rows have no `day`")
    kinds = {kind.id for kind in looker.pack.body_kinds}
    for at, item in enumerate(terms.matching):
        looker.known((*locator, "matching", at, "body"), item.body, kinds, "body_kinds", "kind of body")


def _levels(
    looker: Looker, codes: frozenset[str] | None, options: Iterable[object], terms: Funding, locator: Locator
) -> None:
    known = codes or {str(getattr(option, "code", "")) for option in options}
    for at, rate in enumerate(terms.rates if known else ()):
        looker.known((*locator, "rates", at, "id"), rate.id, known, "forms", f"value of {terms.level}")


def _forms(looker: Looker, tracks: Collection[str]) -> tuple[FormPlan, ...]:
    wanted = [track.form for track in looker.pack.tracks if not tracks or track.id in tracks]
    return tuple(looker.forms[form] for form in dict.fromkeys(wanted) if form in looker.forms)


def _repeats(form: FormPlan) -> frozenset[str]:
    return frozenset(path for path, question in form.by_pattern.items() if isinstance(question.field, RepeatField))


def _papers(looker: Looker) -> None:
    """Materials and papers name stages, documents that are made in their format, and fields that take files."""
    stages = {stage.id for stage in looker.pack.stages}
    documents = {document.id: document.formats for document in looker.pack.documents}
    for at, material in enumerate(looker.pack.materials):
        looker.known(("materials", at, "stage"), material.stage, stages, "stages", "stage")
        for place, name in enumerate(material.documents):
            looker.known(("materials", at, "documents", place), name, documents, "documents", "document")
        for place, path in enumerate(material.fields):
            files = {
                pattern
                for form in _forms(looker, material.tracks)
                for pattern, question in form.by_pattern.items()
                if question.field.type == "attachment"
            }
            looker.known(("materials", at, "fields", place), path, files, "forms", "attachment")
    for at, paper in enumerate(looker.pack.papers):
        looker.known(("papers", at, "stage"), paper.stage, stages, "stages", "stage")
        if paper.per:
            looker.answer(("papers", at, "per"), paper.per, ())
        for place, name in enumerate(paper.documents):
            is_known = looker.known(("papers", at, "documents", place), name, documents, "documents", "document")
            if is_known and paper.format and paper.format not in documents[name]:
                message = f"“{name}” is not made as {paper.format}"
                looker.fault(("papers", at, "documents", place), message, f"its formats: {', '.join(documents[name])}")


def _signatures(looker: Looker) -> None:
    stages = {stage.id: (stage.body, *stage.other_bodies) for stage in looker.pack.stages}
    documents = {document.id for document in looker.pack.documents}
    offices = {kind.id: {bureau.id for bureau in kind.bureaus} for kind in looker.pack.body_kinds}
    for at, item in enumerate(looker.pack.signatures):
        looker.known(("signatures", at, "document"), item.document, documents, "documents", "document")
        is_known = looker.known(("signatures", at, "stage"), item.stage, stages, "stages", "stage")
        if is_known and item.bureau:
            known = {office for kind in stages[item.stage] for office in offices.get(kind, ())}
            looker.known(("signatures", at, "bureau"), item.bureau, known, "body_kinds", "office at that stage")


def _afterwards(looker: Looker) -> None:
    """Duties compare answers of the form; a consent is that of somebody whom an answer names."""
    for at, duty in enumerate(looker.pack.duties):
        if duty.failing == "revoke" and not looker.pack.revocations:
            looker.fault(("duties", at, "failing"), "nothing is declared under `revocations`")
        for form in _forms(looker, duty.tracks):
            names = {*(section.id for section, _ in form.sections), *form.by_pattern}
            for place, path in enumerate(duty.compares):
                looker.known(("duties", at, "compares", place), path, names, "forms", "section or field")
    for at, item in enumerate(looker.pack.declarations):
        if item.person:
            looker.answer(("declarations", at, "person"), item.person, item.tracks)
        elif item.kind == "consent":
            looker.fault(
                ("declarations", at), "a consent is somebody’s own", "add `person:`, the answer that names them"
            )


def _readings(looker: Looker) -> None:
    """A reading that is a value can be read, and goes where such a value may stand."""
    for at, item in enumerate(looker.pack.placeholders):
        value = placeholder.read(item, item.value) if item.kind else None
        if item.kind and item.value and value is None:
            looker.fault(("placeholders", at, "value"), f"“{item.value}” is not a value of the kind {item.kind}")
        if (item.fills or item.value) and not item.kind:
            looker.fault(("placeholders", at), "a reading with a value says of which kind it is", "add `kind:`")
        trial = value if value is not None else _TRIALS.get(item.kind)
        for place, name in enumerate(item.fills if trial is not None else ()):
            if trial is not None and placeholder.fill(looker.pack, name, trial) is None:
                hint = "written as `stage:<id>.closes`; " + ", ".join(placeholder.SECTIONS)
                looker.fault(("placeholders", at, "fills", place), f"“{name}” takes no such value", hint)


_TRIALS: Mapping[str, placeholder.Value] = {
    "date": date(2030, 1, 1),
    "integer": 1,
    "decimal": Decimal("0.5"),
    "text": "a",
}
