"""Know what must agree inside a pack beside its expressions: ids, references, dates, options, messages."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel

from shifan.core import declared, document_paths, papers, proof
from shifan.core.compiler import FIXED_NAMES, ROW_NAMES, Compiler
from shifan.core.form import (
    CascadeField,
    ChoiceField,
    ComputedField,
    FormField,
    GroupField,
    NumberField,
    RepeatField,
    TextField,
    Words,
    YearsField,
)
from shifan.core.pack import ListItem, Pack, Stage
from shifan.core.question import FormPlan, ListIndex, Locator, Question
from shifan.core.reference import ANY

# Sections whose elements have an `id`.
_NAMED = (
    "tracks", "forms", "lists", "body_kinds", "stages", "rules", "past_awards", "quotas", "declarations", "checks",
    "reviews", "limits", "caps", "unchanged", "funding", "duties", "revocations", "materials", "papers", "signatures",
    "documents", "placeholders", "information", "clauses",
)  # fmt: skip
_WITH_TRACKS = (
    "rules", "past_awards", "declarations", "checks", "reviews", "limits", "funding", "duties", "revocations",
    "materials", "signatures",
)  # fmt: skip
# Beside the values of a rule, messages may show these.
ROW_PARAMETER = "row"
AWARD_PARAMETERS = frozenset({"award", "year", "title"})


class Consistency:
    """Looks through a pack; what is wrong goes to the compiler's faults."""

    def __init__(self, compiler: Compiler, forms: Mapping[str, FormPlan]) -> None:
        self.compiler = compiler
        self.pack: Pack = compiler.pack
        self.forms = forms
        self.lists: Mapping[str, ListIndex] = compiler.lists

    def look(self) -> None:
        """Look at everything."""
        self.ids()
        self.clauses()
        self.tracks()
        self.stages()
        self.bodies()
        self.quotas()
        self.sheets()
        self.messages()
        self.code_lists()
        self.answers_named()
        for at, form in enumerate(self.pack.forms):
            self.form(self.forms[form.id], ("forms", at))
        self.placeholders()
        self.documents()
        declared.look(self)

    def fault(self, locator: Locator, message: str, hint: str = "", about: str = "") -> None:
        """Note a mistake; `about` names a section that it is about as a whole."""
        self.compiler.fault(locator, message, hint, about)

    def known(self, locator: Locator, name: str, names: Iterable[str], about: str, what: str) -> bool:
        """Say whether a name is known, and note it if not."""
        words = frozenset(names)
        if name not in words:
            self.compiler.unknown(locator, name, words, about, f"there is no {what} “{name}”")
        return name in words

    def once(self, names: Sequence[tuple[str, Locator]], what: str) -> None:
        """Note names that are given twice."""
        seen: set[str] = set()
        for name, locator in names:
            if name in seen:
                self.fault(locator, f"the {what} “{name}” stands here twice")
            seen.add(name)

    def ids(self) -> None:
        """Look for ids given twice in a section."""
        for section in _NAMED:
            elements = getattr(self.pack, section)
            self.once([(item.id, (section, at, "id")) for at, item in enumerate(elements)], "id")
        bodies = [(f"{body.kind}/{body.region}", ("bodies", at)) for at, body in enumerate(self.pack.bodies)]
        self.once(bodies, "body")

    def clauses(self) -> None:
        """Look for clauses that the inventory does not have."""
        known = {clause.id for clause in self.pack.clauses}
        for name in Pack.model_fields:
            for locator, cited in _cited(getattr(self.pack, name), (name,)):
                for at, clause in enumerate(cited):
                    if clause not in known:
                        self.compiler.unknown(
                            (*locator, "clause", at), clause, known, "clauses", f"there is no clause “{clause}”"
                        )

    def tracks(self) -> None:
        """Look at tracks, at forms nobody uses, and at elements that name a track."""
        names = [track.id for track in self.pack.tracks]
        for at, track in enumerate(self.pack.tracks):
            if not self.known(("tracks", at, "form"), track.form, self.forms, "forms", "form"):
                continue
            form = self.forms[track.form]
            for key, path in {"title": track.title, **track.facts}.items():
                locator: Locator = (
                    ("tracks", at, "title") if key == "title" and path == track.title else ("tracks", at, "facts", key)
                )
                if path:
                    self.known(locator, path, {*form.by_pattern, *form.by_leaf}, "forms", "field")
        for at, plan in enumerate(self.pack.forms):
            if plan.id not in {track.form for track in self.pack.tracks}:
                self.fault(("forms", at, "id"), f"no track uses the form “{plan.id}”", about="tracks")
        for section in _WITH_TRACKS:
            for at, item in enumerate(getattr(self.pack, section)):
                for place, track_id in enumerate(item.tracks):
                    self.known((section, at, "tracks", place), track_id, names, "tracks", "track")

    def stages(self) -> None:
        """Look at stages: the first is filling in, each recommendation has a body, dates run forward."""
        kinds = {kind.id for kind in self.pack.body_kinds}
        order = [stage.kind for stage in self.pack.stages]
        if order[:1] != ["fill"] or order.count("fill") != 1:
            self.fault(("stages",), "the first stage is of the kind fill, and no other is", about="stages")
        last: Stage | None = None
        for at, stage in enumerate(self.pack.stages):
            if stage.kind == "recommend" and not stage.body:
                self.fault(("stages", at), f"the stage “{stage.id}” does not say which body recommends", "add `body:`")
            for key, body in (("body", stage.body), *(("other_bodies", name) for name in stage.other_bodies)):
                if body:
                    self.known(("stages", at, key), body, kinds, "body_kinds", "kind of body")
            if stage.opens and stage.closes and stage.opens > stage.closes:
                self.fault(("stages", at, "closes"), f"the stage “{stage.id}” closes before it opens")
            if last and last.closes and stage.closes and stage.closes < last.closes:
                message = f"the stage “{stage.id}” closes on {stage.closes}, before “{last.id}” does ({last.closes})"
                self.fault(("stages", at, "closes"), message)
            last = stage if stage.closes else last

    def bodies(self) -> None:
        """Look at bodies: their kind, and the region of the body above."""
        levels = {kind.id: kind.level for kind in self.pack.body_kinds}
        for at, body in enumerate(self.pack.bodies):
            if (
                not self.known(("bodies", at, "kind"), body.kind, levels, "body_kinds", "kind of body")
                or not body.parent
            ):
                continue
            above = {other.region for other in self.pack.bodies if levels.get(other.kind, 0) > levels[body.kind]}
            self.known(("bodies", at, "parent"), body.parent, above, "bodies", "body of a higher level in the region")

    def quotas(self) -> None:
        """Look at quotas: stage, track, body, and what is exempt."""
        stages = {stage.id: stage for stage in self.pack.stages}
        tracks = {track.id: track for track in self.pack.tracks}
        for at, quota in enumerate(self.pack.quotas):
            stage = stages.get(quota.stage)
            acting = (stage.body, *stage.other_bodies) if stage else ()
            if self.known(("quotas", at, "stage"), quota.stage, stages, "stages", "stage") and quota.body not in acting:
                message = f"“{quota.body}” does not act at the stage “{quota.stage}”"
                self.fault(("quotas", at, "body"), message, f"there: {', '.join(filter(None, acting))}")
            if self.known(("quotas", at, "track"), quota.track, tracks, "tracks", "track") and quota.exempt:
                facts = dict.fromkeys(tracks[quota.track].facts, ANY)
                self.compiler.formula(quota.exempt, facts, ("quotas", at, "exempt"))
            regions = {body.region for body in self.pack.bodies if body.kind == quota.body}
            for place, region in enumerate(quota.regions):
                self.known(("quotas", at, "regions", place), region, regions, "bodies", f"body “{quota.body}” for")

    def sheets(self) -> None:
        """Look at check sheets, score sheets and documents: the stages and tracks they name."""
        stages = {stage.id: stage.kind for stage in self.pack.stages}
        for at, check in enumerate(self.pack.checks):
            for place, stage in enumerate(check.stages):
                self.known(("checks", at, "stages", place), stage, stages, "stages", "stage")
        for at, sheet in enumerate(self.pack.reviews):
            is_known = self.known(("reviews", at, "stage"), sheet.stage, stages, "stages", "stage")
            if is_known and stages[sheet.stage] != "review":
                self.fault(("reviews", at, "stage"), f"“{sheet.stage}” is not a stage of the kind review")
            self.once([(line.id, ("reviews", at, "criteria", n)) for n, line in enumerate(sheet.criteria)], "criterion")

    def messages(self) -> None:
        """Look at messages: they may show only what is declared."""
        for at, rule in enumerate(self.pack.rules):
            allowed = {*rule.values, *({ROW_PARAMETER} if rule.each else ())}
            self.message(rule.message, allowed, ("rules", at, "message"))
        for at, bar in enumerate(self.pack.past_awards):
            self.message(bar.message, AWARD_PARAMETERS, ("past_awards", at, "message"))

    def message(self, words: Words, allowed: Collection[str], locator: Locator) -> None:
        """Look at one message in both languages."""
        for language in ("zh", "en"):
            try:
                parts = list(string.Formatter().parse(getattr(words, language)))
            except ValueError as error:
                self.fault((*locator, language), f"the message cannot be filled in: {error}", "write {{ for a brace")
                continue
            for _, name, form, conversion in parts:
                if name is not None and (name not in allowed or form or conversion):
                    hint = f"declared: {', '.join(sorted(allowed))}" if allowed else "declare it under `values:`"
                    self.fault((*locator, language), f"the message shows {{{name}}}, which is not declared", hint)

    def answers_named(self) -> None:
        """Look at what names an answer outside expressions: bars on earlier awards, bodies that applicants choose."""
        for at, bar in enumerate(self.pack.past_awards):
            for key in ("direction", "project"):
                self.answer(("past_awards", at, key), getattr(bar, key), bar.tracks)
        for at, kind in enumerate(self.pack.body_kinds):
            self.answer(("body_kinds", at, "chosen_by"), kind.chosen_by, ())

    def answer(self, locator: Locator, path: str, tracks: Collection[str]) -> None:
        """Look whether the form of each track has an answer at a path; all tracks if none is named."""
        for track in self.pack.tracks:
            if path and track.form in self.forms and (not tracks or track.id in tracks):
                self.known(locator, path, self.forms[track.form].by_leaf, "forms", "answer")

    def code_lists(self) -> None:
        """Look at code lists: codes once, parents and levels known."""
        for at, source in enumerate(self.pack.lists):
            index = self.lists[source.id]
            if len(index.by_code) != len(source.items):
                self.once(
                    [(item.code, ("lists", at, "items", n, "code")) for n, item in enumerate(source.items)], "code"
                )
            for place, item in enumerate(source.items):
                if item.parent and item.parent not in index.by_code and place and source.items[0].parent == "":
                    locator: Locator = ("lists", at, "items", place, "parent")
                    self.known(locator, item.parent, index.by_code, "lists", "code")
                if item.level and source.levels and item.level not in source.levels:
                    self.known(("lists", at, "items", place, "level"), item.level, source.levels, "", "level")

    def form(self, form: FormPlan, locator: Locator) -> None:
        """Look at a form: ids once and not taken, each field in itself."""
        sections = [(section.id, (*locator, "sections", at)) for at, (section, _) in enumerate(form.sections)]
        self.once(sections, "section")
        for name, place in sections:
            if name in FIXED_NAMES or name in ROW_NAMES:
                self.fault(place, f"“{name}” is what expressions call something else", "give the section another id")
        for _, questions in form.sections:
            self.siblings(questions)
        for question in form.by_pattern.values():
            self.siblings(question.questions)
            self.options(question, form)
            for key, message in _limits(question.field):
                self.fault((*question.locator, key), message)
        self.proofs(form)

    def proofs(self, form: FormPlan) -> None:
        """Look whether attachments prove what needs proof, and all of it where they prove some of it."""
        proved = proof.proved(form)
        needing = {pattern for pattern, question in form.by_pattern.items() if question.field.proof_required}
        for question in form.by_pattern.values():
            for at, path in enumerate(getattr(question.field, "proves", ())):
                self.known((*question.locator, "proves", at), path, needing, "forms", "field with proof_required")
            if proved and question.pattern in needing - proved:
                message = f"nothing proves “{question.pattern}”"
                self.fault(question.locator, message, f"an attachment says `proves: [{question.pattern}]`")

    def siblings(self, questions: tuple[Question, ...]) -> None:
        """Look for fields of the same id side by side."""
        self.once([(question.key, (*question.locator, "id")) for question in questions], "field")

    def options(self, question: Question, form: FormPlan) -> None:
        """Look at what a choice may be chosen from."""
        item, locator = question.field, question.locator
        if isinstance(item, ChoiceField | ComputedField):
            self.once([(option.code, (*locator, "options", at)) for at, option in enumerate(item.options)], "option")
        if not isinstance(item, ChoiceField | CascadeField):
            return
        if isinstance(item, ChoiceField) and bool(item.options) == bool(item.options_from):
            self.fault(locator, f"“{question.pattern}” needs either options or options_from")
        if item.options_from and self.known((*locator, "options_from"), item.options_from, self.lists, "lists", "list"):
            levels = item.levels if isinstance(item, CascadeField) else tuple(filter(None, (item.level,)))
            for level in levels:
                key = "levels" if isinstance(item, CascadeField) else "level"
                self.known((*locator, key), level, self.lists[item.options_from].source.levels, "lists", "level")
        if isinstance(item, ChoiceField) and item.parent_field:
            beside = question.pattern.rpartition(".")[0] + "." + item.parent_field
            if beside not in form.by_pattern:
                self.known((*locator, "parent_field"), item.parent_field, form.by_pattern, "forms", "field")

    def documents(self) -> None:
        """Look at documents: their track, the cases they are made for, the answers and facts they print."""
        tracks = {track.id: track.form for track in self.pack.tracks}
        kinds = {kind.id for kind in self.pack.body_kinds}
        cases = {"recommendation": kinds, "selection": papers.OUTCOMES, "ending": papers.ENDINGS}
        general = {document.id for document in self.pack.documents if not document.track}
        for at, document in enumerate(self.pack.documents):
            if document.instead_of:
                self.known(("documents", at, "instead_of"), document.instead_of, general, "documents", "document")
            for place, case in enumerate(document.only):
                known = cases.get(document.of, ())
                self.known(("documents", at, "only", place), case, known, "body_kinds", f"case of a {document.of}")
            document_paths.look_at_facts(self.compiler, document, ("documents", at))
            if not document.track:
                document_paths.look(self.compiler, document, None, ("documents", at))
                continue
            is_known = self.known(("documents", at, "track"), document.track, tracks, "tracks", "track")
            if is_known and tracks[document.track] in self.forms:
                document_paths.look(self.compiler, document, self.forms[tracks[document.track]], ("documents", at))

    def placeholders(self) -> None:
        """Look at placeholders: what they concern exists."""
        names = {
            part for form in self.forms.values() for path in form.by_pattern for part in (path, path.rpartition(".")[2])
        }
        names |= {item.id for section in _NAMED for item in getattr(self.pack, section)}
        names |= {inner.id for sheet in self.pack.reviews for inner in sheet.criteria}
        for at, placeholder in enumerate(self.pack.placeholders):
            for place, name in enumerate(placeholder.concerns):
                self.known(("placeholders", at, "concerns", place), name, names, "any", "element")


