"""The organiser's draft of what the selected are paid, with a programme that pays."""

import re
from io import BytesIO

import openpyxl
import pytest

from shifan.actions import programme
from shifan.core import check, funding
from shifan.core.facts import Facts
from shifan.models import Application, Round, Selection
from tests import make
from tests.make import NOW
from tests.packs.test_subsidy import ANSWERS, DAY, PLAN, TERMS, TRACK

pytestmark = pytest.mark.django_db
BASE = f"/organise/pays/selection/{TRACK}/subsidy"


@pytest.fixture
def paying() -> Round:
    """A round of the programme that pays, with one application selected and one that is not."""
    stood_in = {"date": str(DAY), "text": "示例", "integer": "1", "decimal": "1"}
    values = {item.id: stood_in[item.kind] for item in PLAN.pack.placeholders if item.kind and not item.value}
    version = programme.publish_pack(by=None, pack=PLAN.pack, now=NOW, values=values)
    organiser = make.make_organisation(kind="organiser", name="示例局", region="")
    round_ = Round.objects.create(
        pack_version=version, organiser=organiser, slug="pays", label="示例", label_en="Example", published_at=NOW
    )
    for name, outcome in (("入选示例公司", "selected"), ("未入选示例公司", "not_selected")):
        application = Application.objects.create(
            round=round_,
            organisation=make.make_organisation(name=name),
            track=TRACK,
            number=name,
            stage="selection",
            state=Application.State.SUBMITTED,
            title=f"{name}的项目",
            facts={},
            created_at=NOW,
            changed_at=NOW,
            submitted_at=NOW,
        )
        make.make_submission(application, dict(ANSWERS))
        Selection.objects.create(application=application, outcome=outcome, decided_at=NOW, decided_by=make.make_user())
    return round_


def payable() -> str:
    checked = check.check(PLAN, TRACK, ANSWERS, at="submit", facts=Facts(), today=DAY)
    figures = funding.figures_of(PLAN, TRACK, TERMS, ANSWERS, checked.computed, checked.hidden)
    return funding.plain(funding.work_out(TERMS, figures).amount)


def test_table_has_the_selected_alone_with_the_amount_worked_out(paying, sign_in):
    client = sign_in(make.make_member(paying.organiser))

    reply = client.get(f"{BASE}.xlsx")

    cells = [str(cell.value) for row in openpyxl.load_workbook(BytesIO(reply.content)).active.rows for cell in row]
    assert any("入选示例公司" in cell for cell in cells)
    assert not any("未入选示例公司" in cell for cell in cells)
    assert any(re.fullmatch(rf"{re.escape(payable())}0*", cell) for cell in cells), cells
    assert client.get(f"{BASE}.pdf").content.startswith(b"%PDF-")
    assert f"{BASE}.pdf" in client.get("/organise/pays/selection/").content.decode()


def test_table_is_not_there_for_another_organiser(paying, sign_in):
    stranger = sign_in(make.make_member(make.make_organisation(kind="organiser", name="另一示例局", region="")))

    assert stranger.get(f"{BASE}.pdf").status_code == 404
