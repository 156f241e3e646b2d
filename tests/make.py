"""Things for tests to work on: plain functions that write rows, with a value for everything nobody cares about."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shifan import packs
from shifan.core import digest, identity, stage
from shifan.core.pack import Pack
from shifan.models import (
    Answer,
    Application,
    Body,
    ChangeRequest,
    Membership,
    Organisation,
    PackVersion,
    Review,
    Round,
    Score,
    StageDate,
    Submission,
    User,
)

EXAMPLE = Path(__file__).parent / "example"
TRACK = "scenario"
NOW = datetime(2030, 3, 15, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # the example's applicants are filling in
TODAY = date(2030, 3, 15)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
numbers = count(1)

ANSWERS: dict[str, object] = {
    "unit.name": "示例装备有限公司",
    "unit.uscc": "91130100MA0EXA0013",
    "unit.founded": "2015-06-01",
    "unit.ownership": "private",
    "unit.revenue.2028": "38000.5",
    "unit.revenue.2029": "42000",
    "unit.accident": False,
    "unit.contact": "张示例",
    "unit.mobile": "13800000000",
    "project.title": "示例数字化车间",
    "project.period.start": "2028-01-01",
    "project.period.end": "2029-12-31",
    "project.intro": {
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "面向装备行业的数字化车间。"}]}],
    },
    "project.scenarios": ["k3f"],
    "project.scenarios.k3f.name": "1",
    "project.scenarios.k3f.summary": "设计、工艺与制造协同。",
    "project.scenarios.k3f.equipment": ["a1"],
    "project.scenarios.k3f.equipment.a1.name": "数控机床",
    "project.scenarios.k3f.equipment.a1.count": "12",
}


@cache
def make_pack() -> Pack:
    return packs.load(EXAMPLE)


def make_pack_version(changed: Pack | None = None) -> PackVersion:
    content = (changed or make_pack()).model_dump(mode="json")
    known = PackVersion.objects.filter(digest=digest.of(content)).first()
    return known or PackVersion.objects.create(
        pack=content["id"], version=content["version"], digest=digest.of(content), content=content, published_at=NOW
    )


def make_round(
    slug: str = "example-2030",
    *,
    shift_days: int = 0,
    organiser: Organisation | None = None,
    changed: Pack | None = None,
) -> Round:
    """A round of the example, or of that pack changed, with its dates and three bodies; asked again, the same."""
    if known := Round.objects.select_related("pack_version", "organiser").filter(slug=slug).first():
        return known
    pack = make_pack()
    round_ = Round.objects.create(
        pack_version=make_pack_version(changed),
        organiser=organiser or make_organisation(kind="organiser", name="示例部", region=""),
        slug=slug,
        label=f"{pack.label.zh}（{slug}）",
        label_en=f"{pack.label.en} ({slug})",
        shift_days=shift_days,
        published_at=NOW - timedelta(days=14),
    )
    for stage_id, (opens_at, closes_at) in stage.calendar(pack, shift_days).items():
        StageDate.objects.create(round=round_, stage=stage_id, opens_at=opens_at, closes_at=closes_at)
    made: dict[str, Body] = {}
    for body in pack.bodies:  # the pack names a parent before its children
        organisation = make_organisation(kind="body", name=f"示例{body.name.zh}主管部门", region=body.region)
        parent = made.get(body.parent)
        made[body.region] = Body.objects.create(
            round=round_, organisation=organisation, kind=body.kind, region=body.region, parent=parent
        )
    return round_


def make_body(round_: Round | None = None, *, region: str = "130100") -> Body:
    """The recommending body of a region in a round: 130100 and 130200 are cities, 130000 is their province."""
    return (round_ or make_round()).bodies.select_related("round__pack_version", "organisation").get(region=region)


def make_organisation(
    *,
    region: str = "130102",
    kind: str = "enterprise",
    name: str = "",
    profile: dict[str, object] | None = None,
    is_verified: bool = True,
) -> Organisation:
    number = next(numbers)
    uscc = identity.make_uscc("91130100", f"EXA{number:05}") if kind == "enterprise" else ""
    return Organisation.objects.create(
        kind=kind,
        name=name or f"示例单位{number}有限公司",
        region=region,
        uscc=uscc,
        profile=profile or {},
        verified_at=LONG_AGO if is_verified else None,
    )


def make_user(
    name: str = "", *, organisation: Organisation | None = None, bureau: str = "", is_expert: bool = False
) -> User:
    """A person; with an organisation, one who works there, in a body for the office `bureau`."""
    number = next(numbers)
    user = User.objects.create(username=f"user{number}", name=name or f"示例用户{number}", is_expert=is_expert)
    if organisation:
        Membership.objects.create(user=user, organisation=organisation, bureau=bureau)
    return user


def make_member(organisation: Organisation) -> User:
    """Somebody who works for an organisation: the first who does, else a new person."""
    return User.objects.filter(memberships__organisation=organisation).first() or make_user(organisation=organisation)


def make_application(
    *,
    round_: Round | None = None,
    organisation: Organisation | None = None,
    stage: str = "submitted",
    answers: dict[str, object] | None = None,
    body: Body | None = None,
) -> Application:
    """An application with complete answers. `stage` is "draft", "submitted" (with the city), or a stage of the pack.

    `answers` are changes to ANSWERS; None takes one away. Anything but a draft has a frozen submission.
    """
    round_ = round_ or make_round()
    organisation = organisation or make_organisation()
    user = make_member(organisation)
    flat = {"unit.name": organisation.name, "unit.uscc": organisation.uscc}
    flat = {path: value for path, value in (ANSWERS | flat | (answers or {})).items() if value is not None}
    application = Application.objects.create(
        round=round_,
        organisation=organisation,
        track=TRACK,
        number=f"EX-{next(numbers):04}",
        stage="fill",
        title=str(flat.get("project.title", "")),
        facts={name: flat.get(path) for name, path in make_pack().track(TRACK).facts.items()},
        created_at=NOW - timedelta(days=3),
        changed_at=NOW - timedelta(hours=2),
    )
    Answer.objects.bulk_create(
        Answer(application=application, path=path, value=value, changed_at=NOW - timedelta(hours=2), changed_by=user)
        for path, value in flat.items()
    )
    if stage != "draft":
        application.body = body or make_body(round_)
        application.stage = "city" if stage == "submitted" else stage
        application.state = Application.State.SUBMITTED
        application.submitted_at = NOW - timedelta(hours=1)
        application.save()
        make_submission(application, flat)
    return application


def make_change_request(application: Application, *paths: str, now: datetime = NOW) -> ChangeRequest:
    """What a desk leaves behind when it sends an application back for three days; no paths = everything."""
    application.state = Application.State.RETURNED
    application.save()
    return ChangeRequest.objects.create(
        application=application,
        submission=application.submissions.latest("number"),
        stage=application.stage,
        body=application.body,
        paths=list(paths or [section.id for section in make_pack().form(application.track).sections]),
        reason="请补充说明。",
        due_at=now + timedelta(days=3),
        asked_at=now,
        asked_by=make_user(),
    )


def make_submission(application: Application, flat: dict[str, object]) -> Submission:
    """The next frozen copy of an application, in the shape that submitting gives it."""
    number = application.submissions.count() + 1
    version, organisation, body = application.round.pack_version, application.organisation, application.body
    user = make_member(organisation)
    content = {
        "pack": version.digest,
        "pack_id": version.pack,
        "pack_version": version.version,
        "round": application.round.slug,
        "track": application.track,
        "number": application.number,
        "submission": number,
        "applicant": {"name": organisation.name, "uscc": organisation.uscc, "region": organisation.region},
        "recommender": body.organisation.name if body else "",
        "submitted_at": (NOW - timedelta(hours=1)).astimezone(UTC).isoformat(),
        "submitted_by": user.name,
        "answers": flat,
        "computed": {"unit.size": "large"},
        "declared": ["truth"],
        "files": [],
        "findings": [],
    }
    return Submission.objects.create(
        application=application,
        number=number,
        pack_version=version,
        content=content,
        digest=digest.of(content),
        submitted_at=NOW - timedelta(hours=1),
        submitted_by=user,
    )


def make_expert(name: str = "", *, employer: str = "") -> User:
    user = make_user(name, is_expert=True)
    user.employer = employer
    user.save(update_fields=["employer"])
    return user


def make_review(
    application: Application, expert: User | None = None, *, scores: dict[str, str] | None = None, opinion: str = ""
) -> Review:
    """An assigned review of the last submission; with `scores` a filed one."""
    review = Review.objects.create(
        application=application,
        submission=application.submissions.latest("number"),
        expert=expert or make_expert(),
        draft=scores or {},
        opinion=opinion or ("该项目技术水平先进，推广价值明显。" if scores else ""),
        state=Review.State.FILED if scores else Review.State.ASSIGNED,
        assigned_at=NOW,
        assigned_by=make_member(application.round.organiser),
        filed_at=NOW if scores else None,
    )
    for criterion, value in (scores or {}).items():
        Score.objects.create(review=review, criterion=criterion, value=value)
    return review


def make_reviewed(mean: int, **given: Any) -> Application:
    """An application in the selection with two filed reviews, two points apart around a mean."""
    application = make_application(stage="selection", **given)
    for total in (mean - 1, mean + 1):
        make_review(application, scores={"advanced": str(total), "spread": str(total)})
    return application


def open_review(
    round_: Round | None = None, *, opens_at: datetime = LONG_AGO, closes_at: datetime | None = None
) -> StageDate:
    """The review of a round, opened to its experts long before any clock that a test may use."""
    date = StageDate.objects.get(round=round_ or make_round(), stage="review")
    date.opens_at, date.closes_at = opens_at, closes_at
    date.save()
    return date
