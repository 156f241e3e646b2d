import json

import pytest

from shifan.actions import document
from shifan.cli import main
from shifan.models import IssuedDocument
from tests.desks import LATER
from tests.make import make_application, make_round, make_submission

pytestmark = pytest.mark.django_db


def make_forms(count: int = 2) -> list[IssuedDocument]:
    """Forms that wait: the example prints nothing of a submission, so its table stands for a form."""
    found = []
    for _ in range(count):
        row = make_application().submissions.get()
        found.append(
            document.ask(
                round_=make_round(), subject=f"submission:{row.pk}", plan_id="summary_table", form="xlsx",
                source=row.digest, now=LATER,
            )
        )  # fmt: skip
    return found


def test_a_failure_is_named_and_the_others_go_on(capsys) -> None:
    make_forms(2)

    assert main(["batch", "example-2030", "--processes", "1", "--json"]) == 1

    said = json.loads(capsys.readouterr().out)
    assert (said["made"], len(said["failed"])) == (0, 2)
    assert "TypeError" in said["failed"][0]["problem"]
    assert set(IssuedDocument.objects.values_list("state", flat=True)) == {"failed"}


def test_earlier_submissions_and_what_is_ready_are_left_alone(capsys) -> None:
    first, second = make_forms(2)
    make_submission(make_application(), {})
    IssuedDocument.objects.filter(pk=first.pk).update(state="ready")
    row = second.subject.partition(":")[2]
    application = make_round().applications.get(submissions=row)
    make_submission(application, {"project.title": "示例"})

    assert main(["batch", "example-2030", "--processes", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["made"] == 0


def test_a_round_that_is_not_there_is_said(capsys) -> None:
    assert main(["batch", "none"]) == 2
    assert "there is no round “none”" in capsys.readouterr().err
