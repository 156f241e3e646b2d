from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shifan.models import Certificate, File, Verification
from tests.make import NOW, make_member, make_organisation

pytestmark = pytest.mark.django_db


def typed(days: int = 30, name: str = "示例认证") -> dict[str, object]:
    ends = timezone.localdate() + timedelta(days=days)
    file = SimpleUploadedFile("证书.pdf", b"%PDF-1.4")
    return {"kind": "system", "name": name, "expires_date": ends.isoformat(), "file": file}


def test_certificates_are_listed_with_a_warning_before_their_end(sign_in):
    browser = sign_in(make_member(make_organisation()))

    for days, name in ((400, "示例甲证"), (30, "示例乙证"), (-1, "示例丙证")):
        browser.post(reverse("certificates"), typed(days, name))

    page = browser.get(reverse("certificates")).content.decode()
    assert page.index("示例丙证") < page.index("示例乙证") < page.index("示例甲证")
    assert "还有 30 天" in page
    assert "已过期" in page
    hub = browser.get(reverse("organisation")).content.decode().partition("org-events")[0]
    assert ("示例乙证" in hub, "示例甲证" in hub) == (True, False)


def test_a_mistake_keeps_what_was_typed(sign_in):
    browser = sign_in(make_member(make_organisation()))

    reply = browser.post(reverse("certificates"), typed() | {"kind": "", "file": SimpleUploadedFile("a.pdf", b"MZ")})

    page = reply.content.decode()
    assert (reply.status_code, 'value="示例认证"' in page, "请填写" in page or "尚未填写" in page) == (422, True, True)
    wrong = browser.post(reverse("certificates"), typed() | {"file": SimpleUploadedFile("a.pdf", b"MZ")})
    assert "实际内容为" in wrong.content.decode()


def test_the_file_is_for_its_people_and_the_authority_that_was_asked(sign_in):
    mine, city = make_organisation(), make_organisation(kind="body", region="130100")
    own = sign_in(make_member(mine))
    own.post(reverse("certificates"), typed())
    place = reverse("certificate_file", args=[Certificate.objects.get().pk])

    assert own.get(place)["Content-Type"] == "application/pdf"
    official, stranger = sign_in(make_member(city)), sign_in(make_member(make_organisation()))
    assert [one.get(place).status_code for one in (official, stranger)] == [404, 404]
    Verification.objects.create(
        organisation=mine, desk=city, level="prefecture", asked_at=NOW, asked_by=make_member(mine)
    )
    assert official.get(place).status_code == 200


def test_a_certificate_is_removed(sign_in):
    browser = sign_in(make_member(make_organisation()))
    browser.post(reverse("certificates"), typed())
    pk = Certificate.objects.get().pk

    assert sign_in(make_member(make_organisation())).post(reverse("certificate_remove", args=[pk])).status_code == 404
    browser.post(reverse("certificate_remove", args=[pk]))
    assert not Certificate.objects.exists()


SAID = {
    "not_scanned": "未经安全扫描",
    "waiting": "等待安全扫描",
    "clean": "已通过安全扫描",
    "infected": "发现“Eicar”",
    "failed": "重新扫描",
}


def test_what_the_scanner_says_is_seen_and_keeps_others_out(sign_in):
    mine, city = make_organisation(), make_organisation(kind="body", region="130100")
    by = make_member(mine)
    own, official = sign_in(by), sign_in(make_member(city))
    own.post(reverse("certificates"), typed())
    Verification.objects.create(organisation=mine, desk=city, level="prefecture", asked_at=NOW, asked_by=by)
    place = reverse("certificate_file", args=[Certificate.objects.get().pk])
    seen = {}
    for state in File.Scan.values:
        File.objects.update(scan=state, scan_note="Eicar" if state == "infected" else "")
        page = own.get(reverse("certificates")).content.decode()
        seen[state] = (own.get(place).status_code, official.get(place).status_code, "every 3s" in page, place in page)
        assert SAID[state] in page

    assert seen == {
        "not_scanned": (200, 200, False, True),
        "waiting": (200, 403, True, True),
        "clean": (200, 200, False, True),
        "infected": (403, 403, False, False),
        "failed": (200, 403, False, True),
    }


def test_scan_that_failed_is_asked_for_again_by_its_own_people(sign_in, settings):
    settings.CLAMD = "127.0.0.1:1"
    own, stranger = sign_in(make_member(make_organisation())), sign_in(make_member(make_organisation()))
    own.post(reverse("certificates"), typed())
    File.objects.update(scan=File.Scan.FAILED)
    place = reverse("certificate_scan", args=[Certificate.objects.get().pk])

    before = stranger.post(place).status_code, File.objects.get().scan
    own.post(place)

    assert (before, File.objects.get().scan) == ((404, "failed"), "waiting")
