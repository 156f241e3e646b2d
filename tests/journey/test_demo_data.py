"""The sample data: every state and stage occurs, nothing is done twice, and the record of it holds."""

import json
import socket
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client, override_settings

from shifan import cli, packs
from shifan.core import identity
from shifan.core.participation import ALL, Rights
from shifan.demo import guide, samples, story
from shifan.models import (
    Application,
    Comment,
    Event,
    IssuedDocument,
    Notice,
    Organisation,
    RankedList,
    Review,
    Round,
    User,
)
from shifan.queries import event, participation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 18, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TEAM = "qiye14"
FAST = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "TASKS": {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}},
}


@pytest.fixture(scope="module", autouse=True)
def _built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Build once for all tests of the file and leave nothing behind."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files, **FAST), transaction.atomic():
        assert story.build(now=NOW)
        yield
        transaction.set_rollback(True)


def test_every_state_of_an_application_occurs():
    states = set(Application.objects.values_list("state", flat=True))

    assert states == set(Application.State.values) - {"withdrawn"}  # nobody withdraws yet


def test_every_stage_has_applications():
    pack = packs.load(next(folder for folder in packs.folders() if folder.name == _pack_of_samples()))

    stages = set(Application.objects.values_list("stage", flat=True))

    assert stages == {stage.id for stage in pack.stages}


def test_lists_reviews_and_notices_are_in_every_state():
    assert set(RankedList.objects.values_list("state", flat=True)) == set(RankedList.State.values)
    assert set(Review.objects.values_list("state", flat=True)) == set(Review.State.values)
    assert set(Notice.objects.values_list("kind", flat=True)) == set(Notice.Kind.values)


def test_papers_wait_for_the_worker_from_now_on():
    queued = IssuedDocument.objects.filter(state=IssuedDocument.State.QUEUED)

    assert queued.count() > 100
    assert set(queued.values_list("asked_at", flat=True)) == {NOW}


def test_rounds_say_that_they_are_rehearsals():
    labels = list(Round.objects.values_list("label", "label_en"))

    assert len(labels) >= 4
    assert all("演练" in zh and "rehearsal" in en for zh, en in labels)


def test_second_build_changes_nothing():
    before = Event.objects.count(), Application.objects.count(), User.objects.count()

    was_built = story.build(now=NOW)

    assert not was_built
    assert (Event.objects.count(), Application.objects.count(), User.objects.count()) == before


def test_the_chain_of_events_is_whole_and_in_order_of_time():
    moments = list(Event.objects.order_by("position").values_list("at", flat=True))

    assert event.verify().broken_at is None
    assert moments == sorted(moments)
    assert moments[-1] < NOW


def test_enterprises_are_marked_and_have_valid_codes():
    enterprises = Organisation.objects.filter(kind=Organisation.Kind.ENTERPRISE)

    assert len(enterprises) >= 14
    assert [one.name for one in enterprises if not one.name.startswith("示例")] == []
    assert [one.name for one in enterprises if identity.check_uscc(one.uscc) != identity.CodeCheck(one.uscc)] == []
    assert len({one.region[:4] for one in enterprises}) >= 5


def test_no_person_is_invented():
    assert [person.name for person in User.objects.all() if "示例" not in person.name] == []


def test_the_texts_of_scenarios_differ():
    written = [
        text
        for one in samples.read(samples.folder()).enterprises
        for scenario in one.answers["project"]["scenarios"]
        for text in (scenario["pain_points"], scenario["results"], scenario["economy"])
    ]

    assert len(written) == len(set(written))


def test_the_accounts_of_the_guide_can_sign_in():
    told = guide.guide()

    entered = [Client().login(username=one.user, password=told.password) for one in told.accounts]

    assert entered == [True] * 12


def test_colleagues_at_one_application_have_different_rights_and_talk_to_each_other():
    application = Application.objects.get(round__slug="hebei-yanlian-1", organisation__memberships__user__username=TEAM)

    rights = {one.user.username: one.rights for one in participation.people(application)}
    said = Comment.objects.filter(application=application)

    assert rights == {TEAM: ALL, f"{TEAM}-tianbao": Rights(write=True), f"{TEAM}-queren": Rights(certify=True)}
    assert said.filter(parent=None, resolved_at=None).count() == 2
    assert said.exclude(resolved_at=None).count() == 1
    assert [one.text for one in said if "示例" not in one.text] == []
    assert Event.objects.filter(verb="participation.hand_over").count() == 1


def test_the_sign_in_page_shows_accounts_in_a_demo_only(settings):
    shown = []
    for settings.DEMO in (True, False):
        shown.append("shifan-yanshi" in Client().get("/account/login/").content.decode())

    assert shown == [True, False]


def test_a_taken_port_is_refused_before_anything_else(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]

        code = cli.main(["demo", "--port", str(number), "--data", str(tmp_path / "data")])

    assert code == 2
    assert f"127.0.0.1:{number}" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_folder_with_other_things_is_not_emptied(tmp_path, capsys):
    (tmp_path / "thesis.docx").write_text("mine")

    code = cli.main(["demo", "--fresh", "--port", str(_free_port()), "--data", str(tmp_path)])

    assert code == 2
    assert (tmp_path / "thesis.docx").read_text() == "mine"


def test_doctor_says_how_each_part_is(capsys):
    code = cli.main(["doctor", "--json"])

    said = json.loads(capsys.readouterr().out)
    parts = {line["part"]: line["state"] for line in said["lines"]}
    assert code == 0
    assert said["ok"]
    assert parts.keys() >= {"python", "database", "migrations", "worker", "storage", "mail", "secret_key", "font.fang"}
    assert all(line.keys() == {"part", "state", "message", "mend"} for line in said["lines"])


def test_audit_verify_prints_the_head_of_the_chain(capsys):
    code = cli.main(["audit", "verify", "--json"])

    said = json.loads(capsys.readouterr().out)
    assert code == 0
    assert said == {
        "ok": True,
        "events": Event.objects.count(),
        "head": Event.objects.order_by("-position").first().digest,
        "broken_at": None,
        "problem": "",
    }


def test_an_account_is_opened_once(capsys):
    words = ["account", "add", "xin", "--name", "示例人员", "--organisation", "示例组织单位", "--json"]

    codes = [cli.main(words), cli.main(words)]

    assert codes == [0, 1]
    assert User.objects.get(username="xin").memberships.get().organisation.name == "示例组织单位"


def _pack_of_samples() -> str:
    return str(samples.read(samples.folder()).rounds[0]["pack"])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
