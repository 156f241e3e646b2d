"""Hide what is personal where it is not needed: the one place that says how much of it is left to recognise."""

from __future__ import annotations

from shifan.core import identity
from shifan.core.form import ContactField, FormField, TextField

MASK = "****"
MOST_NAME = 4


def mask(kind: str, text: str) -> str:
    """This function will hide most of a text by its kind: mobile, phone, fax, email, id, name; of others everything.

    >>> mask("mobile", "13812345678"), mask("name", "张示例"), mask("email", "zhang@example.com")
    ('138****5678', '张**', 'z***@example.com')
    """
    text = text.strip()
    if not text:
        return ""
    if kind in ("mobile", "phone", "fax"):
        return identity.mask_phone(text)
    if kind == "email":
        return identity.mask_email(text)
    if kind == "id":
        return identity.mask_id(text)
    if kind == "name" and 1 < len(text) <= MOST_NAME:
        return text[0] + "*" * (len(text) - 1)
    return MASK


def kind_of(asked: FormField) -> str:
    """This function will say which kind of personal data a field asks for."""
    if isinstance(asked, ContactField):
        return asked.type
    return "name" if isinstance(asked, TextField) and asked.type == "text" else "other"
