"""Filling in an application as an enterprise would: answers, pictures in texts, papers behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

from shifan.actions import application as applications
from shifan.actions import attachment, picture
from shifan.core.history import Change
from shifan.core.values import Json
from shifan.demo import answers, pictures
from shifan.demo.answers import Ready
from shifan.demo.samples import Enterprise
from shifan.models import Application, User
from shifan.queries import application as stored


class Misfit(Exception):
    """An answer of the samples that the form does not take."""


def fill(
    *,
    by: User,
    application: Application,
    enterprise: Enterprise,
    ready: Ready,
    part: str,
    change: Mapping[str, Json],
    now: datetime,
) -> None:
    """This function will fill in `all`, or the first `half` without pictures and papers, then make changes to it."""
    plain = dict(ready.plain) | dict(change)
    if part == "half":
        plain = dict(list(plain.items())[: len(plain) // 2])
    for level in _levels(plain):
        write(by, application, level, now)
    if part == "half":
        return
    texts = {path: _formatted(by, application, enterprise, path, blocks, now) for path, blocks in ready.rich.items()}
    write(by, application, texts, now)
    for path, names in ready.papers.items():
        for name in names:
            drawn = enterprise.papers[name]
            attachment.add(
                by=by,
                application=application,
                path=path,
                name=f"{drawn['title']}.pdf",
                content=BytesIO(pictures.paper(drawn)),
                now=now,
            )


def write(by: User, application: Application, values: Mapping[str, Json], now: datetime) -> None:
    """This function will save some answers as one page of the form does; raises Misfit."""
    before = stored.answers(application)
    changes = [Change(path, value, before.get(path, (None, 0))[1]) for path, value in values.items()]
    saved = applications.save_answers(by=by, application=application, changes=changes, now=now)
    if saved.findings or saved.conflicts:
        wrong = [f"{finding.path}: {finding.text('zh')}" for finding in saved.findings]
        raise Misfit(f"{application.organisation.name}: {'; '.join(wrong) or saved.conflicts}")


def _levels(plain: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Part answers by how many rows they stand in: a row must be there before anything is written in it."""
    orders = [path for path, value in plain.items() if isinstance(value, list)]
    levels: dict[int, dict[str, Json]] = {}
    for path, value in plain.items():
        depth = sum(path.startswith(f"{order}.") for order in orders)
        levels.setdefault(depth, {})[path] = value
    return [levels[depth] for depth in sorted(levels)]


def _formatted(
    by: User, application: Application, enterprise: Enterprise, path: str, blocks: Sequence[object], now: datetime
) -> Json:
    digests: dict[str, str] = {}
    for name in answers.pictures_of(blocks):
        data = pictures.picture(enterprise.pictures[name])
        kept = picture.add(
            by=by, application=application, path=path, name=f"{name}.png", content=BytesIO(data), now=now
        )
        digests[name] = kept.file_id
    return answers.document(blocks, digests.__getitem__)
