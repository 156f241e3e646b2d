"""Playing the story of the samples, step by step in order of time, through the actions that people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from shifan import packs
from shifan.actions import application as applications
from shifan.actions import check, notice, programme, recommendation, review, selection
from shifan.core import assignment
from shifan.core import stage as stages
from shifan.core.calendar import SHANGHAI, end_of_day
from shifan.core.pack import Pack
from shifan.core.plan import Plan
from shifan.demo import answers, people
from shifan.demo import samples as sample_files
from shifan.demo.answers import Ready
from shifan.demo.filling import fill
from shifan.demo.samples import Samples
from shifan.facts import plan_of
from shifan.models import Application, Body, CheckMark, RankedList, Review, Round, User
from shifan.queries import check as checks

APART = timedelta(minutes=7)  # between the people or applications of one step
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens in a round: when, by which verb, and the rest as the samples write it."""

    at: datetime
    slug: str
    verb: str
    data: Data

    def names(self, key: str) -> list[tuple[str, datetime]]:
        """This function will give the people or enterprises of the step, each with a moment of their own."""
        given = self.data.get(key, [])
        names = [given] if isinstance(given, str) else list(given)
        return [(name, self.at + place * APART) for place, name in enumerate(names)]


@dataclass
class Scene:
    """What has come into being so far, by the names that the samples use."""

    samples: Samples
    today: date
    users: dict[str, User] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    ready: dict[tuple[str, str], Ready] = field(default_factory=dict)
    opinions: dict[str, int] = field(default_factory=dict)

    def user(self, name: str) -> User:
        """This function will fetch a person by user name, once."""
        if name not in self.users:
            self.users[name] = User.objects.get(username=name)
        return self.users[name]

    def application(self, slug: str, enterprise: str) -> Application:
        """This function will fetch the application of an enterprise in a round."""
        related = ("organisation", "body__organisation", "body__parent")
        found = Application.objects.select_related(*related).get(
            round=self.rounds[slug], organisation__memberships__user=self.user(enterprise)
        )
        found.round = self.rounds[slug]
        return found

    def body(self, slug: str, name: str) -> Body:
        """This function will fetch the recommending body of a round that a person works for."""
        found = Body.objects.select_related("organisation").get(
            round=self.rounds[slug], organisation__memberships__user=self.user(name)
        )
        found.round = self.rounds[slug]
        return found

    def plan(self, slug: str) -> Plan:
        """This function will give the compiled pack of a round."""
        return plan_of(self.rounds[slug])

    def track(self, slug: str) -> str:
        """This function will name the track that the samples apply on."""
        return next(str(one["track"]) for one in self.samples.rounds if one["slug"] == slug)

    def stage(self, slug: str, kind: str) -> str:
        """This function will name the first stage of a kind."""
        return stages.stages_of_kind(self.plan(slug).pack, kind)[0].id


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
    return True


def _steps(scene: Scene) -> list[Step]:
    """Put the steps of all rounds in order of time; a round is opened before anything happens in it."""
    found = []
    for one in scene.samples.rounds:
        slug = str(one["slug"])
        found.append(Step(_moment(scene.today, int(one["opened"]), "08:30"), slug, "open", one))
        for step in one["steps"]:
            found.append(Step(_moment(scene.today, step["day"], step["time"]), slug, step["do"], step))
    return sorted(found, key=lambda step: step.at)


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
    by_user = {one.user: one for one in scene.samples.enterprises}
    plan, track = scene.plan(step.slug), scene.track(step.slug)
    for name, now in step.names("of"):
        user = scene.user(name)
        application = applications.start(
            by=user,
            round_=scene.rounds[step.slug],
            organisation=user.memberships.get().organisation,
            track=track,
            now=now,
        )
        if step.data.get("part") == "none":
            continue
        key = (plan.pack.id, name)
        if key not in scene.ready:
            scene.ready[key] = answers.prepare(plan, track, by_user[name].answers)
        fill(
            by=user,
            application=application,
            enterprise=by_user[name],
            ready=scene.ready[key],
            part=step.data.get("part", "all"),
            change=step.data.get("change", {}),
            now=now,
        )


def _submit(scene: Scene, step: Step) -> None:
    track = scene.track(step.slug)
    declared = [item.id for item in scene.plan(step.slug).pack.declarations if track in (item.tracks or (track,))]
    for name, now in step.names("of"):
        application = scene.application(step.slug, name)
        signatory = application.organisation.profile.get("legal_name", "")
        applications.submit(
            by=scene.user(name), application=application, declared=declared, signatory=signatory, now=now
        )


def _check(scene: Scene, step: Step) -> None:
    """Fill in the check sheet: everything passes but what `fail` names with a reason."""
    by = scene.user(step.data["by"])
    for name, now in step.names("of"):
        application = scene.application(step.slug, name)
        failed = step.data.get("fail", {}).get(name, {})
        submission = application.submissions.latest("number")
        for line in checks.asked(scene.plan(step.slug), submission, application.stage):
            check.mark(
                by=by,
                application=application,
                stage=application.stage,
                check_id=line.id,
                verdict=CheckMark.Verdict.FAIL if line.id in failed else CheckMark.Verdict.PASS,
                reason=failed.get(line.id, ""),
                now=now,
            )


