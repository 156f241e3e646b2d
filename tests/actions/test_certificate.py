from datetime import date

import pytest

from shifan.actions import certificate
from shifan.core.finding import Refused
from shifan.models import Certificate, Event, Organisation
from tests.make import NOW, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "system",
    "name": "示例质量管理体系",
    "number": "SL-1",
    "issuer": "示例认证",
    "expires_date": "2030-05-01",
}
PDF = b"%PDF-1.4 \xe7\xa4\xba"


def add(mine: Organisation, *, data: bytes | None = PDF, name: str = "C:\\证书.pdf", **changes: str) -> Certificate:
    return certificate.add(
        by=make_member(mine), organisation=mine, typed=TYPED | changes, name=name, data=data, now=NOW
    )  # fmt: skip


def test_a_certificate_is_kept_with_its_file_under_a_clean_name():
    mine = make_organisation()

    made = add(mine)

    assert (made.kind, made.name, made.file_name, made.expires_date, made.issued_date) == (
        "system", "示例质量管理体系", "证书.pdf", date(2030, 5, 1), None,
    )  # fmt: skip
    assert (made.file.media_type, made.file.size) == ("application/pdf", len(PDF))
    event = Event.objects.get()
    assert (event.verb, event.data["expires"], event.data["digest"]) == ("certificate.add", "2030-05-01", made.file_id)


def test_what_is_wrong_is_said_with_the_missing_file():
    with pytest.raises(Refused) as refusal:
        add(make_organisation(), data=None, name="", kind="")

    assert [finding.path for finding in refusal.value.findings] == ["kind", "file"]


@pytest.mark.parametrize(
    ("data", "rule"), [(b"MZ\x00", "file.type"), (b"", "file.broken"), (b"\x89PNG\r\n\x1a\nx", "file.broken")]
)
def test_files_are_checked_as_attachments_are(data, rule):
    with pytest.raises(Refused) as refusal:
        add(make_organisation(), data=data)

    assert [finding.rule for finding in refusal.value.findings] == [rule]
    assert not Certificate.objects.exists()


def test_a_certificate_is_removed_by_its_own_people():
    mine = make_organisation()
    made = add(mine)

    with pytest.raises(Organisation.DoesNotExist):
        certificate.remove(by=make_user(), certificate=made, now=NOW)
    certificate.remove(by=make_member(mine), certificate=made, now=NOW)

    assert not Certificate.objects.exists()
    assert Event.objects.latest("position").verb == "certificate.remove"
