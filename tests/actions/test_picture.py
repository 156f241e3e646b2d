"""Pictures of formatted texts: no larger than needed, only where a text takes them."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from shifan.actions import picture as pictures
from shifan.actions.file import storage_name
from shifan.core.finding import Refused
from shifan.models import Event
from shifan.queries import application as applications
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def add(application, data: bytes, *, name: str = "图.png", path: str = "project.intro"):
    user = make.make_member(application.organisation)
    return pictures.add(by=user, application=application, path=path, name=name, content=BytesIO(data), now=NOW)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, (10, 80, 160)).save(drawn, kind)
    return drawn.getvalue()


@pytest.mark.parametrize(("kind", "stored"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/jpeg")])
def test_picture_for_a_text_is_made_no_larger_than_needed(kind, stored):
    application = make.make_application(stage="draft")

    added = add(application, picture(kind, (5000, 2500)))

    with default_storage.open(storage_name(added.file_id)) as kept, Image.open(kept) as drawn:
        assert drawn.size == (2400, 1200)
    assert added.file.media_type == stored
    assert applications.answer_at(application, "project.intro")[1] == 1
    assert [event.verb for event in Event.objects.all()] == ["picture.add"]


def test_picture_with_transparency_stays_png():
    application = make.make_application(stage="draft")
    drawn = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(drawn, "PNG")

    added = add(application, drawn.getvalue())

    assert added.file.media_type == "image/png"


@pytest.mark.parametrize("path", ["files.others", "unit.name", "x.y"])
def test_picture_for_what_is_no_text_is_refused(path):
    with pytest.raises(Refused) as refusal:
        add(make.make_application(stage="draft"), picture(), path=path)

    assert [finding.rule for finding in refusal.value.findings] == ["answer.unknown"]
