"""What stands around every page of an application: frame, sections with their progress, panel of findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from shifan.core.check import asked_sections
from shifan.core.finding import Finding, Severity
from shifan.core.form import Section
from shifan.models import Application
from shifan.queries.standing import Standing
from shifan.web import applicant_fields as fields
from shifan.web.templatetags.shifan import named

# Where what no field of the form says is mended: the first word of a finding, the page, what the page is called.
OUTSIDE = {
    "organisation": ("organisation", gettext_lazy("单位资料与核验")),
    "body": ("organisation_basic", gettext_lazy("单位基本信息")),
    "consortium": ("consortium", gettext_lazy("联合体")),
    "participation": ("applicant_team", gettext_lazy("填报人员")),
}
OWN = frozenset({"consortium", "applicant_team"})  # pages of the one application


def frame(application: Application, stands: Standing) -> dict[str, object]:
    """This function will give what all pages about an application show around their content."""
    window = stands.window
    return {
        "desk": "applicant",
        "application": application,
        "stands": stands,
        "track": stands.plan.pack.track(application.track),
        "round_slug": application.round.slug,
        "round_label": named(application.round),
        "stage_label": window.stage.label.say(get_language() or "zh-hans"),
        "closes_at": window.closes_at if stands.is_writable else None,
        "change_request": window.request,
        "asked_for": _asked_for(stands),
        "has_paper": any(one.track for one in stands.papers),
        "may": stands.rights,
    }


@dataclass(frozen=True, slots=True)
class Said:
    """A finding at the side of the page: where it leads and what that place is called, the reason given for it."""

    finding: Finding
    href: str
    label: str
    reason: str = ""


def said(stands: Standing, findings: Iterable[Finding], reasons: Mapping[str, str] | None = None) -> list[Said]:
    """This function will put beside findings the places where they are mended, and reasons by `Finding.key`."""
    language, known = get_language() or "zh-hans", reasons or {}
    return [
        Said(finding, href(stands, finding), label(stands, finding, language), known.get(finding.key, ""))
        for finding in findings
    ]


def panel(stands: Standing, section_id: str = "", reasons: Mapping[str, str] | None = None) -> dict[str, list[Said]]:
    """This function will sort the findings of a section, or of the whole form, as the side panel shows them."""
    here = (
        finding
        for finding in stands.checked.findings
        if not section_id or not finding.path or finding.path.split(".")[0] == section_id
    )
    mine = said(stands, here, reasons)
    asked = tuple(item.finding.path for item in mine if item.finding.rule == "field.required")
    mine = [item for item in mine if not _is_said(item.finding, asked)]
    loud = [item for item in mine if item.finding.rule not in fields.QUIET]
    return {
        "missing": list({item.href: item for item in mine if item not in loud}.values()),
        "must": [item for item in loud if item.finding.blocks],
        "should": [item for item in loud if item.finding.severity == Severity.WARN],
        "notes": [item for item in loud if item.finding.severity == Severity.NOTE],
    }


def _is_said(finding: Finding, missing: tuple[str, ...]) -> bool:
    """Say whether a rule that waits for an answer adds nothing to the answer being missing."""
    return finding.rule == "rule.undetermined" and any(f"{finding.path}.".startswith(f"{path}.") for path in missing)


def href(stands: Standing, finding: Finding) -> str:
    """This function will give the address of the field or page that mends a finding, or an empty text."""
    if not finding.path:
        name, _ = OUTSIDE.get(finding.rule.split(".")[0], ("", ""))
        return reverse(name, args=[stands.application.pk] if name in OWN else []) if name else ""
    page = reverse("applicant_section", args=[stands.application.pk, finding.path.split(".")[0]])
    return f"{page}#f-{finding.path}"


def label(stands: Standing, finding: Finding, language: str) -> str:
    """This function will name the place of a finding."""
    if not finding.path:
        return str(OUTSIDE.get(finding.rule.split(".")[0], ("", ""))[1])
    return stands.plan.label(stands.application.track, finding.path, stands.flat).say(language)


def progress_of(stands: Standing, current: str = "") -> list[dict[str, object]]:
    """This function will list the sections with what is answered of what is wanted and what is wrong."""
    wrong: dict[str, int] = {}
    for finding in stands.checked.findings:
        if finding.blocks and finding.rule not in fields.QUIET:
            place = finding.path.split(".")[0]
            wrong[place] = wrong.get(place, 0) + 1
    found = []
    for part in asked(stands):
        answered, wanted = stands.progress.get(part.id, (0, 0))
        is_open = stands.window.paths is None or any(path.split(".")[0] == part.id for path in stands.window.paths)
        found.append(
            {
                "section": part,
                "answered": answered,
                "wanted": wanted,
                "wrong": wrong.get(part.id, 0),
                "done": 0 < wanted <= answered and not wrong.get(part.id),
                "current": part.id == current,
                "locked": not is_open,
            }
        )
    return found


def asked(stands: Standing) -> tuple[Section, ...]:
    """This function will give the sections in which something is asked of this applicant."""
    return asked_sections(stands.plan, stands.application.track, stands.checked)


def _asked_for(stands: Standing) -> list[dict[str, str]]:
    """Name what a desk asked to be changed, each with the address of its place and what is wrong there."""
    language, track = get_language() or "zh-hans", stands.application.track
    found = []
    for place in stands.window.paths or ():
        page = reverse("applicant_section", args=[stands.application.pk, place.split(".")[0]])
        address = f"{page}#f-{place}" if "." in place else page
        words = stands.plan.label(track, place, stands.flat).say(language)
        reason = stands.window.request.reasons.get(place, "") if stands.window.request else ""
        found.append({"href": address, "label": words, "reason": reason})
    return found
