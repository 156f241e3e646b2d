"""The verbs that the journeys are told with: people send requests through Django's test client, the clock goes on.

Every request that writes is noted with the events it left, so that a test can ask whether each move wrote exactly one.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from shifan import jobs
from shifan.core import answers
from shifan.core.assignment import sheet_of
from shifan.facts import plan_of
from shifan.models import (
    Application,
    Body,
    Event,
    IssuedDocument,
    Organisation,
    RankedList,
    Review,
    Round,
    StageDate,
    User,
)
from shifan.queries import check as sheets
from shifan.queries import submission as submissions
from tests import tus
from tests.make import make_organisation, make_user

ROOT = Path(__file__).parents[2]
PACK = "hebei-2022-smart-manufacturing"
TRACK = "scenario"
COMPLETE = ROOT / "programmes/miit-2022-smart-manufacturing/cases/base/complete.yaml"
SHANGHAI = ZoneInfo("Asia/Shanghai")
SURROUNDINGS = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "TASKS": {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}},
}
OFFICES = ("miit", "drc", "finance", "amr")


class Clock:
    """What time it is for the pages; it is set in place of Django's own for as long as a story is told."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)  # so that no two moves happen at once
        return self.at

    def wait(self, *, days: int) -> None:
        self.at += timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Move:
    """A request that writes: where it went, what came back, and the events it left."""

    page: str
    status: int
    events: tuple[str, ...]


@dataclass
class Story:
    """Who takes part, what time it is, what was sent, and what was seen on the way by a name that tests ask for."""

    clock: Clock
    people: dict[str, User] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)
    made: list[tuple[str, str, str]] = field(default_factory=list)  # papers, in order: of what, which, in what format
    slug: str = "hebei-2022"

    @property
    def round(self) -> Round:
        return Round.objects.select_related("pack_version", "organiser").get(slug=self.slug)

    def body(self, region: str) -> Body:
        return self.round.bodies.select_related("organisation").get(region=region)

    def application(self, name: str) -> Application:
        """Read anew how an application stands."""
        related = ("organisation", "round__pack_version", "round__organiser", "body__parent")
        return Application.objects.select_related(*related).get(pk=self.applications[name].pk)

    def closes_at(self, stage: str) -> datetime:
        return StageDate.objects.get(round=self.round, stage=stage).closes_at.astimezone(SHANGHAI)

    def browser(self, person: str, **about: Any) -> Client:
        client = Client(**about)
        if person:
            client.force_login(self.people[person])
        return client

    def see(self, person: str, page: str, *place: object, **query: Any) -> HttpResponse:
        """Open a page."""
        return self.browser(person).get(reverse(page, args=place), query)

    def read(self, person: str, page: str, *place: object, **query: Any) -> str:
        """Open a page that must open, and give its text."""
        reply = self.see(person, page, *place, **query)
        assert reply.status_code == 200, (page, reply.status_code)
        return reply.content.decode()

    def do(self, person: str, page: str, *place: object, query: str = "", **sent: Any) -> HttpResponse:
        """Send a form, and note the events it left."""
        return self._send(page, self.browser(person), reverse(page, args=place) + query, sent)

    def send_json(self, person: str, page: str, *place: object, body: object) -> HttpResponse:
        client = self.browser(person, headers={"accept": "application/json"})
        return self._send(page, client, reverse(page, args=place), body, content_type="application/json")

    def _send(self, page: str, client: Client, address: str, data: Any, **more: Any) -> HttpResponse:
        return self.note(page, lambda: client.post(address, data, **more))

    def note(self, page: str, send: Callable[[], HttpResponse]) -> HttpResponse:
        """Note what a request that writes left."""
        before = Event.objects.count()
        with TestCase.captureOnCommitCallbacks(execute=True):
            reply = send()
        left = Event.objects.order_by("position").values_list("verb", flat=True)[before:]
        self.moves.append(Move(page, reply.status_code, tuple(left)))
        return reply

    def papers(self, subject: str) -> dict[str, bytes]:
        """Let the worker make the documents of a subject: their bytes by format."""
        for issued in IssuedDocument.objects.filter(subject=subject, state=IssuedDocument.State.QUEUED):
            jobs.make_document.func(issued.pk)
            self.made.append((issued.subject.partition(":")[0], issued.plan, issued.form))
        made = IssuedDocument.objects.filter(subject=subject).select_related("file")
        return {issued.form: self.fetch(issued) for issued in made}

    def fetch(self, issued: IssuedDocument) -> bytes:
        person = next(iter(self.people)) if issued.subject.startswith("notice:") else self.reader_of(issued)
        return b"".join(self.see(person, "document", issued.pk).streaming_content)

    def reader_of(self, issued: IssuedDocument) -> str:
        """Name somebody who may have a document: the province sees what its cities made."""
        return "province-miit" if "province-miit" in self.people else "organiser"


