"""Applications: begun, filled in by several people, rows, submitted."""

from datetime import timedelta

import pytest

from shifan.actions import application as actions
from shifan.core.finding import Refused
from shifan.core.history import Change
from shifan.models import Answer, Application, Event, StageDate
from shifan.queries import application as applications
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def person_of(application: Application):
    return make.make_member(application.organisation)


def save(application, *changes, by=None, now=NOW):
    changes = [Change(path, value, version) for path, value, version in changes]
    return actions.save_answers(by=by or person_of(application), application=application, changes=changes, now=now)


def submit(application, declared=("truth",), now=NOW, reply=""):
    by = person_of(application)
    return actions.submit(by=by, application=application, declared=declared, now=now, reply=reply)


def rules(refusal) -> list[str]:
    return [finding.rule for finding in refusal.value.findings]


def answers(application) -> dict:
    return {path: value for path, (value, _) in applications.answers(application).items()}


def test_start_fills_in_what_the_organisation_knows():
    organisation = make.make_organisation(name="示例一号公司", profile={"founded": "2015-06-01"})
    user = make.make_user(organisation=organisation)

    application = actions.start(by=user, round_=make.make_round(), organisation=organisation, track="scenario", now=NOW)

    assert (application.number, application.state, application.stage) == ("2030-0001", "draft", "fill")
    assert answers(application) == {"unit.name": "示例一号公司", "unit.uscc": organisation.uscc}
    assert Event.objects.get().verb == "application.start"


def test_start_twice_on_a_track_is_refused_with_the_number():
    first = make.make_application(stage="draft")
    about = {"round_": first.round, "organisation": first.organisation, "track": "scenario"}

    with pytest.raises(Refused) as refusal:
        actions.start(by=person_of(first), now=NOW, **about)

    assert [(each.rule, each.params["number"]) for each in refusal.value.findings] == [
        ("application.one", first.number)
    ]


def test_start_after_the_end_is_refused_with_the_clause():
    organisation = make.make_organisation()
    user = make.make_user(organisation=organisation)
    about = {"round_": make.make_round(), "organisation": organisation, "track": "scenario"}

    with pytest.raises(Refused) as refusal:
        actions.start(by=user, now=NOW + timedelta(days=60), **about)

    assert [(each.rule, each.clause) for each in refusal.value.findings] == [("stage.closed", ("900-003",))]


def test_start_for_somebody_elses_organisation_does_not_find_it():
    about = {"round_": make.make_round(), "organisation": make.make_organisation(), "track": "scenario"}

    with pytest.raises(type(about["organisation"]).DoesNotExist):
        actions.start(by=make.make_user(), now=NOW, **about)


def test_save_writes_answers_with_new_versions_and_no_event():
    application = make.make_application(stage="draft")

    saved = save(application, ("unit.contact", "李示例", 1), ("project.period.start", "2028/2/1", 1))

    assert saved.versions == {"unit.contact": 2, "project.period.start": 2}
    assert (saved.conflicts, saved.findings) == ((), ())
    assert answers(application)["project.period.start"] == "2028-02-01"
    assert not Event.objects.exists()


def test_save_of_a_stale_version_keeps_both_texts():
    application = make.make_application(stage="draft")
    other = make.make_user("王示例", organisation=application.organisation)
    save(application, ("unit.contact", "王的", 1), by=other)

    saved = save(application, ("unit.contact", "我的", 1), ("unit.founded", "2016-01-01", 1))

    assert saved.versions == {"unit.founded": 2}
    conflict = saved.conflicts[0]
    assert (conflict.yours, conflict.theirs, conflict.version, conflict.who) == ("我的", "王的", 2, "王示例")
    assert answers(application)["unit.contact"] == "王的"


def test_save_of_what_is_stored_already_is_no_conflict():
    """The answer of the server was lost on the way and the browser sends the same again."""
    application = make.make_application(stage="draft")
    save(application, ("unit.contact", "李示例", 1))

    saved = save(application, ("unit.contact", "李示例", 1))

    assert (saved.versions, saved.conflicts) == ({"unit.contact": 2}, ())


def test_save_of_an_emptied_answer_is_seen_by_the_other_person():
    application = make.make_application(stage="draft")
    save(application, ("unit.contact", "", 1))

    saved = save(application, ("unit.contact", "李示例", 1))

    assert [(conflict.theirs, conflict.version) for conflict in saved.conflicts] == [(None, 2)]


