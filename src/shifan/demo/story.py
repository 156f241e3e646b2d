"""Playing the story of the samples, step by step in order of time, through the actions that people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction

from shifan import packs
from shifan.actions import application as applications
from shifan.actions import check, notice, programme, recommendation, review, selection
from shifan.core import assignment
from shifan.core.calendar import SHANGHAI, end_of_day
from shifan.core.pack import Pack
from shifan.demo import answers, organisations, people, together
from shifan.demo import samples as sample_files
from shifan.demo.filling import fill
from shifan.demo.scene import Data, Scene, Step
from shifan.models import CheckMark, IssuedDocument, Message, RankedList, Review, Round, User
from shifan.queries import check as checks

APART = timedelta(minutes=7)  # between the people or enterprises of one step


def build(*, now: datetime, place: Path | None = None) -> bool:
    """This function will fill an empty database from the samples, all or nothing; False if there are rounds already."""
    if Round.objects.exists():
        return False
    samples = sample_files.read(sample_files.folder(place))
    scene = Scene(samples, now.astimezone(SHANGHAI).date())
    known = {folder.name: folder for folder in packs.folders()}
    wanted = {name: packs.load(known[name]) for name in {str(one["pack"]) for one in samples.rounds}}
    with transaction.atomic():
        first = min(int(one["opened"]) for one in samples.rounds)
        start = _moment(scene.today, first - 1, "08:30")
        organiser = people.add_organiser(samples, start)
        people.add_applicants_and_experts(samples, organiser, start)
        for step in _steps(scene):
            if step.verb == "open":
                _open(scene, step, organiser, wanted[str(step.data["pack"])])
            else:
                VERBS[step.verb](scene, step)
        organisations.add_own_doings(samples, now)
        # What the story told is in the inboxes; nobody is mailed about days that are over.
        Message.objects.filter(mail=Message.Mail.QUEUED).update(mail=Message.Mail.NONE)
        # The worker begins on the papers now; asked for on days that are over, each would seem to have been forgotten.
        IssuedDocument.objects.filter(state=IssuedDocument.State.QUEUED).update(asked_at=now)
    return True


def _steps(scene: Scene) -> list[Step]:
    """Put the steps of all rounds in order of time; a round is opened before anything happens in it."""
    found = []
    for one in scene.samples.rounds:
        slug = str(one["slug"])
        found.append(Step(_moment(scene.today, int(one["opened"]), "08:30"), slug, "open", "", "", one))
        for step in one["steps"]:
            found += _parts(_moment(scene.today, step["day"], step["time"]), slug, step)
    return sorted(found, key=lambda step: step.at)


def _parts(at: datetime, slug: str, step: Data) -> list[Step]:
    """Part a step of several people or enterprises into one for each, some minutes apart; an order stays whole."""
    by, of = (step.get(name, "") for name in ("by", "of"))
    verb = str(step["do"])
    if verb == "rank":
        return [Step(at, slug, verb, by, "", step)]
    pairs = [(one, enterprise) for one in _listed(by) for enterprise in _listed(of)]
    return [Step(at + place * APART, slug, verb, *pair, step) for place, pair in enumerate(pairs)]


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _moment(today: date, days: int, clock: str) -> datetime:
    return datetime.combine(today + timedelta(days=days), time.fromisoformat(clock), SHANGHAI)


def _open(scene: Scene, step: Step, organiser: User, pack: Pack) -> None:
    """Publish the pack and open the round, its calendar moved so that one stage closes when the samples say."""
    wanted = step.data["dates"]
    closes = pack.stage(wanted["stage"]).closes
    assert closes is not None
    shift = (scene.today + timedelta(days=wanted["closes_in"]) - closes).days
    version = programme.publish_pack(by=organiser, pack=pack, now=step.at)
    opened = programme.open_round(
        by=organiser,
        pack_version=version,
        organiser=organiser.memberships.get().organisation,
        slug=step.slug,
        label=step.data["label"],
        label_en=step.data["label_en"],
        shift_days=shift,
        bodies={},
        confirmed={item.id: "按此读法执行（演练）。" for item in pack.placeholders},
        now=step.at,
    )
    if not scene.rounds:
        people.add_desks(scene.samples, opened, pack, organiser, step.at)
    scene.rounds[step.slug] = opened


def _apply(scene: Scene, step: Step) -> None:
    plan, track = scene.plan(step.slug), scene.track(step.slug)
    enterprise = next(one for one in scene.samples.enterprises if one.user == step.of)
    user = scene.user(step.by or step.of)
    application = applications.start(
        by=user,
        round_=scene.rounds[step.slug],
        organisation=user.memberships.get().organisation,
        track=track,
        now=step.at,
    )
    part = step.data.get("part", "all")
    if part == "none":
        return
    key = (plan.pack.id, step.of)
    if key not in scene.ready:
        scene.ready[key] = answers.prepare(plan, track, enterprise.answers)
    fill(
        by=user,
        application=application,
        enterprise=enterprise,
        ready=scene.ready[key],
        part=part,
        change=step.data.get("change", {}),
        now=step.at,
    )


def _submit(scene: Scene, step: Step) -> None:
    track = scene.track(step.slug)
    applications.submit(
        by=scene.user(step.of),
        application=scene.application(step),
        declared=[one.id for one in scene.plan(step.slug).pack.declarations if track in (one.tracks or (track,))],
        now=step.at,
    )


def _check(scene: Scene, step: Step) -> None:
    """Fill in the check sheet: everything passes but what `fail` names with a reason."""
    application = scene.application(step)
    failed = step.data.get("fail", {}).get(step.of, {})
    submission = application.submissions.latest("number")
    for line in checks.asked(scene.plan(step.slug), submission, application.stage):
        check.mark(
            by=scene.user(step.by),
            application=application,
            stage=application.stage,
            check_id=line.id,
            verdict=CheckMark.Verdict.FAIL if line.id in failed else CheckMark.Verdict.PASS,
            reason=failed.get(line.id, ""),
            now=step.at,
        )


def _send_back(scene: Scene, step: Step) -> None:
    recommendation.send_back(
        by=scene.user(step.by),
        application=scene.application(step),
        paths=step.data["paths"],
        reason=step.data["reason"],
        reasons=step.data.get("reasons"),
        due_at=end_of_day(step.at.date() + timedelta(days=step.data["due_in"])),
        now=step.at,
    )


def _include(scene: Scene, step: Step) -> None:
    body = scene.body(step)
    recommendation.include(by=scene.user(step.by), body=body, application=scene.application(step), now=step.at)


def _decline(scene: Scene, step: Step) -> None:
    recommendation.decline(
        by=scene.user(step.by),
        body=scene.body(step),
        application=scene.application(step),
        reason=step.data["reason"],
        now=step.at,
    )


def _rank(scene: Scene, step: Step) -> None:
    order = [scene.application(replace(step, of=name)).pk for name in step.data["of"]]
    recommendation.rank(by=scene.user(step.by), ranked_list=_list(scene, step), order=order, now=step.at)


def _sign(scene: Scene, step: Step) -> None:
    recommendation.sign(by=scene.user(step.by), ranked_list=_list(scene, step), now=step.at)


def _send(scene: Scene, step: Step) -> None:
    reason = step.data.get("reason", "")
    recommendation.send(by=scene.user(step.by), ranked_list=_list(scene, step), reason=reason, now=step.at)


def _list(scene: Scene, step: Step) -> RankedList:
    return RankedList.objects.get(body=scene.body(step), track=scene.track(step.slug))


def _admit(scene: Scene, step: Step) -> None:
    review.admit(by=scene.user(step.by), application=scene.application(step), now=step.at)


def _assign(scene: Scene, step: Step) -> None:
    application = scene.application(step)
    for expert in step.data["experts"]:
        review.assign(by=scene.user(step.by), application=application, expert=scene.user(expert), now=step.at)


def _open_review(scene: Scene, step: Step) -> None:
    review.start(
        by=scene.user(step.by),
        round_=scene.rounds[step.slug],
        stage=scene.stage(step.slug, "review"),
        closes_at=end_of_day(step.at.date() + timedelta(days=step.data["closes_in"])),
        now=step.at,
    )


def _review(scene: Scene, step: Step) -> None:
    """Score in the order of the sheet's criteria, with the next opinion on the enterprise; `file: false` only saves."""
    pack, by, found = scene.plan(step.slug).pack, scene.user(step.by), _review_of(scene, step)
    sheet = assignment.sheet_of(pack, scene.stage(step.slug, "review"), scene.track(step.slug))
    assert sheet is not None
    told = scene.samples.opinions[step.of]
    place = scene.opinions.get(step.of, 0)
    scene.opinions[step.of] = place + 1
    scores = {one.id: str(score) for one, score in zip(sheet.criteria, step.data["scores"], strict=True) if score != ""}
    review.save(by=by, review=found, scores=scores, opinion=told[place % len(told)], now=step.at)
    if step.data.get("file", True):
        review.file(by=by, review=found, now=step.at)


