"""What a person has been told, whom to tell, and which reminders are due."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shifan import facts
from shifan.core import telling
from shifan.core.calendar import SHANGHAI
from shifan.core.telling import Said
from shifan.models import (
    Application,
    Body,
    ChangeRequest,
    Membership,
    Message,
    Organisation,
    Participant,
    RankedList,
    Review,
    Round,
    StageDate,
    User,
)
from shifan.queries import invitation as invitations
from shifan.queries import participation

PER_PAGE = 30
LOST = timedelta(minutes=10)  # after that a worker that was sending is taken to be gone
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A message in the reader's language."""

    message: Message
    said: Said

    @property
    def way(self) -> str:
        """This property will give the address that a mail of it leads to."""
        return way(self.message)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be told: to whom, of what, and the key that keeps it from being told twice."""

    kind: str
    to: tuple[User, ...]
    key: str
    params: dict[str, str]
    application: Application | None = None


def inbox(user: User) -> QuerySet[Message]:
    """This function will give what a person has been told, the newest first."""
    return Message.objects.filter(user=user, in_inbox=True).order_by("-told_at", "-pk")


def get(user: User, pk: int) -> Message:
    """This function will fetch a message to the person, or raise Message.DoesNotExist."""
    return Message.objects.get(user=user, pk=pk)


def worded(messages: Iterable[Message], language: str) -> list[Told]:
    """This function will put messages into words, without any statement."""
    return [Told(one, telling.say(one.kind, one.params, language)) for one in messages]


def mailed(count: int) -> list[Told]:
    """This function will give the last mails of everybody, in the language each was written in: for the demo only."""
    found = Message.objects.exclude(mail=Message.Mail.NONE).select_related("user").order_by("-told_at", "-pk")[:count]
    return [Told(one, telling.say(one.kind, one.params, one.language)) for one in found]


def to_send(now: datetime) -> list[int]:
    """This function will name the mails that wait, those that failed and those whose worker was lost."""
    is_lost = Q(mail=Message.Mail.SENDING, mailed_at__lt=now - LOST)
    is_failed = Q(mail=Message.Mail.FAILED, mail_tries__lt=MOST_TRIES, mailed_at__lt=now - LOST)
    waiting = Message.objects.filter(Q(mail=Message.Mail.QUEUED) | is_lost | is_failed)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def way(message: Message) -> str:
    """This function will give the address that a mail leads to: a link to join for somebody without an account."""
    return f"/inbox/{message.pk}/" if message.user_id else invited_to(message)


def invited_to(message: Message) -> str:
    """This function will give the address of the link of an invitation that a message tells of."""
    about_, at = message.params, datetime.fromisoformat(message.params["at"])
    return f"/invitations/{invitations.secret(int(about_['organisation']), about_['email'], at)}/"


def at_work_on(applications: Collection[Application]) -> dict[int, tuple[User, ...]]:
    """This function will give the people who can do something about each of some applications: two statements."""
    managers = Membership.objects.filter(
        organisation__in={one.organisation_id for one in applications}, is_manager=True, user__is_active=True
    )
    can_act = Q(may_write=True) | Q(may_submit=True)
    rows = Participant.objects.filter(can_act, application__in=applications, user__is_active=True)
    found: dict[int, dict[int, User]] = {one.pk: {} for one in applications}
    of: dict[int, list[int]] = {}
    for application in applications:
        of.setdefault(application.organisation_id, []).append(application.pk)
    for manager in managers.select_related("user").order_by("pk"):
        for pk in of[manager.organisation_id]:
            found[pk][manager.user_id] = manager.user
    for row in rows.select_related("user").order_by("pk"):
        found[row.application_id][row.user_id] = row.user
    return {pk: tuple(people.values()) for pk, people in found.items()}


def members_of(organisation: Organisation) -> tuple[User, ...]:
    """This function will give the people who work for an organisation: one statement."""
    return tuple(User.objects.filter(memberships__organisation=organisation, is_active=True).distinct())


def to_applicant(kind: str, application: Application, people: Collection[User], key: str, **params: str) -> Note:
    """This function will word for whom a note to the applicant is; the number and the round go with it."""
    told = about(application.round) | {"number": application.number} | params
    return Note(kind, tuple(people), key, told, application)


def about(round_: Round) -> dict[str, str]:
    """This function will give the words by which messages name a round."""
    return {"round": round_.label, "round_en": round_.label_en}


def moment(when: datetime | None) -> str:
    """This function will say a moment as people in China read it."""
    return f"{when.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if when else "—"


def reminders(now: datetime) -> list[Note]:
    """This function will find everything that people are to be reminded of now."""
    return [*_of_drafts(now), *_of_changes(now), *_of_lists(now), *_of_reviews(now)]


def _soon(now: datetime) -> dict[str, datetime]:
    return {"gt": now, "lte": now + timedelta(days=telling.STEPS[0] + 1)}


def _dates(now: datetime) -> dict[tuple[int, str], StageDate]:
    """Give the stages of open rounds that close within the days in which reminders are due: one statement."""
    bounds = {f"closes_at__{name}": value for name, value in _soon(now).items()}
    found = StageDate.objects.filter(round__state=Round.State.OPEN, **bounds)
    related = found.select_related("round__pack_version").defer("round__pack_version__content")
    return {(date.round_id, date.stage): date for date in related}


def _due(kind: str, about_: str, closes_at: datetime, now: datetime) -> tuple[str, dict[str, str]] | None:
    """Give key and values of a reminder that is due. The date is part of the key: a date that moves reminds anew."""
    step = telling.step(closes_at, now)
    if step is None:
        return None
    key = f"{kind}:{about_}:{closes_at.astimezone(SHANGHAI):%Y%m%d%H%M}:{step}"
    return key, {"days": str(telling.days_left(closes_at, now)), "closes": moment(closes_at)}


def _of_drafts(now: datetime) -> Iterable[Note]:
    dates = _dates(now)
    found = Application.objects.filter(state=Application.State.DRAFT, round__in={pk for pk, _ in dates})
    related = found.select_related("round").order_by("pk")
    drafts = [one for one in related if (one.round_id, one.stage) in dates]
    people = at_work_on(drafts)
    for application in drafts:
        closes_at = dates[application.round_id, application.stage].closes_at
        if closes_at and (due := _due("deadline.fill", str(application.pk), closes_at, now)):
            yield to_applicant("deadline.fill", application, people[application.pk], due[0], **due[1])
    yield from _of_certifiers({one: dates[one.round_id, one.stage].closes_at for one in drafts}, now)


def _of_changes(now: datetime) -> Iterable[Note]:
    bounds = {f"due_at__{name}": value for name, value in _soon(now).items()}
    waiting = ChangeRequest.objects.filter(answered_at=None, application__state=Application.State.RETURNED, **bounds)
    requests = list(waiting.select_related("application__round").order_by("pk"))
    people = at_work_on([one.application for one in requests])
    for request in requests:
        application = request.application
        if due := _due("deadline.changes", str(request.pk), request.due_at, now):
            yield to_applicant("deadline.changes", application, people[application.pk], due[0], **due[1])
    yield from _of_certifiers({one.application: one.due_at for one in requests}, now)


def _of_certifiers(ends: Mapping[Application, datetime | None], now: datetime) -> Iterable[Note]:
    """Those who were asked to certify an application, as long as nobody has for the answers as they stand."""
    rows = Participant.objects.filter(may_certify=True, application__in=ends, user__is_active=True)
    asked: dict[int, list[User]] = {}
    for row in rows.select_related("user").order_by("pk"):
        asked.setdefault(row.application_id, []).append(row.user)
    for application, closes_at in ends.items():
        due = _due("deadline.certify", str(application.pk), closes_at, now) if closes_at else None
        if due is None or application.pk not in asked:
            continue
        if participation.certification(application, participation.fingerprint(application)) is None:
            yield to_applicant("deadline.certify", application, asked[application.pk], due[0], **due[1])


def _of_lists(now: datetime) -> Iterable[Note]:
    """Bodies whose stage closes and that have something before them, but have not sent a list of the track."""
    for (round_id, stage_id), date in _dates(now).items():
        at = facts.plan_of(date.round).pack.stage(stage_id)
        due = _due("deadline.desk", f"{{}}:{stage_id}", date.closes_at, now) if date.closes_at else None
        if at.kind != "recommend" or due is None:
            continue
        waiting = Application.objects.filter(round=round_id, stage=stage_id, state=Application.State.SUBMITTED)
        below = waiting.filter(Q(body=OuterRef("pk")) | Q(body__parent=OuterRef("pk")))
        sent = RankedList.objects.filter(body=OuterRef("pk"), stage=stage_id, state=RankedList.State.SENT)
        kinds = [at.body, *at.other_bodies]
        bodies = Body.objects.filter(Exists(below), ~Exists(sent), round=round_id, kind__in=kinds)
        for body in bodies.select_related("organisation").order_by("pk"):
            params = due[1] | about(date.round) | {"body": body.organisation.name, "slug": date.round.slug}
            params |= {"stage": at.label.zh, "stage_en": at.label.en, "body_id": str(body.pk)}
            yield Note("deadline.desk", members_of(body.organisation), due[0].format(body.pk), params)


def _of_reviews(now: datetime) -> Iterable[Note]:
    for (round_id, stage_id), date in _dates(now).items():
        is_review = facts.plan_of(date.round).pack.stage(stage_id).kind == "review"
        if not is_review or date.closes_at is None or date.opens_at is None or date.opens_at > now:
            continue
        open_ = Review.objects.filter(
            application__round=round_id, application__stage=stage_id, state=Review.State.ASSIGNED
        )
        counts = open_.values("expert").annotate(count=Count("pk")).values_list("expert", "count")
        experts = User.objects.in_bulk([pk for pk, _ in counts])
        for pk, count in counts:
            if due := _due("deadline.review", f"{round_id}:{stage_id}", date.closes_at, now):
                params = due[1] | about(date.round) | {"count": str(count)}
                yield Note("deadline.review", (experts[pk],), due[0], params)
