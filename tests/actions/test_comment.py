from datetime import timedelta

import pytest

from shifan.actions import comment
from shifan.core.finding import Refused
from shifan.models import Application, Comment, Event, Message
from shifan.queries import comment as comments
from tests.make import NOW, make_application, make_change_request, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
TITLE = "project.title"


@pytest.fixture
def application() -> Application:
    return make_application(stage="draft")


def test_a_comment_is_kept_and_colleagues_are_told_without_its_words(application):
    user, colleague = make_member(application.organisation), make_user(organisation=application.organisation)

    said = comment.say(by=user, application=application, path=TITLE, text=" 标题太长了。\r\n", now=NOW)

    assert (said.text, said.path, said.parent) == ("标题太长了。", TITLE, None)
    told = Message.objects.get()
    assert (told.user, told.kind, "标题太长了" in str(told.params)) == (colleague, "comment.said", False)
    assert Event.objects.get().verb == "comment.say"


def test_a_reply_stands_at_the_place_of_its_thread_and_opens_it_again(application):
    user, colleague = make_member(application.organisation), make_user(organisation=application.organisation)
    said = comment.say(by=user, application=application, path=TITLE, text="甲", now=NOW)
    comment.resolve(by=colleague, application=application, pk=said.pk, now=NOW)

    reply = comment.say(by=colleague, application=application, path="unit.name", text="乙", parent=said.pk, now=NOW)

    said.refresh_from_db()
    assert (reply.path, reply.parent, said.resolved_at) == (TITLE, said, None)


def test_a_thread_is_settled_once_and_opened_again(application):
    user = make_member(application.organisation)
    said = comment.say(by=user, application=application, path="project", text="甲", now=NOW)

    settled = comment.resolve(by=user, application=application, pk=said.pk, now=NOW)
    assert (settled.resolved_by, settled.resolved_at) == (user, NOW)
    assert comments.open_counts([application.pk]) == {}

    comment.reopen(by=user, application=application, pk=said.pk, now=NOW)
    assert comments.open_counts([application.pk]) == {application.pk: 1}
    assert list(Event.objects.order_by("position").values_list("verb", flat=True)) == [
        "comment.say",
        "comment.resolve",
        "comment.reopen",
    ]


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        (TITLE, " \n", "comment.empty"),
        (TITLE, "字" * 2001, "comment.long"),
        ("project.nothing", "甲", "answer.unknown"),
        ("project.scenarios.*.name", "甲", "answer.unknown"),
        ("", "甲", "answer.unknown"),
    ],
)
def test_what_is_no_comment_is_refused(application, path, text, rule):
    with pytest.raises(Refused) as refusal:
        comment.say(by=make_member(application.organisation), application=application, path=path, text=text, now=NOW)

    assert [finding.rule for finding in refusal.value.findings] == [rule]
    assert not Comment.objects.exists()


def test_a_desk_and_a_stranger_cannot_comment():
    application = make_application()
    make_change_request(application)

    for user in (make_member(application.body.organisation), make_user(organisation=make_organisation())):
        with pytest.raises(Application.DoesNotExist):
            comment.say(by=user, application=application, path=TITLE, text="甲", now=NOW)


def test_a_thread_of_another_application_is_not_found(application):
    other = make_application(stage="draft")
    theirs = comment.say(by=make_member(other.organisation), application=other, path=TITLE, text="甲", now=NOW)

    with pytest.raises(Comment.DoesNotExist):
        comment.resolve(by=make_member(application.organisation), application=application, pk=theirs.pk, now=NOW)


def test_threads_stand_in_order_with_their_replies(application, django_assert_num_queries):
    user = make_member(application.organisation)
    first = comment.say(by=user, application=application, path=TITLE, text="一", now=NOW)
    comment.say(by=user, application=application, path="unit", text="二", now=NOW + timedelta(minutes=1))
    comment.say(by=user, application=application, path=TITLE, text="答", parent=first.pk, now=NOW)
    comment.resolve(by=user, application=application, pk=first.pk, now=NOW)
    comment.say(by=user, application=application, path=TITLE, text="三", now=NOW + timedelta(minutes=2))

    with django_assert_num_queries(1):
        here = comments.threads(application, TITLE)
    with django_assert_num_queries(1):
        still = comments.open_threads(application)

    assert [(one.comment.text, [reply.text for reply in one.replies]) for one in here] == [("三", []), ("一", ["答"])]
    assert [one.comment.text for one in still] == ["二", "三"]
    assert comments.open_by_path(application) == {TITLE: 1, "unit": 1}