def _send_back(scene: Scene, step: Step) -> None:
    due = end_of_day(step.at.date() + timedelta(days=step.data["due_in"]))
    for name, now in step.names("of"):
        recommendation.send_back(
            by=scene.user(step.data["by"]),
            application=scene.application(step.slug, name),
            paths=step.data["paths"],
            reason=step.data["reason"],
            due_at=due,
            now=now,
        )


def _include(scene: Scene, step: Step) -> None:
    by, body = scene.user(step.data["by"]), scene.body(step.slug, step.data["by"])
    for name, now in step.names("of"):
        recommendation.include(by=by, body=body, application=scene.application(step.slug, name), now=now)


def _decline(scene: Scene, step: Step) -> None:
    by, body = scene.user(step.data["by"]), scene.body(step.slug, step.data["by"])
    for name, now in step.names("of"):
        application = scene.application(step.slug, name)
        recommendation.decline(by=by, body=body, application=application, reason=step.data["reason"], now=now)


def _rank(scene: Scene, step: Step) -> None:
    order = [scene.application(step.slug, name).pk for name, _ in step.names("of")]
    ranked = _list(scene, step, step.data["by"])
    recommendation.rank(by=scene.user(step.data["by"]), ranked_list=ranked, order=order, now=step.at)


def _sign(scene: Scene, step: Step) -> None:
    for name, now in step.names("by"):
        recommendation.sign(by=scene.user(name), ranked_list=_list(scene, step, name), now=now)


def _send(scene: Scene, step: Step) -> None:
    for name, now in step.names("by"):
        ranked = _list(scene, step, name)
        recommendation.send(by=scene.user(name), ranked_list=ranked, reason=step.data.get("reason", ""), now=now)


def _list(scene: Scene, step: Step, name: str) -> RankedList:
    return RankedList.objects.get(body=scene.body(step.slug, name), track=scene.track(step.slug))


def _admit(scene: Scene, step: Step) -> None:
    for name, now in step.names("of"):
        review.admit(by=scene.user(step.data["by"]), application=scene.application(step.slug, name), now=now)


def _assign(scene: Scene, step: Step) -> None:
    for name, now in step.names("of"):
        for expert in step.data["experts"]:
            application = scene.application(step.slug, name)
            review.assign(by=scene.user(step.data["by"]), application=application, expert=scene.user(expert), now=now)


def _open_review(scene: Scene, step: Step) -> None:
    closes_at = end_of_day(step.at.date() + timedelta(days=step.data["closes_in"]))
    review.start(
        by=scene.user(step.data["by"]),
        round_=scene.rounds[step.slug],
        stage=scene.stage(step.slug, "review"),
        closes_at=closes_at,
        now=step.at,
    )


def _review(scene: Scene, step: Step) -> None:
    """Score in the order of the sheet's criteria, with the next opinion on the enterprise; `file: false` only saves."""
    by = scene.user(step.data["by"])
    pack = scene.plan(step.slug).pack
    sheet = assignment.sheet_of(pack, scene.stage(step.slug, "review"), scene.track(step.slug))
    assert sheet is not None
    for name, now in step.names("of"):
        found = _review_of(scene, step, name)
        told = scene.samples.opinions[name]
        place = scene.opinions.get(name, 0)
        scene.opinions[name] = place + 1
        scores = {
            one.id: str(score) for one, score in zip(sheet.criteria, step.data["scores"], strict=True) if score != ""
        }
        review.save(by=by, review=found, scores=scores, opinion=told[place % len(told)], now=now)
        if step.data.get("file", True):
            review.file(by=by, review=found, now=now)


def _recuse(scene: Scene, step: Step) -> None:
    for name, now in step.names("of"):
        found = _review_of(scene, step, name)
        review.recuse(by=scene.user(step.data["by"]), review=found, reason=step.data["reason"], now=now)


def _review_of(scene: Scene, step: Step, enterprise: str) -> Review:
    return Review.objects.get(expert=scene.user(step.data["by"]), application=scene.application(step.slug, enterprise))


def _close_review(scene: Scene, step: Step) -> None:
    by, round_ = scene.user(step.data["by"]), scene.rounds[step.slug]
    review.finish(by=by, round_=round_, stage=scene.stage(step.slug, "review"), now=step.at)


def _decide(scene: Scene, step: Step) -> None:
    for name, now in step.names("of"):
        selection.decide(
            by=scene.user(step.data["by"]),
            application=scene.application(step.slug, name),
            outcome=step.data["outcome"],
            reason=step.data.get("reason", ""),
            now=now,
        )


def _of_track(action: Callable[..., object]) -> Callable[[Scene, Step], None]:
    """Make a step of an action that takes nothing but the round and its track."""

    def play(scene: Scene, step: Step) -> None:
        by, round_ = scene.user(step.data["by"]), scene.rounds[step.slug]
        action(by=by, round_=round_, track=scene.track(step.slug), now=step.at)

    return play


VERBS: Mapping[str, Callable[[Scene, Step], None]] = {
    "apply": _apply,
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