@contextmanager
def telling() -> Iterator[Story]:
    """Begin a story today, with a clock of its own."""
    own = timezone.now
    clock = Clock(own())
    timezone.now = clock
    try:
        with override_settings(**SURROUNDINGS):
            yield Story(clock)
    finally:
        timezone.now = own


def shift_to(closes: date, wanted: date) -> int:
    """By how many days a calendar moves so that one of its days becomes another."""
    return (wanted - closes).days


# --- who takes part ------------------------------------------------------------------------------------------------


def add_enterprise(story: Story, name: str, title: str, region: str) -> None:
    organisation = make_organisation(name=title, region=region)
    story.people[name] = make_user(f"示例联系人（{title}）", organisation=organisation)


def add_desks(story: Story, name: str, region: str) -> None:
    """One person in each of the four offices of a body: `city-miit`, `city-drc` …"""
    for office in OFFICES:
        person = make_user(organisation=story.body(region).organisation, bureau=office)
        story.people[f"{name}-{office}"] = person


def add_expert(story: Story, name: str, employer: str) -> None:
    story.people[name] = make_user(f"示例专家（{name}）", is_expert=True)
    User.objects.filter(pk=story.people[name].pk).update(employer=employer)


def add_organiser(story: Story) -> None:
    organisation = make_organisation(kind=Organisation.Kind.ORGANISER, name="示例组织单位", region="")
    story.people["organiser"] = make_user("示例组织人员", organisation=organisation)


# --- what applicants do --------------------------------------------------------------------------------------------


def complete_answers(story: Story, name: str, **changes: object) -> dict[str, object]:
    """The complete application of the pack's cases as it is stored, in the name of an enterprise."""
    nested = yaml.safe_load(COMPLETE.read_text())
    nested.pop("attachments")  # files are uploaded, not named
    flat = dict(answers.flatten(plan_of(story.round), TRACK, nested))
    organisation = story.people[name].memberships.get().organisation
    flat |= {"unit.name": organisation.name, "unit.uscc": organisation.uscc, "unit.region": organisation.region}
    return flat | {path.replace("__", "."): value for path, value in changes.items()}


def start(story: Story, name: str) -> Application:
    reply = story.do(name, "applicant_start", round=story.slug, track=TRACK)
    assert reply.status_code == 302, reply.content.decode()
    story.applications[name] = Application.objects.get(organisation__memberships__user=story.people[name])
    return story.applications[name]


def save(story: Story, name: str, values: Mapping[str, object]) -> dict[str, Any]:
    """Save answers as the page does: each with the version that was seen; gives what the server says."""
    application = story.applications[name]
    seen = dict(application.answers.values_list("path", "version"))
    changes = [{"path": path, "value": value, "version": seen.get(path, 0)} for path, value in values.items()]
    reply = story.send_json(name, "applicant_answers", application.pk, body={"changes": changes})
    return {"status": reply.status_code, **json.loads(reply.content)}


def fill_in(story: Story, name: str, flat: Mapping[str, object]) -> None:
    """Fill in everything; a row must be there before anything is written in it."""
    for level in levels(flat):
        said = save(story, name, level)
        assert (said["conflicts"], [each for each in said["findings"] if each["severity"] == "block"]) == ([], [])


def levels(flat: Mapping[str, object]) -> list[dict[str, object]]:
    orders = [path for path, value in flat.items() if isinstance(value, list)]
    found: dict[int, dict[str, object]] = {}
    for path, value in flat.items():
        found.setdefault(sum(path.startswith(f"{order}.") for order in orders), {})[path] = value
    return [found[depth] for depth in sorted(found)]


def upload(story: Story, name: str, path: str, file: str, data: bytes) -> str:
    """Send in a proof: its digest."""
    client, pk = story.browser(name), story.applications[name].pk
    reply = story.note("applicant_piece", lambda: tus.send(client, pk, data, name=file, path=path))
    assert reply.status_code == 204
    return sha256(data).hexdigest()


def put_picture(story: Story, name: str, path: str, file: str, data: bytes) -> str:
    """Put a picture in a text: its digest."""
    sent = SimpleUploadedFile(file, data)
    reply = story.do(name, "applicant_picture", story.applications[name].pk, query=f"?path={path}", file=sent)
    return str(json.loads(reply.content)["digest"])