def _limits(item: FormField) -> Iterator[tuple[str, str]]:
    """Find limits of a field that contradict one another."""
    if (
        isinstance(item, NumberField | YearsField)
        and item.least is not None
        and item.most is not None
        and item.least > item.most
    ):
        yield "most", f"at least {item.least} and at most {item.most}"
    if isinstance(item, YearsField) and len(set(item.years)) != len(item.years):
        yield "years", "a year stands here twice"
    if isinstance(item, TextField) and item.limit is not None and item.limit < 1:
        yield "limit", "a limit is at least 1"
    if isinstance(item, RepeatField):
        if item.least > item.most:
            yield "most", f"at least {item.least} and at most {item.most} rows"
        if item.row_title and item.row_title not in {inner.id for inner in item.fields}:
            yield "row_title", f"no field of the row is “{item.row_title}”"
    if isinstance(item, GroupField | RepeatField) and not item.fields:
        yield "fields", "there are no fields"


def _cited(value: object, locator: Locator) -> Iterator[tuple[Locator, tuple[str, ...]]]:
    """Find every list of clauses in a value, with where it stands."""
    if isinstance(value, BaseModel):
        for name, inner in value.__dict__.items():
            if name == "clause":
                if inner:
                    yield locator, inner
            elif isinstance(inner, BaseModel | tuple):
                yield from _cited(inner, (*locator, name))
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            # Lists of thousands of codes mostly cite nothing: they are not walked into.
            if isinstance(item, ListItem):
                if item.clause:
                    yield (*locator, at), item.clause
            elif isinstance(item, BaseModel | tuple):
                yield from _cited(item, (*locator, at))
