"""The page that verifies papers: what anybody learns from a digest or a file, and what only those who may read."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shifan.actions import document, notice, selection
from shifan.actions.file import storage_name
from shifan.models import Application, Attachment, File, IssuedDocument, Submission
from tests.desks import LATER, make_sent, make_waiting
from tests.make import (
    LONG_AGO,
    NOW,
    TRACK,
    make_application,
    make_member,
    make_organisation,
    make_reviewed,
    make_round,
    make_submission,
)

pytestmark = pytest.mark.django_db
SECRET = "示例未公开有限公司"


@pytest.fixture(autouse=True)
def _no_limit_left_over() -> None:
    caches["process"].clear()


def shown(reply) -> str:
    return reply.content.decode()


def ask(code: str, browser: Client | None = None):
    return (browser or Client()).get(f"/verify/{code}/")


def send(data: bytes, name: str = "申报书.pdf"):
    return Client().post("/verify/", {"file": SimpleUploadedFile(name, data)})


def make_frozen() -> Submission:
    return make_application(organisation=make_organisation(name=SECRET)).submissions.get()


def issued(form: str = "xlsx") -> tuple[IssuedDocument, bytes]:
    make_sent(names=("示例甲",))
    made = document.make(document_id=IssuedDocument.objects.get(plan="summary_table", form=form).pk, now=LATER)
    with default_storage.open(storage_name(made.file_id)) as kept:
        return made, kept.read()


def test_what_is_typed_leads_to_an_address_of_its_own() -> None:
    reply = Client().get("/verify/", {"q": "校验码 3F9A 1B2C 77D0 E1AA"})

    assert (reply.status_code, reply.url) == (302, "/verify/3f9a1b2c77d0e1aa/")


def test_what_is_no_code_is_said_and_kept() -> None:
    reply = Client().get("/verify/", {"q": "3f9a <b>"})

    assert reply.status_code == 400
    assert "未能识别校验码" in shown(reply)
    assert "3f9a &lt;b&gt;" in shown(reply)


def test_a_submission_is_unchanged_and_its_applicant_stays_unnamed() -> None:
    frozen = make_frozen()

    for code in (frozen.digest, frozen.digest[:12]):
        page = shown(ask(code))
        assert "内容未改动" in page
        assert f"申报 {frozen.application.number}，第 1 次提交" in page
        assert "最近一次提交" in page
        assert SECRET not in page
        assert frozen.application.title not in page


def test_the_applicant_is_named_to_its_own_people_and_not_to_others(sign_in) -> None:
    frozen = make_frozen()
    mine, other = make_member(frozen.application.organisation), make_member(make_organisation())

    assert SECRET in shown(ask(frozen.digest, sign_in(mine)))
    assert SECRET not in shown(ask(frozen.digest, sign_in(other)))


def test_the_applicant_is_named_to_all_once_a_list_names_it() -> None:
    application = make_reviewed(90, organisation=make_organisation(name=SECRET))
    by, round_ = make_member(make_round().organiser), make_round()
    selection.decide(by=by, application=application, outcome="selected", reason="", now=NOW)
    selection.finish(by=by, round_=round_, track=TRACK, now=NOW)
    published = notice.propose(by=by, round_=round_, track=TRACK, now=LONG_AGO)

    assert SECRET in shown(ask(application.submissions.get().digest))
    page = shown(ask(published.digest))
    assert "拟入选名单公示" in page
    assert "内容未改动" in page


def test_an_older_submission_says_which_one_took_its_place() -> None:
    first = make_frozen()
    make_submission(first.application, {"project.title": "示例"})

    assert "已被第 2 次提交替代" in shown(ask(first.digest))


def test_a_withdrawn_application_says_so() -> None:
    frozen = make_frozen()
    Application.objects.update(state=Application.State.WITHDRAWN)

    assert "申报已撤回" in shown(ask(frozen.digest))


@pytest.mark.parametrize("path", ["unit.contact", "project.title"])
def test_content_changed_in_the_database_no_longer_fits(path: str) -> None:
    frozen = make_frozen()
    frozen.content["answers"][path] += "。"
    frozen.save()

    page = shown(ask(frozen.digest))

    assert "库中内容与校验码不符" in page
    assert "内容未改动" not in page


def test_a_short_code_that_fits_two_shows_both_and_asks_for_more() -> None:
    first, second = make_frozen(), make_application().submissions.get()
    Submission.objects.filter(pk=second.pk).update(digest=first.digest[:20] + "0" * 44)

    page = shown(ask(first.digest[:16]))

    assert "有多项记录与此校验码相符" in page
    assert page.count('class="card verified"') == 2


@pytest.mark.parametrize("code", ["0" * 64, "0" * 12])
def test_an_unknown_code_is_not_found(code: str) -> None:
    reply = ask(code)

    assert reply.status_code == 404
    assert "没有与此校验码相符的记录" in shown(reply)


def test_a_list_that_was_sent_names_its_body_but_nobody_on_it() -> None:
    sent = make_sent(names=("示例甲",))

    page = shown(ask(sent.digest))

    assert sent.body.organisation.name in page
    assert "示例甲" not in page


def test_an_issued_file_is_known_by_its_bytes_and_nothing_is_kept() -> None:
    made, data = issued()
    before = File.objects.count()

    page = shown(send(data, "推荐汇总表.xlsx"))

    assert "与原件逐字节相同" in page
    assert "推荐汇总表" in page
    assert f"/verify/{made.source}/" in page
    assert File.objects.count() == before


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_an_issued_file_with_one_byte_added_is_only_based_on_it(form: str) -> None:
    made, data = issued(form)

    page = shown(send(data + b"\n"))

    assert "此文件不是本系统出具的原件" in page
    assert made.source in page
    assert "与原件逐字节相同" not in page


def test_a_file_with_a_foreign_mark_is_not_ours() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", f"<k>sha256:{'a' * 64}, document:form</k>")

    assert "文件带有校验码标记，但本系统没有这一记录" in shown(send(stream.getvalue(), "x.docx"))


@pytest.mark.parametrize("data", [b"x", b"PK\x03\x04broken", b"%PDF-1.7 nothing", b"PK\x05\x06" + b"\0" * 18])
def test_a_foreign_file_is_not_known(data: bytes) -> None:
    page = shown(send(data))

    assert "本系统没有出具过此文件" in page


def test_no_file_and_an_empty_file_are_said() -> None:
    assert Client().post("/verify/").status_code == 400
    assert "本系统没有出具过此文件" in shown(send(b"")) or Client().post("/verify/").status_code == 400


def test_a_proof_is_known_by_its_whole_digest_with_the_application_it_belongs_to() -> None:
    application = make_waiting("示例甲")
    frozen = application.submissions.get()
    digest = "7" * 64
    stored = File.objects.create(digest=digest, size=1, media_type="application/pdf", stored_at=NOW)
    Attachment.objects.create(
        application=application, file=stored, path="files.others", name="甲.pdf", added_at=NOW,
        added_by=make_member(application.organisation),
    )  # fmt: skip

    assert ask(digest).status_code == 404  # added, but not submitted

    frozen.content["files"] = [{"digest": digest, "name": "甲.pdf", "size": 1, "path": "files.others"}]
    frozen.save()
    page = shown(ask(digest))
    assert f"申报 {application.number}，第 1 次提交" in page
    assert "示例甲" not in page
    assert ask(digest[:16]).status_code == 404


def test_too_many_questions_have_to_wait() -> None:
    browser = Client()

    replies = [browser.get(f"/verify/{'0' * 64}/").status_code for _ in range(61)]

    assert replies == [404] * 60 + [429]


def test_a_digest_asks_a_fixed_number_of_statements(django_assert_num_queries) -> None:
    frozen = make_frozen()
    ask(frozen.digest)

    with django_assert_num_queries(8):
        ask(frozen.digest)
