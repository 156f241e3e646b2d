"""How an application stands before it is submitted: its answers, what a check says of them, how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from shifan import facts
from shifan.core import compose, projection
from shifan.core.answers import Json
from shifan.core.calendar import SHANGHAI
from shifan.core.check import Checked, check, progress
from shifan.core.document import Document, DocumentPlan
from shifan.core.finding import Finding, Severity
from shifan.core.participation import Rights
from shifan.core.plan import Plan
from shifan.core.source import Submitted
from shifan.models import Application
from shifan.queries import access, proof
from shifan.queries import application as applications
from shifan.queries.application import Window
from shifan.render.fonts import configured
from shifan.render.pdf import missing_glyphs

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """An application as it stands now. `stored` is path → (value, version), `progress` section → (given, wanted)."""

    application: Application
    plan: Plan
    window: Window
    stored: Mapping[str, tuple[Json, int]]
    flat: Mapping[str, Json]
    checked: Checked
    progress: Mapping[str, tuple[int, int]]
    rights: Rights

    @property
    def is_writable(self) -> bool:
        """This property will say whether the application is with the applicant."""
        return self.application.state in applications.WRITABLE

    @property
    def papers(self) -> tuple[DocumentPlan, ...]:
        """This property will give the pack's plans of what is printed of it, the form first, then plans and letters."""
        made = (each for each in self.plan.pack.documents if each.id in self.checked.documents)
        return tuple(sorted(made, key=lambda each: not each.track))  # what is made on every track is no form


def standing(application: Application, now: datetime) -> Standing:
    """This function will check an application as if it were submitted now: three statements."""
    plan = facts.plan_of(application.round)
    stored = applications.answers(application)
    flat = projection.living(plan, application.track, {path: value for path, (value, _) in stored.items()})
    about = facts.applicant_of(plan, application)
    checked = check(plan, application.track, flat, at="submit", facts=about, today=now.astimezone(SHANGHAI).date())
    checked = proof.looked_at(plan, application, flat, checked)
    return Standing(
        application=application,
        plan=plan,
        window=applications.window(application),
        stored=stored,
        flat=flat,
        checked=checked,
        progress=progress(plan, application.track, flat, checked),
        rights=access.known_rights(application),
    )


def paper(stands: Standing, wanted: str = "") -> Document | None:
    """This function will compose a paper as it would be printed now, marked as a preview; None if there is none.

    Without a name it is the form.
    """
    application, plan = stands.application, stands.plan
    planned = next((each for each in stands.papers if (each.id == wanted if wanted else each.track)), None)
    if planned is None:
        return None
    source = Submitted(
        flat=stands.flat,
        applicant=application.organisation.name,
        title=projection.title(plan, application.track, stands.flat),
        number=application.number,
        hidden=stands.checked.hidden,
        computed=stands.checked.computed,
    )
    return compose.build(plan, planned, source)


def unprintable(stands: Standing) -> tuple[Finding, ...]:
    """This function will name the characters that no font here can print; on paper each is a box."""
    fonts = configured(tuple(Path(folder) for folder in settings.FONT_DIRS))
    papers = [made for each in stands.papers if (made := paper(stands, each.id))]
    missing = sorted({one for made in papers for one in missing_glyphs(made, fonts)})
    if not missing:
        return ()
    named = "、".join(f"{one}（U+{ord(one):04X}）" for one in missing[:MOST_NAMED])
    return (Finding("paper.glyphs", Severity.WARN, params={"characters": named, "count": str(len(missing))}),)