def _recuse(scene: Scene, step: Step) -> None:
    found = _review_of(scene, step)
    review.recuse(by=scene.user(step.by), review=found, reason=step.data["reason"], now=step.at)


def _review_of(scene: Scene, step: Step) -> Review:
    return Review.objects.get(expert=scene.user(step.by), application=scene.application(step))


def _close_review(scene: Scene, step: Step) -> None:
    by, round_ = scene.user(step.by), scene.rounds[step.slug]
    review.finish(by=by, round_=round_, stage=scene.stage(step.slug, "review"), now=step.at)


def _decide(scene: Scene, step: Step) -> None:
    selection.decide(
        by=scene.user(step.by),
        application=scene.application(step),
        outcome=step.data["outcome"],
        reason=step.data.get("reason", ""),
        now=step.at,
    )


def _of_track(action: Callable[..., object]) -> Callable[[Scene, Step], None]:
    """Make a step of an action that takes nothing but the round and its track."""

    def play(scene: Scene, step: Step) -> None:
        by, round_ = scene.user(step.by), scene.rounds[step.slug]
        action(by=by, round_=round_, track=scene.track(step.slug), now=step.at)

    return play


VERBS: Mapping[str, Callable[[Scene, Step], None]] = {
    "apply": _apply,
    **together.VERBS,
    "submit": _submit,
    "check": _check,
    "send_back": _send_back,
    "include": _include,
    "decline": _decline,
    "rank": _rank,
    "sign": _sign,
    "send": _send,
    "admit": _admit,
    "assign": _assign,
    "open_review": _open_review,
    "review": _review,
    "recuse": _recuse,
    "close_review": _close_review,
    "decide": _decide,
    "close_selection": _of_track(selection.finish),
    "propose": _of_track(notice.propose),
    "announce": _of_track(notice.announce),
}
