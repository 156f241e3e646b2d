"""Moving a file from one field to another, with its title."""

import pytest

from shifan.actions import attachment
from shifan.core.finding import Refused
from shifan.models import Attachment, Event, File
from shifan.queries import application as applications
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db

LISTED = {"digest": "1" * 64, "name": "推荐函.pdf", "size": 9, "title": "集团推荐函", "pages": 2}


@pytest.fixture
def draft():
    answers = make.ANSWERS | {"unit.ownership": "central", "files.others": [LISTED]}
    application = make.make_application(stage="draft", answers=answers)
    by = make.make_member(application.organisation)
    file = File.objects.create(digest="1" * 64, size=9, media_type="application/pdf", stored_at=NOW)
    held = {"file": file, "path": "files.others", "name": "推荐函.pdf", "added_at": NOW, "added_by": by}
    Attachment.objects.create(application=application, **held)
    return application, by


def move(draft, *, to: str = "files.letter", digest: str = "1" * 64):
    application, by = draft
    attachment.move(by=by, application=application, path="files.others", digest=digest, to=to, now=NOW)


def at(draft, path: str):
    return applications.answer_at(draft[0], path)[0]


def test_file_goes_with_its_title_and_the_row_of_its_old_place_stays_for_its_history(draft):
    move(draft)

    assert (at(draft, "files.others"), at(draft, "files.letter")) == ([], [LISTED])
    assert sorted(Attachment.objects.values_list("path", flat=True)) == ["files.letter", "files.others"]
    assert [event.verb for event in Event.objects.all()] == ["attachment.move"]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"digest": "2" * 64}, "file.gone"),
        ({"to": "files.others"}, "file.gone"),
        ({"to": "unit.name"}, "file.gone"),
        ({"to": "x.y"}, "answer.unknown"),
    ],
)
def test_file_that_cannot_go_there_stays_where_it_is(draft, given, rule):
    with pytest.raises(Refused) as refusal:
        move(draft, **given)

    assert [finding.rule for finding in refusal.value.findings] == [rule]
    assert at(draft, "files.others") == [LISTED]


def test_field_takes_only_its_kinds_and_so_many(draft):
    File.objects.update(media_type="application/zip")
    with pytest.raises(Refused) as kind:
        move(draft)
    File.objects.update(media_type="application/pdf")
    full = [LISTED | {"digest": digit * 64} for digit in "23"]
    draft[0].answers.create(path="files.letter", value=full, changed_at=NOW, changed_by=draft[1])
    with pytest.raises(Refused) as many:
        move(draft)

    assert [one.value.findings[0].rule for one in (kind, many)] == ["file.type", "file.many"]
