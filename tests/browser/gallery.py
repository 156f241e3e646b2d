"""A database with an open round of every pack and, on each track of it, an application that nobody has filled in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.management import call_command

from shifan import packs
from shifan.actions import application, programme
from shifan.core import stage
from shifan.core.answers import Json
from shifan.core.history import Change
from shifan.demo import people, samples
from shifan.models import Round, User

USER = "qiye{}"  # the first, second … applicant of each round
# What each applicant of a round answers, so that parts of the form open which are not shown to everybody. The first
# applies on the first track, the second on the second; further ones on the last.
OPENING: dict[str, tuple[dict[str, Json], ...]] = {
    "hebei-2022-smart-manufacturing": (
        {"project.scenarios": ["a1"], "project.scenarios.a1.supply": "supplied"},
        {"task.supply": "supplied"},
    ),
    "jilin-2020-industrial-internet": (
        {"project.category": "industry_platform", "capability.figures.data_acquisition": ["third_party"]},
        {"project.category": "institution"},
        {"project.category": "servitization"},
    ),
    "miit-2019-integration": ({"directions.categories": ["C2", "C6"], "unit.consortium": True},),
    "tianjin-2020-it-manufacturing": ({"project.direction": "2.1", "pilot.claimed": True}, {}),
}


def build() -> None:
    """Open the rounds, each with the calendar moved so that filling in ends in twelve days."""
    call_command("migrate", verbosity=0)
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    given = samples.read(samples.folder(None))
    organiser = people.add_organiser(given, now)
    people.add_applicants_and_experts(given, organiser, now)
    for folder in packs.folders():
        pack, later = packs.load(folder), (now + timedelta(days=12)).date()
        closes = stage.stages_of_kind(pack, "fill")[0].closes
        stood_in = {"date": str(later), "text": "示例", "integer": "1", "decimal": "1"}
        values = {item.id: stood_in[item.kind] for item in pack.placeholders if item.kind and not item.value}
        version = programme.publish_pack(by=organiser, pack=pack, now=now, values=values)
        opened = programme.open_round(
            by=organiser,
            pack_version=version,
            organiser=organiser.memberships.get().organisation,
            slug=pack.id,
            label=pack.label.zh,
            label_en=pack.label.en,
            shift_days=(later - closes).days if closes else 0,
            bodies={},
            confirmed={item.id: "按此读法执行（示例）。" for item in pack.placeholders},
            now=now,
        )
        for number, given in enumerate(OPENING.get(pack.id, ({},) * len(pack.tracks)), start=1):
            begin(opened, pack.tracks[min(number, len(pack.tracks)) - 1].id, USER.format(number), given, now)


def begin(opened: Round, track: str, username: str, given: Mapping[str, Json], now: datetime) -> None:
    """Start an application with some answers."""
    user = User.objects.get(username=username)
    organisation = user.memberships.get().organisation
    begun = application.start(by=user, round_=opened, organisation=organisation, track=track, now=now, source="empty")
    for path, value in given.items():  # a row before what stands in it
        saved = application.save_answers(by=user, application=begun, changes=[Change(path, value, 0)], now=now)
        assert path in saved.versions, saved
