"""An official and an expert see what a file is called, and that the same file proves several fields."""

import re

import pytest

from shifan.models import Application, Body, User
from tests.desks import make_clerk
from tests.make import NOW, make_application, make_body, make_expert, make_member, make_review, open_review

pytestmark = pytest.mark.django_db
FILE = {"digest": "ab" * 32, "name": "推荐函.pdf", "size": 2048}
OTHER = {"digest": "cd" * 32, "name": "照片.pdf", "size": 99}
ANSWERS = {
    "unit.ownership": "central",
    "files.letter": [FILE],
    "files.others": [OTHER, {**FILE, "title": "集团推荐函（附页）"}],
}


def city(application: Application) -> tuple[User, str]:
    body: Body = make_body()
    return make_clerk(body), f"/recommend/{body.pk}/applications/{application.pk}/"


def organiser(application: Application) -> tuple[User, str]:
    return make_member(application.round.organiser), f"/organise/example-2030/applications/{application.pk}/"


def expert(application: Application) -> tuple[User, str]:
    open_review(closes_at=NOW.replace(year=2090))
    found = make_expert()
    return found, f"/review/{make_review(application, found).pk}/"


def told(page: str) -> list[str]:
    """What stands beside each file of an answer, in words, without its size."""
    lines = re.findall(r'<li><a href="/files/[^"]*" data-preview.*?</li>', page, re.DOTALL)
    words = [" ".join(re.sub("<[^>]*>", " ", line).split()) for line in lines]
    return [re.sub(r" [0-9.]+ [KM]?B", "", one) for one in words]


@pytest.mark.parametrize(("stage", "desk"), [("submitted", city), ("completeness", organiser), ("review", expert)])
def test_file_that_proves_two_fields_names_the_other_at_each(sign_in, stage, desk):
    user, address = desk(make_application(stage=stage, answers=ANSWERS))

    page = sign_in(user).get(address).content.decode()

    assert told(page) == [
        "推荐函.pdf 同时用于：其他附件",
        "照片.pdf",
        "推荐函.pdf 集团推荐函（附页） 同时用于：集团推荐函",
    ]
