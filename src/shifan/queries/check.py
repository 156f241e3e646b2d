"""Check sheets: which lines an application is asked, and the verdicts given so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shifan.core import check
from shifan.core.calendar import local_day
from shifan.core.facts import Facts
from shifan.core.finding import Finding
from shifan.core.pack import Check
from shifan.core.plan import Plan
from shifan.facts import regions_of
from shifan.models import CheckMark, Submission


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a check sheet, its verdict, and the verdict on the submission before."""

    check: Check
    mark: CheckMark | None = None
    earlier: CheckMark | None = None

    @property
    def verdict(self) -> str:
        """This property will give the verdict that was given, or an empty text."""
        return self.mark.verdict if self.mark else ""

    @property
    def reason(self) -> str:
        """This property will give the reason that was given."""
        return self.mark.reason if self.mark else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A check sheet as far as it has been filled in. `failed` are decisive lines, `noted` failed ones that inform."""

    lines: tuple[Line, ...]

    @property
    def open(self) -> tuple[Check, ...]:
        """This property will give the lines without a verdict."""
        return tuple(line.check for line in self.lines if line.mark is None)

    @property
    def failed(self) -> tuple[Check, ...]:
        """This property will give the decisive lines that failed."""
        return tuple(line.check for line in self.lines if _is_failed(line) and line.check.decisive)

    @property
    def noted(self) -> tuple[Check, ...]:
        """This property will give the failed lines that only inform."""
        return tuple(line.check for line in self.lines if _is_failed(line) and not line.check.decisive)

    @property
    def done(self) -> int:
        """This property will count the lines that have a verdict."""
        return len(self.lines) - len(self.open)

    @property
    def share(self) -> int:
        """This property will say how much of the sheet is filled in, in percent."""
        return round(100 * self.done / len(self.lines)) if self.lines else 100


def _is_failed(line: Line) -> bool:
    return line.mark is not None and line.mark.verdict == CheckMark.Verdict.FAIL


def asked(plan: Plan, submission: Submission, stage_id: str) -> tuple[Check, ...]:
    """This function will give the lines that a submission is asked at a stage: all but those whose `when` is false."""
    content = submission.content
    today = local_day(submission.submitted_at)
    facts = _facts(plan, content["applicant"])
    return check.sheet(plan, content["track"], stage_id, content["answers"], facts=facts, today=today)


def rules(plan: Plan, submission: Submission) -> tuple[Finding, ...]:
    """This function will ask the rules that the pack wants asked again when a submission is recommended."""
    wanted = {rule.id for rule in plan.pack.rules if "recommend" in rule.on}
    if not wanted:
        return ()
    content = submission.content
    today = local_day(submission.submitted_at)
    facts = _facts(plan, content["applicant"])
    checked = check.check(plan, content["track"], content["answers"], at="recommend", facts=facts, today=today)
    return tuple(finding for finding in checked.findings if finding.rule in wanted)


def _facts(plan: Plan, applicant: Mapping[str, str]) -> Facts:
    """Give what was known of the applicant when the submission was frozen."""
    region = applicant["region"]
    regions = regions_of(plan, region)
    return Facts(applicant["name"], applicant["uscc"], region, kind="enterprise", regions=regions)


def marks(submissions: Iterable[int], stage_id: str) -> dict[int, dict[str, CheckMark]]:
    """This function will give the verdicts on submissions at a stage: submission → line → verdict, one statement."""
    found: dict[int, dict[str, CheckMark]] = {}
    rows = CheckMark.objects.filter(submission__in=list(submissions), stage=stage_id).select_related("made_by")
    for row in rows:
        found.setdefault(row.submission_id, {})[row.check_id] = row
    return found


def sheet(
    plan: Plan,
    submission: Submission,
    stage_id: str,
    given: Mapping[str, CheckMark],
    earlier: Mapping[str, CheckMark] | None = None,
) -> Sheet:
    """This function will lay verdicts on the lines that a submission is asked at a stage."""
    before = earlier or {}
    return Sheet(tuple(Line(one, given.get(one.id), before.get(one.id)) for one in asked(plan, submission, stage_id)))


def sheet_of(plan: Plan, submission: Submission, stage_id: str, previous: Submission | None = None) -> Sheet:
    """This function will read the check sheet of one submission, beside the verdicts on the one before."""
    found = marks([one.pk for one in (submission, previous) if one], stage_id)
    earlier = found.get(previous.pk, {}) if previous else {}
    return sheet(plan, submission, stage_id, found.get(submission.pk, {}), earlier)
