import pytest

from shifan import facts
from shifan.actions import past_award
from shifan.actions.past_award import Imported
from shifan.core.facts import Award
from shifan.core.past_award import Listing
from shifan.models import Event, PastAward
from tests.make import NOW, make_organisation, make_round

pytestmark = pytest.mark.django_db


def enter(*rows: Listing) -> Imported:
    return past_award.import_rows(by=None, rows=rows, source="list.csv", now=NOW)


def awards_of(organisation) -> tuple[Award, ...]:
    return facts.facts_of(facts.plan_of(make_round()), organisation).awards


def test_list_is_entered_once_and_recorded():
    row = Listing("some_list", 2021, "示例装备（唐山）有限公司", title="示例平台")
    typed_otherwise = Listing("some_list", 2021, "示例装备(唐山) 有限公司", title="示例“平台”")

    assert enter(row, typed_otherwise) == Imported(1, 0, 1)
    assert enter(row) == Imported(0, 0, 1)
    assert PastAward.objects.count() == 1
    assert [event.verb for event in Event.objects.all()] == ["past_award.import_rows"] * 2
    assert Event.objects.latest("position").data["source"] == "list.csv"


def test_line_gains_the_code_that_it_lacked():
    organisation = make_organisation()
    enter(Listing("some_list", 2021, organisation.name))

    assert enter(Listing("some_list", 2021, organisation.name, organisation.uscc, role="lead")) == Imported(0, 1, 0)
    assert awards_of(organisation) == (Award("some_list", 2021, role="lead"),)


def test_awards_belong_by_code_or_by_name_where_a_code_is_missing():
    organisation = make_organisation(name="示例装备（唐山）有限公司")
    other = make_organisation()
    enter(
        Listing("by_code", 2019, "改名前的名称", organisation.uscc),
        Listing("by_name", 2020, "示例装备(唐山)有限公司"),
        Listing("namesake", 2021, "示例装备（唐山）有限公司", other.uscc),
        Listing("other", 2021, "别的单位"),
    )

    assert [award.award for award in awards_of(organisation)] == ["by_code", "by_name"]
    assert [award.award for award in awards_of(other)] == ["namesake"]
    assert awards_of(make_organisation(kind="body", name="！")) == ()