def submit(story: Story, name: str) -> HttpResponse:
    declared = [one.id for one in plan_of(story.round).pack.declarations if TRACK in (one.tracks or (TRACK,))]
    return story.do(name, "applicant_submit", story.applications[name].pk, declared=declared)


def apply(story: Story, name: str, **changes: object) -> None:
    """Start, fill in and submit in one go."""
    start(story, name)
    fill_in(story, name, complete_answers(story, name, **changes))
    if changes.get("unit__ownership") == "central":
        upload(story, name, "attachments.group_letter", "集团推荐函.pdf", paper("集团推荐函"))
    assert submit(story, name).status_code == 302


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 360), "#1f4e8c").save(out, "PNG")
    return out.getvalue()


def paper(title: str) -> bytes:
    """A PDF of one page without anything but its title in the file's description."""
    out = BytesIO()
    Image.new("L", (420, 594), "white").save(out, "PDF", title=title)
    return out.getvalue()


def text_of(pdf: bytes) -> str:
    """The words of a PDF without the white space that setting puts between them."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


# --- what desks do -------------------------------------------------------------------------------------------------


def check_all(story: Story, person: str, name: str, region: str) -> None:
    """Mark every line of a desk's check sheet as passed."""
    application = story.application(name)
    for line in lines(application):
        place = (story.body(region).pk, application.pk, line)
        assert story.do(person, "recommender_check", *place, verdict="pass", reason="").status_code == 302


def lines(application: Application) -> list[str]:
    submission = submissions.latest(application)
    return [line.id for line in sheets.asked(plan_of(application.round), submission, application.stage)]


def include(story: Story, person: str, name: str, region: str) -> HttpResponse:
    return story.do(person, "recommender_include", story.body(region).pk, story.applications[name].pk)


def rank(story: Story, person: str, names: Sequence[str], region: str) -> HttpResponse:
    order = [str(story.applications[name].pk) for name in names]
    return story.do(person, "recommender_ranking", story.body(region).pk, TRACK, order=order)


def sign(story: Story, desk: str, region: str) -> None:
    """Let each of the four offices sign."""
    for office in OFFICES:
        assert story.do(f"{desk}-{office}", "recommender_sign", story.body(region).pk, TRACK).status_code == 302


def send(story: Story, person: str, region: str) -> HttpResponse:
    reason = "本地区申报主体已全部处理完毕，按序报送。"
    return story.do(person, "recommender_send", story.body(region).pk, TRACK, reason=reason)


def ranked_list(story: Story, region: str) -> RankedList:
    return RankedList.objects.get(body=story.body(region), track=TRACK)


def listed(story: Story, region: str) -> list[str]:
    """The names of those on a list, in their order."""
    by_pk = {application.pk: name for name, application in story.applications.items()}
    rows = ranked_list(story, region).recommendations.filter(rank__isnull=False).order_by("rank")
    return [by_pk[row.application_id] for row in rows]


# --- what the organiser and the experts do -------------------------------------------------------------------------


def admit(story: Story, name: str) -> None:
    application = story.application(name)
    for line in lines(application):
        reply = story.do("organiser", "organiser_check", story.slug, application.pk, line, verdict="pass")
        assert reply.status_code == 302
    assert story.do("organiser", "organiser_admit", story.slug, application.pk).status_code == 302


def assign(story: Story, name: str, expert: str) -> HttpResponse:
    sent = {"expert": str(story.people[expert].pk)}
    return story.do("organiser", "organiser_assign", story.slug, story.applications[name].pk, **sent)


def score(story: Story, expert: str, name: str, points: Sequence[int]) -> HttpResponse:
    """Fill in the score sheet and file it."""
    review = Review.objects.get(expert=story.people[expert], application=story.applications[name])
    sheet = sheet_of(plan_of(story.round).pack, "review", TRACK)
    given = {f"score-{one.id}": str(point) for one, point in zip(sheet.criteria, points, strict=True)}
    opinion = "场景建设成效突出，量化指标可信，方案可复制、可推广，建议入选示范名单。"
    return story.do(expert, "expert_file", review.pk, opinion=opinion, **given)


def decide(story: Story, name: str, outcome: str, reason: str = "") -> HttpResponse:
    sent = {"outcome": outcome, "reason": reason}
    return story.do("organiser", "organiser_decide", story.slug, story.applications[name].pk, **sent)