def test_save_takes_the_last_of_several_changes_to_one_path():
    application = make.make_application(stage="draft")

    saved = save(application, ("unit.contact", "一", 1), ("unit.contact", "二", 1))

    assert saved.versions == {"unit.contact": 2}
    assert answers(application)["unit.contact"] == "二"


def test_save_keeps_what_is_wrong_and_says_so():
    application = make.make_application(stage="draft")

    saved = save(application, ("unit.mobile", "123", 1))

    assert saved.versions == {"unit.mobile": 2}
    assert [(finding.rule, finding.path) for finding in saved.findings] == [("field.mobile", "unit.mobile")]


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("unit.nothing", "x", "answer.unknown"),
        ("unit.name", {"a": [1]}, "field.shape"),
        ("unit.name", "x" * 3_000_000, "answer.large"),
        ("unit.size", "large", "answer.unknown"),
        ("project.scenarios.zzz.summary", "x", "row.gone"),
        ("files.others", [{"digest": "0" * 64, "name": "a.pdf", "size": 1}], "file.unknown"),
    ],
)
def test_save_of_what_cannot_be_kept_is_a_finding_at_its_path(path, value, rule):
    application = make.make_application(stage="draft")

    saved = save(application, (path, value, 0))

    assert saved.versions == {}
    assert [(finding.rule, finding.path) for finding in saved.findings] == [(rule, path)]


@pytest.mark.parametrize("value", ["a\x00b", "\ud800 半个字", "\udfff"])
def test_save_of_characters_that_no_database_takes_leaves_them_out(value):
    application = make.make_application(stage="draft")
    doc = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": f"好{value}"}]}]}

    saved = save(application, ("unit.contact", value + "好", 1), ("project.intro", doc, 1))

    assert set(saved.versions) <= {"unit.contact", "project.intro"}
    assert "\x00" not in repr(answers(application)["unit.contact"])


def test_save_after_the_end_is_refused():
    application = make.make_application(stage="draft")

    with pytest.raises(Refused) as refusal:
        save(application, ("unit.contact", "x", 1), now=NOW + timedelta(days=60))

    assert rules(refusal) == ["stage.closed"]


def test_save_when_submitted_is_refused():
    application = make.make_application()

    with pytest.raises(Refused) as refusal:
        save(application, ("unit.contact", "x", 1))

    assert rules(refusal) == ["answer.frozen"]


def test_save_when_somebody_submits_at_the_same_time_is_refused():
    application = make.make_application(stage="draft")
    Application.objects.filter(pk=application.pk).update(state="submitted")

    with pytest.raises(Refused) as refusal:
        save(application, ("unit.contact", "x", 1))

    assert rules(refusal) == ["answer.frozen"]


def test_save_when_sent_back_changes_only_what_was_named():
    application = make.make_application()
    make.make_change_request(application, "unit.contact", "project")

    saved = save(application, ("unit.contact", "新", 1), ("unit.name", "新", 1), ("project.title", "新题目", 1))

    assert saved.versions == {"unit.contact": 2, "project.title": 2}
    assert [(finding.rule, finding.path) for finding in saved.findings] == [("answer.locked", "unit.name")]


def test_save_after_the_time_for_changes_is_refused():
    application = make.make_application()
    make.make_change_request(application, "unit")

    with pytest.raises(Refused) as refusal:
        save(application, ("unit.contact", "x", 1), now=NOW + timedelta(days=4))

    assert rules(refusal) == ["stage.closed"]


def test_save_of_the_title_renames_the_application():
    application = make.make_application(stage="draft")

    save(application, ("project.title", "另一个名称", 1))

    application.refresh_from_db()
    assert application.title == "另一个名称"


def test_submit_freezes_the_application_and_hands_it_to_the_city():
    application = make.make_application(stage="draft")

    submission = submit(application)

    application.refresh_from_db()
    assert (application.state, application.stage, application.body) == ("submitted", "city", make.make_body())
    assert (application.title, application.facts["ownership"]) == ("示例数字化车间", "private")
    assert submission.content["answers"]["unit.revenue.2029"] == "42000"
    assert submission.content["computed"] == {"unit.size": "large"}
    assert submission.content["recommender"] == "示例石家庄市主管部门"
    assert [(event.verb, event.data["digest"]) for event in Event.objects.all()] == [
        ("application.submit", submission.digest)
    ]


