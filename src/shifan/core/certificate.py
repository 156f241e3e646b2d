"""Know what is told of a certificate, and how near its end it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from shifan.core import profile
from shifan.core.finding import Finding, Severity
from shifan.core.form import ChoiceField, DateField, FormField, Option, TextField, Words
from shifan.core.profile import Cleaned

SOON = 90  # days before its end in which a certificate is pointed out
KINDS = (
    Option(code="licence", label=Words(zh="营业执照", en="Business licence")),
    Option(code="permit", label=Words(zh="生产经营许可", en="Permit")),
    Option(code="high_tech", label=Words(zh="高新技术企业证书", en="High-tech enterprise")),
    Option(code="system", label=Words(zh="管理体系认证", en="Management system")),
    Option(code="product", label=Words(zh="产品认证", en="Product certificate")),
    Option(code="maturity", label=Words(zh="能力成熟度等级证书", en="Maturity level")),
    Option(code="title", label=Words(zh="荣誉称号", en="Title")),
    Option(code="other", label=Words(zh="其他", en="Other")),
)
FIELDS: tuple[FormField, ...] = (
    ChoiceField(id="kind", type="choice", options=KINDS, label=Words(zh="类别", en="Kind")),
    TextField(id="name", type="text", limit=100, label=Words(zh="证书名称", en="Name")),
    TextField(id="number", type="text", limit=80, mandatory=False, label=Words(zh="证书编号", en="Number")),
    TextField(id="issuer", type="text", limit=100, mandatory=False, label=Words(zh="发证机构", en="Issued by")),
    DateField(id="issued_date", type="date", mandatory=False, label=Words(zh="发证日期", en="Issued on")),
    DateField(
        id="expires_date",
        type="date",
        mandatory=False,
        label=Words(zh="有效期至", en="Valid until"),
        help=Words(zh="长期有效的不填。", en="Empty where it does not run out."),
    ),
)
State = Literal["", "valid", "soon", "expired"]


def clean(typed: Mapping[str, str]) -> Cleaned:
    """This function will clean what was typed about a certificate; it may not end before it was issued."""
    cleaned = profile.clean(FIELDS, typed, {})
    issued, expires = (str(cleaned.values.get(name, "")) for name in ("issued_date", "expires_date"))
    if issued and expires and expires < issued:
        wrong = Finding("certificate.order", Severity.BLOCK, where="expires_date", path="expires_date")
        return Cleaned(cleaned.values, (*cleaned.findings, wrong))
    return cleaned


def state(expires: date | None, today: date) -> State:
    """This function will say how near its end a certificate is; on its last day it is still valid."""
    if expires is None:
        return ""
    left = (expires - today).days
    return "expired" if left < 0 else "soon" if left <= SOON else "valid"


def kind_label(code: str) -> Words:
    """This function will name a kind; an unknown one is its own name."""
    return next((one.label for one in KINDS if one.code == code), Words(zh=code, en=code))
