import pytest
from django.urls import reverse
from django.utils import timezone

from shifan.models import FinanceYear
from tests.make import make_member, make_organisation

pytestmark = pytest.mark.django_db
LAST = timezone.localdate().year - 1


def test_figures_are_saved_and_ratios_and_size_are_shown(sign_in):
    mine = make_organisation(profile={"industry": "272"})
    browser = sign_in(make_member(mine))
    typed = {
        f"{LAST}.assets": "300",
        f"{LAST}.liabilities": "100",
        f"{LAST}.revenue": "50000",
        f"{LAST}.headcount": "1200",
    }

    page = browser.post(reverse("finance"), typed, follow=True).content.decode()

    for words in ("33.33%", "大型企业", f"依据 {LAST} 年数据", "40000"):
        assert words in page
    assert FinanceYear.objects.get().revenue == 50000


def test_a_mistake_loses_nothing(sign_in):
    mine = make_organisation()
    browser = sign_in(make_member(mine))

    reply = browser.post(reverse("finance"), {f"{LAST}.assets": "三百", f"{LAST}.tax": "7.5"})

    page = reply.content.decode()
    assert reply.status_code == 422
    assert 'value="三百"' in page
    assert 'value="7.5"' in page
    assert "行业不在划分办法之内" in page


def test_what_is_odd_is_saved_and_said(sign_in):
    mine = make_organisation(profile={"industry": "272"})

    reply = sign_in(make_member(mine)).post(reverse("finance"), {f"{LAST}.assets": "1", f"{LAST}.liabilities": "2"})

    assert (reply.status_code, "请核对" in reply.content.decode()) == (200, True)
    assert "没有填全" in reply.content.decode()
    assert FinanceYear.objects.count() == 1


def test_the_page_costs_few_statements(sign_in, django_assert_num_queries):
    mine = make_organisation()
    browser = sign_in(make_member(mine))
    for year in range(LAST - 3, LAST):
        FinanceYear.objects.create(organisation=mine, year=year, assets=1)

    with django_assert_num_queries(5):
        browser.get(reverse("finance"))
