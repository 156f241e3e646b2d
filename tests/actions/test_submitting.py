"""What an applicant says about the warnings that it submits with: frozen beside them, read by the desks."""

import pytest

from shifan.actions import application as actions
from shifan.core import digest, package, reading
from shifan.core.finding import LONGEST_REASON, Finding, Refused, Severity, explained
from shifan.models import Event
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
FELL = "revenue_grows:unit.revenue"
REASON = "2029 年搬迁，停产四个月。"


@pytest.fixture
def draft():
    """An application of an enterprise whose revenue fell: the pack's only soft rule."""
    return make.make_application(stage="draft", answers={"unit.revenue.2029": "30000"})


def submit(application, **more):
    by = make.make_member(application.organisation)
    return actions.submit(by=by, application=application, declared=["truth"], now=NOW, **more)


def said(submission):
    return [(one.rule, one.reason) for one in reading.findings_of(submission.content)]


def test_reason_is_frozen_beside_its_warning_and_in_the_digest(draft):
    submission = submit(draft, reasons={FELL: f"  {REASON} ", "nothing:there": "多余"})

    assert said(submission) == [("revenue_grows", REASON)]
    assert "多余" not in str(submission.content)
    assert Event.objects.get(verb="application.submit").data["digest"] == submission.digest
    assert digest.of(submission.content) == submission.digest


def test_warning_without_a_reason_does_not_stop_anybody(draft):
    assert said(submit(draft)) == [("revenue_grows", "")]


def test_reason_alone_is_something_new_when_sent_back(draft):
    submit(draft)
    draft.refresh_from_db()
    make.make_change_request(draft)

    with pytest.raises(Refused) as refusal:
        submit(draft)
    assert [finding.rule for finding in refusal.value.findings] == ["submission.same"]

    second = submit(draft, reasons={FELL: REASON})
    assert (second.number, said(second)) == (2, [("revenue_grows", REASON)])


def test_reasons_are_for_warnings_and_of_a_length_one_reads():
    block, warn = (Finding("a", severity, where="x") for severity in (Severity.BLOCK, Severity.WARN))

    found = explained((block, warn), {"a:x": "因" * (LONGEST_REASON + 9)})

    assert [len(finding.reason) for finding in found] == [0, LONGEST_REASON]


def test_package_gives_the_reason_under_its_warning(draft):
    submission = submit(draft, reasons={FELL: REASON})

    pieces = package.application(submission.content, (), (), ())

    (checks,) = (one.data.decode() for one in pieces if one.path.endswith("findings.txt"))
    assert f"   申报单位说明：{REASON}\r\n" in checks
