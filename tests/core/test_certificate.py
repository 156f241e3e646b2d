from datetime import date, timedelta

import pytest

from shifan.core import certificate

TODAY = date(2030, 3, 15)


@pytest.mark.parametrize(
    ("left", "state"),
    [(-1, "expired"), (0, "soon"), (90, "soon"), (91, "valid")],
)
def test_a_certificate_is_pointed_out_in_its_last_ninety_days_and_after(left, state):
    assert certificate.state(TODAY + timedelta(days=left), TODAY) == state


def test_what_does_not_run_out_has_no_state():
    assert certificate.state(None, TODAY) == ""


def test_a_certificate_needs_a_kind_and_a_name_and_an_order_of_days():
    assert [(one.path, one.rule) for one in certificate.clean({}).findings] == [
        ("kind", "field.required"),
        ("name", "field.required"),
    ]
    typed = {"kind": "system", "name": "质量管理体系认证", "issued_date": "2029-01-02", "expires_date": "2029-01-01"}
    assert [(one.path, one.rule) for one in certificate.clean(typed).findings] == [
        ("expires_date", "certificate.order")
    ]
    assert certificate.clean(typed | {"expires_date": "2030-01-01"}).findings == ()


def test_kinds_have_words():
    assert certificate.kind_label("system").zh == "管理体系认证"
    assert certificate.kind_label("none").en == "none"
