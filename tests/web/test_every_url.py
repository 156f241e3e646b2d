"""Every address with the people who may open it; an address that is not listed fails."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from shifan.actions.file import storage_name, store
from shifan.core import digest
from shifan.models import (
    Application,
    Attachment,
    Body,
    Certificate,
    ConsortiumMember,
    File,
    Invitation,
    IssuedDocument,
    Message,
    Participant,
    RankedList,
    Review,
    Round,
    Upload,
    User,
    Verification,
)
from shifan.queries import workbook as workbooks
from shifan.queries.standing import standing
from shifan.web.workbook import SALT
from tests.make import (
    NOW,
    TRACK,
    make_application,
    make_expert,
    make_member,
    make_organisation,
    make_pack,
    make_review,
    make_round,
    make_user,
    open_review,
)

pytestmark = pytest.mark.django_db

SIGNED_IN = {"applicant", "city", "province", "organiser", "expert", "other"}
EVERYBODY = SIGNED_IN | {"anybody"}
DESKS = {"city", "province", "organiser"}
PDF = "0" * 64
PLAN = make_pack().documents[0].id if make_pack().documents else "none"


@dataclass
class Scene:
    """One application on its way, everybody who has to do with it, and somebody who has not."""

    round: Round
    application: Application
    body: Body
    review: Review
    document: IssuedDocument
    message: Message
    people: dict[str, User]


def make_verification(scene: Scene) -> int:
    asked = {"organisation": scene.application.organisation, "desk": scene.application.body.organisation}
    by = {"asked_at": NOW, "asked_by": scene.people["applicant"]}
    return Verification.objects.get_or_create(**asked, level="prefecture", defaults=by)[0].pk


def make_invitation(scene: Scene) -> int:
    given = {"organisation": scene.application.organisation, "secret": digest.sha256(b"secret")}
    by = {"invited_at": NOW, "invited_by": scene.people["applicant"], "expires_at": NOW.replace(year=2090)}
    return Invitation.objects.get_or_create(**given, defaults=by)[0].pk


def make_place(scene: Scene) -> int:
    partner = scene.people["other"].memberships.get().organisation
    given = {"application": scene.application, "organisation": partner, "uscc": partner.uscc}
    by = {"place": 1, "added_at": NOW, "added_by": scene.people["applicant"], "confirmed_at": NOW}
    return ConsortiumMember.objects.get_or_create(**given, defaults=by)[0].pk


def make_certificate(scene: Scene) -> int:
    given = {"organisation": scene.application.organisation, "file_id": PDF}
    by = {"added_at": NOW, "added_by": scene.people["applicant"]}
    return Certificate.objects.get_or_create(**given, defaults=by)[0].pk


def make_upload(scene: Scene) -> str:
    given = {"key": "00000000-0000-4000-8000-000000000001", "application": scene.application}
    about = {"path": "files.others", "name": "x.pdf", "size": 9, "begun_at": NOW}
    return str(Upload.objects.get_or_create(**given, defaults=about | {"begun_by": scene.people["applicant"]})[0].pk)


# name → (method, arguments, who may open it)
PAGES = {
    "home": ("get", lambda s: [], EVERYBODY),
    "round": ("get", lambda s: [s.round.slug], EVERYBODY),
    "notice_text": ("get", lambda s: [s.round.slug], EVERYBODY),
    "clause": ("get", lambda s: [s.round.slug, "900-001"], EVERYBODY),
    "list": ("get", lambda s: [s.round.slug, TRACK, "proposed"], set()),  # nothing has been published
    "verify": ("get", lambda s: [], EVERYBODY),
    "verify_digest": ("get", lambda s: [s.application.submissions.get().digest], EVERYBODY),
    "set_language": ("post", lambda s: [], EVERYBODY),
    "desk": ("get", lambda s: [], SIGNED_IN),
    "applicant_desk": ("get", lambda s: [], SIGNED_IN),
    "applicant_start": ("post", lambda s: [], {"applicant", "other"}),
    "fit": ("get", lambda s: [], {"applicant", "other"}),
    "applicant_workbook_file": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_workbook": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_workbook_compare": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_take": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_filled": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_take_back": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_take_proof": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_overview": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_submit": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_receipt": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_preview": ("get", lambda s: [s.application.pk], set()),  # the example has no form on paper
    "applicant_preview_word": ("get", lambda s: [s.application.pk], set()),
    "applicant_answers": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_findings": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_rows": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_options": ("get", lambda s: [s.application.pk, "regions"], {"applicant"}),
    "applicant_team": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_team_give": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_team_remove": ("post", lambda s: [s.application.pk, s.people["applicant"].pk], {"applicant"}),
    "applicant_hand_over": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_certify": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_here": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_section": ("get", lambda s: [s.application.pk, "unit"], {"applicant"}),
    "applicant_picture": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_uploads": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_piece": ("head", lambda s: [s.application.pk, make_upload(s)], {"applicant"}),
    "applicant_proofs": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_proof_state": ("get", lambda s: [s.application.pk], {"applicant"}),
    "applicant_proof_move": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_proof_scan": ("post", lambda s: [s.application.pk, PDF], {"applicant"}),
    "comments": ("get", lambda s: [s.application.pk], {"applicant"}),
    "history": ("get", lambda s: [s.application.pk], {"applicant"}),
    "history_restore": ("post", lambda s: [s.application.pk], {"applicant"}),
    "applicant_versions": ("get", lambda s: [s.application.pk], {"applicant"}),
    "desk_versions": ("get", lambda s: [s.application.pk], DESKS),
    "file": ("get", lambda s: [s.application.pk, PDF], DESKS | {"applicant", "expert"}),
    "register": ("get", lambda s: [], EVERYBODY),
    "ask_to_join": ("post", lambda s: [], EVERYBODY),
    "national_options": ("get", lambda s: ["regions"], EVERYBODY),
    "organisation": ("get", lambda s: [], {"applicant", "other"}),
    "organisation_basic": ("get", lambda s: [], {"applicant", "other"}),
    "organisation_profile": ("get", lambda s: [], {"applicant", "other"}),
    "organisation_ask": ("post", lambda s: [], {"applicant", "other"}),
    "organisation_people": ("get", lambda s: [], {"applicant", "other"}),
    "organisation_member": ("post", lambda s: [s.people["applicant"].memberships.get().pk], {"applicant"}),
    "organisation_withdraw": ("post", lambda s: [make_invitation(s)], {"applicant"}),
    "consortium": ("get", lambda s: [s.application.pk], set()),  # the example takes no consortia
    "consortia": ("get", lambda s: [], {"applicant", "other"}),
    "consortium_read": ("get", lambda s: [make_place(s)], {"other"}),
    "consortium_answer": ("post", lambda s: [make_place(s)], {"other"}),
    "personal_data": ("post", lambda s: [s.application.pk], DESKS),
    "finance": ("get", lambda s: [], {"applicant", "other"}),
    "certificates": ("get", lambda s: [], {"applicant", "other"}),
    "certificate_file": ("get", lambda s: [make_certificate(s)], {"applicant"}),
    "certificate_scan": ("post", lambda s: [make_certificate(s)], {"applicant"}),
    "certificate_remove": ("post", lambda s: [make_certificate(s)], {"applicant"}),
    "invitation": ("get", lambda s: [make_invitation(s) and "secret"], EVERYBODY),
    "verification_queue": ("get", lambda s: [], {"city", "province"}),
    "verification": ("get", lambda s: [make_verification(s)], {"city"}),
    "recommender_desk": ("get", lambda s: [], SIGNED_IN),
    "recommender_applications": ("get", lambda s: [s.body.pk, TRACK], {"city"}),
    "recommender_ranking": ("get", lambda s: [s.body.pk, TRACK], {"city"}),
    "recommender_sign": ("post", lambda s: [s.body.pk, TRACK], {"city"}),
    "recommender_send": ("post", lambda s: [s.body.pk, TRACK], {"city"}),
    "recommender_table": ("get", lambda s: [s.body.pk, TRACK, "pdf"], {"city"}),
    "recommender_application": ("get", lambda s: [s.body.pk, s.application.pk], {"city"}),
    "recommender_check": ("post", lambda s: [s.body.pk, s.application.pk, "complete"], {"city"}),
    "recommender_include": ("post", lambda s: [s.body.pk, s.application.pk], {"city"}),
    "recommender_decline": ("post", lambda s: [s.body.pk, s.application.pk], {"city"}),
    "recommender_undo": ("post", lambda s: [s.body.pk, s.application.pk], {"city"}),
    "recommender_send_back": ("post", lambda s: [s.body.pk, s.application.pk], {"city"}),
    "document": ("get", lambda s: [s.document.pk], DESKS | {"applicant"}),
    "document_state": ("get", lambda s: [s.document.pk], DESKS | {"applicant"}),
    "document_retry": ("post", lambda s: [s.document.pk], DESKS | {"applicant"}),
    "document_archive": ("post", lambda s: [s.document.pk], DESKS | {"applicant"}),
    "package": ("get", lambda s: ["submission", s.application.submissions.get().pk], DESKS | {"applicant"}),
    "organiser_packages": ("get", lambda s: [s.round.slug], {"organiser"}),
    "organiser_rounds": ("get", lambda s: [], SIGNED_IN),
    "organiser_new": ("get", lambda s: [], {"organiser"}),
    "organiser_open": ("get", lambda s: ["no-such-pack"], set()),
    "organiser_round": ("get", lambda s: [s.round.slug], {"organiser"}),
    "organiser_move_date": ("post", lambda s: [s.round.slug], {"organiser"}),
    "organiser_applications": ("get", lambda s: [s.round.slug], {"organiser"}),
    "organiser_application": ("get", lambda s: [s.round.slug, s.application.pk], {"organiser"}),
    "organiser_check": ("post", lambda s: [s.round.slug, s.application.pk, "complete"], {"organiser"}),
    "organiser_admit": ("post", lambda s: [s.round.slug, s.application.pk], {"organiser"}),
    "organiser_turn_away": ("post", lambda s: [s.round.slug, s.application.pk], {"organiser"}),
    "organiser_send_back": ("post", lambda s: [s.round.slug, s.application.pk], {"organiser"}),
    "organiser_experts": ("get", lambda s: [s.round.slug], {"organiser"}),
    "organiser_start_review": ("post", lambda s: [s.round.slug], {"organiser"}),
    "organiser_finish_review": ("post", lambda s: [s.round.slug], {"organiser"}),
    "organiser_panel": ("get", lambda s: [s.round.slug, s.application.pk], {"organiser"}),
    "organiser_assign": ("post", lambda s: [s.round.slug, s.application.pk], {"organiser"}),
    "organiser_unassign": ("post", lambda s: [s.round.slug, s.review.pk], {"organiser"}),
    "organiser_selection": ("get", lambda s: [s.round.slug], {"organiser"}),
    "organiser_decide": ("post", lambda s: [s.round.slug, s.application.pk], {"organiser"}),
    "organiser_finish_selection": ("post", lambda s: [s.round.slug, TRACK], {"organiser"}),
    "organiser_subsidy": ("get", lambda s: [s.round.slug, TRACK, "pdf"], set()),
    "organiser_propose": ("post", lambda s: [s.round.slug, TRACK], {"organiser"}),
    "organiser_announce": ("post", lambda s: [s.round.slug, TRACK], {"organiser"}),
    "organiser_log": ("get", lambda s: [s.round.slug], {"organiser"}),
    "expert_desk": ("get", lambda s: [], SIGNED_IN),
    "expert_review": ("get", lambda s: [s.review.pk], {"expert"}),
    "expert_save": ("post", lambda s: [s.review.pk], {"expert"}),
    "expert_file": ("post", lambda s: [s.review.pk], {"expert"}),
    "expert_recuse": ("post", lambda s: [s.review.pk], {"expert"}),
    "inbox": ("get", lambda s: [], SIGNED_IN),
    "inbox_message": ("get", lambda s: [s.message.pk], {"applicant"}),
    "inbox_read": ("post", lambda s: [], SIGNED_IN),
    "inbox_settings": ("get", lambda s: [], SIGNED_IN),
    "outbox": ("get", lambda s: [], set()),  # only a demo has one
}
# Signing in and passwords, which allauth answers for.
ACCOUNT = {
    "account_change_password",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_signup",
}


def held(scene: "Scene") -> dict[str, str]:
    """A workbook of the application that waits to be looked at by its own person."""
    now = timezone.now()
    kept = store(workbooks.written(standing(scene.application, now), "zh-hans", now), "xlsx", now)
    return {"held": signing.dumps([scene.application.pk, scene.people["applicant"].pk, kept.digest], salt=SALT)}


SENT = {
    "comments": lambda s: {"path": "project.title"},
    "history": lambda s: {"path": "project.title"},
    "history_restore": lambda s: {"path": "project.title"},
    "applicant_findings": lambda s: {"section": "unit"},
    "applicant_workbook_compare": held,
    "organiser_assign": lambda s: {"expert": str(s.people["expert"].pk)},
    "applicant_start": lambda s: {"round": s.round.slug, "track": TRACK},
}


@pytest.fixture
def scene() -> Scene:
    round_ = make_round()
    application = make_application(stage="review")
    open_review()
    expert = make_expert()
    submission = application.submissions.get()
    stored = File.objects.create(digest=PDF, size=4, media_type="application/pdf", stored_at=NOW)
    default_storage.save(storage_name(PDF), ContentFile(b"%PDF"))
    Attachment.objects.create(
        application=application,
        file=stored,
        path="files.others",
        name="示例.pdf",
        added_at=NOW,
        added_by=make_member(application.organisation),
    )
    document = IssuedDocument.objects.create(
        round=round_,
        subject=f"submission:{submission.pk}",
        plan=PLAN,
        form="pdf",
        source=submission.digest,
        asked_at=NOW,
    )
    RankedList.objects.create(round=round_, body=application.body, stage="city", track=TRACK)
    people = {
        "applicant": make_member(application.organisation),
        "city": make_user(organisation=application.body.organisation, bureau="miit"),
        "province": make_user(organisation=application.body.parent.organisation, bureau="miit"),
        "organiser": make_member(round_.organiser),
        "expert": expert,
        "other": make_member(make_organisation()),
    }
    message = Message.objects.create(
        user=people["applicant"], kind="stage.selected", key="k", application=application, told_at=NOW
    )
    Participant.objects.create(application=application, user=people["applicant"], added_at=NOW, added_by=expert)
    return Scene(round_, application, application.body, make_review(application, expert), document, message, people)


def walk(patterns) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from walk(pattern.url_patterns)


def is_opened(scene: Scene, name: str, who: str) -> bool:
    """Say whether a person gets through the door; what a programme refuses (403) is behind it."""
    method, arguments, _ = PAGES[name]
    browser = Client(raise_request_exception=True)
    if who in scene.people:
        browser.force_login(scene.people[who])
    sent = SENT.get(name, lambda s: {})(scene)
    reply = getattr(browser, method)(reverse(name, args=arguments(scene)), sent, headers={"Tus-Resumable": "1.0.0"})
    assert reply.status_code < 500
    is_sent_away = reply.status_code == 401 or (reply.status_code == 302 and reply.url.startswith("/account/login/"))
    return reply.status_code != 404 and not is_sent_away


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_its_people_and_nobody_else(scene, name):
    expected = PAGES[name][2]

    # Those who must not come first, so that nothing has been changed by those who may.
    order = sorted(EVERYBODY, key=lambda who: who in expected)
    opened = {who for who in order if is_opened(scene, name, who)}

    assert opened == expected


@pytest.mark.parametrize("name", sorted(ACCOUNT - {"account_confirm_email", "account_reset_password_from_key"}))
@pytest.mark.parametrize("who", ["anybody", "applicant"])
def test_pages_of_accounts_never_fail(scene, name, who):
    browser = Client()
    if who in scene.people:
        browser.force_login(scene.people[who])

    assert browser.get(reverse(name)).status_code < 500


def test_every_url_is_listed_here():
    assert sorted(walk(get_resolver().url_patterns)) == sorted([*PAGES, *ACCOUNT])
