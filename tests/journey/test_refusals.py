"""What the path does with the wrong person, moment or words: a refusal with its reason, never a fault.

The scene is that of the table of addresses: an application under review in the example round.
"""

import json
from base64 import b64encode
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shifan.models import Event, StageDate
from tests.make import TRACK
from tests.web.test_every_url import EVERYBODY, PAGES, Scene, scene

__all__ = ["scene"]

pytestmark = pytest.mark.django_db
MUCH_LATER = datetime(2041, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
POSTS = sorted(name for name, (method, *_) in PAGES.items() if method == "post" and name != "set_language")
# What a person would send if the moment were right.
SENT = {
    "applicant_start": lambda s: {"round": s.round.slug, "track": TRACK},
    "applicant_rows": lambda s: {"verb": "add", "path": "project.scenarios"},
    "ask_to_join": lambda s: {"who": "示例人", "email": "shili@example.com", "name": "示例单位"},
    "applicant_proof_move": lambda s: {"digest_at": f"{'0' * 64}|files.others", "to": "files.letter"},
    "history_restore": lambda s: {"path": "unit.name", "version": "1"},
    "applicant_take_back": lambda s: {"take": "unit.name 1"},
    "expert_recuse": lambda s: {"reason": "本人单位与申报单位有合作。"},
    "organiser_assign": lambda s: {"expert": str(s.people["expert"].pk)},
    "organiser_decide": lambda s: {"outcome": "selected"},
    "organiser_move_date": lambda s: {"stage": "fill", "closes_at": "2030-12-31T23:59", "reason": "延长"},
    "recommender_decline": lambda s: {"reason": "材料不全。"},
    "recommender_check": lambda s: {"verdict": "pass"},
    "recommender_send_back": lambda s: {"paths": ["unit"], "reason": "请修改。", "due_at": "2041-01-05"},
    "organiser_send_back": lambda s: {"paths": ["unit"], "reason": "请修改。", "due_at": "2041-01-05"},
    "organiser_turn_away": lambda s: {"reason": "材料不全。"},
}
REFUSED = (302, 401, 403, 404)
# What the page says to the right person at the wrong moment.
SAYS = {
    "applicant_start": "已于",
    "applicant_take_back": "申报书已提交，内容已冻结",
    "applicant_take_proof": None,  # the file named is none that is offered
    "applicant_submit": None,  # it has been submitted; the receipt is shown
    "applicant_answers": "申报书已提交，内容已冻结",
    "applicant_rows": "申报书已提交，内容已冻结",
    "applicant_picture": "申报书已提交，内容已冻结",
    "applicant_uploads": "申报书已提交，内容已冻结",
    "applicant_proof_move": "申报书已提交，内容已冻结",
    "applicant_proof_scan": None,  # what came in is scanned whenever one likes
    "applicant_team_give": "没有用户名或邮箱为",
    "applicant_team_remove": None,  # who takes part can be changed at any time
    "applicant_hand_over": "没有用户名或邮箱为",
    "applicant_certify": "申报书已提交，内容已冻结",
    "history_restore": "申报书已提交，内容已冻结",
    "applicant_here": None,
    "recommender_sign": "已于",
    "recommender_send": "已于",
    "recommender_check": "当前处于",
    "recommender_include": "当前处于",
    "recommender_decline": "当前处于",
    "recommender_undo": "当前处于",
    "recommender_send_back": "当前处于",
    "document_retry": None,  # nor to ask again for a document that has been waiting for years
    "document_archive": None,  # nor for the form that archives keep
    "organiser_move_date": "须晚于",
    "organiser_check": "当前处于",
    "organiser_admit": "当前处于",
    "organiser_turn_away": "当前处于",
    "organiser_send_back": "当前处于",
    "organiser_start_review": "至少需要",
    "organiser_finish_review": "尚有",
    "organiser_assign": "已在评审",
    "organiser_unassign": None,  # an expert who has filed nothing can be taken off at any time
    "organiser_decide": "当前处于",
    "organiser_finish_selection": "没有处于",
    "organiser_propose": "没有申报被选入名单",
    "organiser_announce": "尚未公示",
    "expert_save": "已于",
    "expert_file": "已于",
    "ask_to_join": None,  # whoever asks to join is told of, whenever that is
    "certificate_scan": None,  # what came in is scanned whenever one likes
    "certificate_remove": None,  # what an organisation says of itself is its own affair
    "consortium_answer": "不能更改联合体",
    "personal_data": None,  # a desk may look whenever it has the application
    "organisation_ask": "已提请核验",
    "organisation_member": "至少要有一名管理员",
    "organisation_withdraw": None,  # an invitation is taken back whenever one likes
    "inbox_read": None,  # one's own messages are read whenever one likes
    "expert_recuse": None,  # nor is it ever too late to recuse
}


HOSTILE = ("a\0b", "\ud800", "<script>alert(1)</script>{{ 7|add:7 }}{% now %}#panic()", "长" * 100_000, "9" * 400)
WORDS = (
    "reason",
    "opinion",
    "due_at",
    "closes_at",
    "path",
    "paths",
    "verb",
    "key",
    "place",
    "step",
    "order",
    "verdict",
)
WORDS += (
    "outcome",
    "expert",
    "stage",
    "round",
    "track",
    "declared",
    "signatory",
    "reply",
    "why:unit",
    "wanted",
    "language",
)


def post(scene: Scene, name: str, who: str, sent: dict[str, object] | None = None):
    client = Client(raise_request_exception=True)
    if who in scene.people:
        client.force_login(scene.people[who])
    address = reverse(name, args=PAGES[name][1](scene))
    if name == "applicant_answers":
        changes = [{"path": "unit.name", "value": words, "version": 0} for words in (sent or {"": "x"}).values()]
        return client.post(address, json.dumps({"changes": changes}), content_type="application/json")
    if name == "applicant_picture":
        address = f"{address}?path=project.intro"
        sent = {"file": SimpleUploadedFile("示例.png", b"\x89PNG")}
        return client.post(address, sent)
    if name == "applicant_uploads":
        about = {"filename": "示例.pdf", "path": "files.others"} | (sent or {})
        pairs = (f"{key} {b64encode(str(value).encode(errors='replace')).decode()}" for key, value in about.items())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Metadata": ",".join(pairs)}
        return client.post(address, headers=headers)
    sent = SENT.get(name, lambda s: {})(scene) if sent is None else sent
    body = urlencode(sent, doseq=True, errors="surrogatepass")
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize("name", POSTS)
def test_wrong_role_and_wrong_organisation_change_nothing(scene, name):
    before = Event.objects.count()

    replies = {who: post(scene, name, who) for who in sorted(EVERYBODY - PAGES[name][2])}

    assert {who: reply.status_code for who, reply in replies.items() if reply.status_code not in REFUSED} == {}
    sent_away = {who: reply.url for who, reply in replies.items() if reply.status_code == 302}
    assert [url for url in sent_away.values() if not url.startswith("/account/login/")] == []
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", POSTS)
def test_wrong_moment_is_refused_with_its_reason(scene, name, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MUCH_LATER)
    who = next(who for who in ("other", "applicant", "city", "organiser", "expert") if who in PAGES[name][2])
    StageDate.objects.filter(stage="review").update(closes_at=MUCH_LATER - timedelta(days=1))
    before = Event.objects.count()

    reply = post(scene, name, who)

    is_json = reply.headers["Content-Type"] == "application/json"
    said, expected = str(reply.json()) if is_json else unescape(reply.content.decode()), SAYS[name]
    if expected is None:
        assert reply.status_code in (200, 204, 302)
    else:
        assert (reply.status_code in (400, 403, 422), expected in said) == (True, True), (
            reply.status_code,
            said[-1500:],
        )
        assert Event.objects.count() == before


@pytest.mark.parametrize("name", POSTS)
def test_hostile_words_are_no_fault(scene, name):
    who = min(PAGES[name][2])
    fields = (*WORDS, "score-level", "score-results")

    replies = [post(scene, name, who, dict.fromkeys(fields, words)) for words in HOSTILE]

    assert [reply.status_code for reply in replies if reply.status_code >= 500] == []
    assert [reply.status_code for reply in replies if "<script>alert" in reply.content.decode()] == []


def test_forged_token_is_explained_and_nothing_is_lost(scene):
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.people["applicant"])
    before = Event.objects.count()

    replies = [client.post(reverse("applicant_submit", args=[scene.application.pk]), {"csrfmiddlewaretoken": "x" * 64})]
    replies.append(client.post(reverse("applicant_answers", args=[scene.application.pk]), {"changes": []}))

    assert [reply.status_code for reply in replies] == [403, 403]
    assert "不会丢失" in replies[0].content.decode()
    assert Event.objects.count() == before