def test_submit_twice_gives_the_same_submission():
    application = make.make_application(stage="draft")

    first, second = submit(application), submit(application)

    assert first == second
    assert Event.objects.count() == 1


def test_submit_without_declaration_and_with_a_gap_names_both():
    application = make.make_application(stage="draft", answers={"unit.contact": None})

    with pytest.raises(Refused) as refusal:
        submit(application, declared=())

    assert [(each.rule, each.path) for each in refusal.value.findings] == [
        ("field.required", "unit.contact"),
        ("declaration.missing", ""),
    ]
    assert not application.submissions.exists()


def test_submit_without_a_body_for_the_region_is_refused():
    application = make.make_application(stage="draft", organisation=make.make_organisation(region="650100"))

    with pytest.raises(Refused) as refusal:
        submit(application)

    assert rules(refusal) == ["body.none"]


def test_submit_leaves_out_removed_rows_and_hidden_answers():
    application = make.make_application(
        stage="draft", answers={"unit.accident_name": "不再相关", "project.scenarios.old.summary": "已删除的一行"}
    )

    submission = submit(application)

    assert {"unit.accident_name", "project.scenarios.old.summary"} & submission.content["answers"].keys() == set()
    assert not Answer.objects.filter(application=application, path__contains=".old.").exists()


def test_submit_after_the_end_is_refused():
    application = make.make_application(stage="draft")
    StageDate.objects.filter(round=application.round, stage="fill").update(closes_at=NOW - timedelta(seconds=1))

    with pytest.raises(Refused) as refusal:
        submit(application)

    assert rules(refusal) == ["stage.closed"]


def test_submit_after_changes_goes_back_to_the_desk_that_asked():
    application = make.make_application(stage="province")
    request = make.make_change_request(application, "unit.contact")
    save(application, ("unit.contact", "新联系人", 1))

    submission = submit(application, now=NOW + timedelta(hours=1))

    application.refresh_from_db()
    request.refresh_from_db()
    assert (submission.number, application.state, application.stage) == (2, "submitted", "province")
    assert request.answered_at == NOW + timedelta(hours=1)


def test_submit_of_the_same_again_is_refused():
    application = make.make_application(stage="draft")
    submit(application)
    application.refresh_from_db()
    make.make_change_request(application, "unit")

    with pytest.raises(Refused) as refusal:
        submit(application)

    assert rules(refusal) == ["submission.same"]


def test_submit_of_the_same_again_with_a_reply_says_why_nothing_changes():
    application = make.make_application(stage="draft")
    submit(application)
    application.refresh_from_db()
    request = make.make_change_request(application, "unit")

    with pytest.raises(Refused):
        submit(application, reply=" \n")
    submission = submit(application, reply="已核对审计报告，数字无误。")

    request.refresh_from_db()
    assert (submission.number, request.reply) == (2, "已核对审计报告，数字无误。")


def test_submit_by_somebody_elses_person_does_not_find_it():
    application = make.make_application(stage="draft")

    with pytest.raises(Application.DoesNotExist):
        actions.submit(by=make.make_user(), application=application, declared=["truth"], now=NOW)


def test_what_somebody_else_wrote_is_remembered():
    application = make.make_application(stage="draft")
    first, second = make.make_member(application.organisation), make.make_user(organisation=application.organisation)
    before = application.answers.get(path="unit.contact")

    actions.save_answers(by=first, application=application, changes=[Change("unit.contact", "李示例", 1)], now=NOW)
    actions.save_answers(by=second, application=application, changes=[Change("unit.contact", "王示例", 2)], now=NOW)
    actions.save_answers(by=second, application=application, changes=[Change("unit.contact", "赵示例", 3)], now=NOW)

    kept = application.answer_versions.order_by("version").values_list("path", "version", "value", "changed_by")
    assert list(kept) == [
        ("unit.contact", 1, "张示例", before.changed_by_id),
        ("unit.contact", 2, "李示例", first.pk),
    ]


def test_an_answer_is_not_written_behind_a_submission():
    application = make.make_application(stage="draft")
    by = make.make_member(application.organisation)
    Application.objects.filter(pk=application.pk).update(state="submitted")  # somebody has just submitted it

    with pytest.raises(Refused) as refusal:
        actions.save_answers(by=by, application=application, changes=[Change("unit.contact", "李示例", 1)], now=NOW)

    assert rules(refusal) == ["answer.frozen"]
    assert application.answers.get(path="unit.contact").value == "张示例"
