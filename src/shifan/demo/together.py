"""What several people of an enterprise do at one application of the samples: rights, handing over, comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shifan.actions import comment, participation
from shifan.core.participation import Rights
from shifan.demo.filling import write
from shifan.demo.scene import Scene, Step
from shifan.models import Comment


def _hand_over(scene: Scene, step: Step) -> None:
    participation.hand_over(
        by=scene.user(step.by),
        application=scene.application(step),
        person=step.data["to"],
        kept=_rights(step.data["keeps"]),
        now=step.at,
    )


def _give(scene: Scene, step: Step) -> None:
    participation.give(
        by=scene.user(step.by),
        application=scene.application(step),
        person=step.data["to"],
        rights=_rights(step.data["rights"]),
        now=step.at,
    )


def _write(scene: Scene, step: Step) -> None:
    write(scene.user(step.by), scene.application(step), step.data["change"], step.at)


def _comment(scene: Scene, step: Step) -> None:
    """Comment on a place, or answer (`reply`) or settle (`settle`) the last thread there."""
    by, application, path = scene.user(step.by), scene.application(step), step.data["path"]
    last = Comment.objects.filter(application=application, path=path, parent=None).order_by("pk").last()
    above = last.pk if last and step.data.get("reply") else None
    if text := step.data.get("text"):
        comment.say(by=by, application=application, path=path, text=text, parent=above, now=step.at)
    elif last:
        comment.resolve(by=by, application=application, pk=last.pk, now=step.at)


def _rights(names: list[str]) -> Rights:
    return Rights(**dict.fromkeys(names, True))


VERBS: Mapping[str, Callable[[Scene, Step], None]] = {
    "hand_over": _hand_over,
    "give": _give,
    "write": _write,
    "comment": _comment,
}
