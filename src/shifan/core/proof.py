"""Know which answers need proof (`proof_required`), by which attachments it is given, and where it is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from shifan.core.form import AttachmentField
from shifan.core.question import FormPlan, Question
from shifan.core.values import NONE, decimal


def missing(
    form: FormPlan, flat: Mapping[str, object], hidden: Collection[str]
) -> Iterator[tuple[Question, tuple[str, ...]]]:
    """This function will give each attachment without a file for answers that need one, with the paths of those."""
    for question in form.by_pattern.values():
        item = question.field
        if not isinstance(item, AttachmentField) or flat.get(question.pattern) or is_hidden(question.pattern, hidden):
            continue
        claims = tuple(path for path in item.proves if not is_hidden(path, hidden) and _is_claimed(form, flat, path))
        if claims:
            yield question, claims


def proved(form: FormPlan) -> frozenset[str]:
    """This function will name the paths that some attachment of a form proves."""
    items = (question.field for question in form.by_pattern.values())
    return frozenset(path for item in items if isinstance(item, AttachmentField) for path in item.proves)


def _is_claimed(form: FormPlan, flat: Mapping[str, object], path: str) -> bool:
    """Say whether an answer claims something; 无, and a number that is 0, claim nothing."""
    values = [flat.get(path + leaf) for leaf in form.by_pattern[path].leaves]
    return any(value not in (None, "", [], NONE, [NONE]) and not _is_zero(value) for value in values)


def _is_zero(value: object) -> bool:
    return isinstance(value, str) and decimal(value) == 0


def is_hidden(path: str, hidden: Collection[str]) -> bool:
    """This function will say whether a path, or something it lies in, is not asked."""
    parts = path.split(".")
    return any(".".join(parts[:end]) in hidden for end in range(2, len(parts) + 1))
