from datetime import timedelta

import pytest

from shifan.actions import application as applications
from shifan.actions import history, row
from shifan.core.finding import Refused
from shifan.core.history import Change
from shifan.models import AnswerVersion, Application
from shifan.queries import history as queries
from tests.make import ANSWERS, NOW, make_application, make_member, make_user

pytestmark = pytest.mark.django_db
TITLE = "project.title"


@pytest.fixture
def application() -> Application:
    return make_application(stage="draft")


def save(application: Application, value: object, version: int, *, by=None, at=NOW, path: str = TITLE) -> None:
    user = by or make_member(application.organisation)
    applications.save_answers(by=user, application=application, changes=[Change(path, value, version)], now=at)


def value(application: Application, path: str = TITLE) -> object:
    return application.answers.get(path=path).value


def test_an_earlier_value_is_put_back_and_what_it_replaced_can_be_put_back_too(application):
    user = make_member(application.organisation)
    save(application, "新标题", 1)

    assert history.restore(by=user, application=application, path=TITLE, version=1, now=NOW) == 3
    assert value(application) == ANSWERS[TITLE]

    history.restore(by=user, application=application, path=TITLE, version=2, now=NOW)
    assert value(application) == "新标题"


def test_a_version_that_is_not_is_refused(application):
    with pytest.raises(Refused) as refusal:
        history.restore(
            by=make_member(application.organisation), application=application, path=TITLE, version=7, now=NOW
        )

    assert [finding.rule for finding in refusal.value.findings] == ["history.unknown"]


def test_the_order_of_rows_is_not_put_back_as_a_whole(application):
    user, path = make_member(application.organisation), "project.scenarios"
    row.remove(by=user, application=application, path=path, key="k3f", now=NOW)

    with pytest.raises(Refused):
        history.restore(by=user, application=application, path=path, version=1, now=NOW)


def test_files_that_are_gone_are_not_put_back(application):
    user, path = make_member(application.organisation), "files.others"
    names = [{"digest": "0" * 64, "name": "旧.pdf", "size": 1}]
    AnswerVersion.objects.create(
        application=application, path=path, version=1, value=names, changed_at=NOW, changed_by=user
    )

    with pytest.raises(Refused) as refusal:
        history.restore(by=user, application=application, path=path, version=1, now=NOW)

    assert [finding.rule for finding in refusal.value.findings] == ["file.unknown"]


def test_past_tells_who_wrote_what_when(application, django_assert_num_queries):
    colleague = make_user("示例同事", organisation=application.organisation)
    save(application, "新标题", 1, by=colleague, at=NOW + timedelta(minutes=1))
    save(application, "新标题二", 2, by=colleague, at=NOW + timedelta(minutes=2))

    with django_assert_num_queries(2):
        found = queries.past(application, TITLE, "zh-hans")

    said = [(entry.version, entry.who, entry.is_present) for entry in found.entries]
    assert said == [(3, "示例同事", True), (1, str(make_member(application.organisation)), False)]
    assert [piece.text for piece in found.entries[1].pieces] == [ANSWERS[TITLE]]
    assert "".join(piece.text for piece in found.entries[0].pieces if piece.kind != "gone") == "新标题二"


def test_rows_taken_away_are_named_and_cells_are_told_with_their_table(application):
    user, path = make_member(application.organisation), "project.scenarios"
    row.remove(by=user, application=application, path=path, key="k3f", now=NOW)

    found = queries.past(application, path, "zh-hans")

    assert [(row.path, row.key) for row in found.removed] == [(path, "k3f")]
    assert found.removed[0].title
    assert {entry.path for entry in found.entries if entry.is_order} >= {path}
