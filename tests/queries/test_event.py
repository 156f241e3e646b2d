import pytest
from django.db import connection

from shifan.actions import event
from shifan.models import Chain, Event
from shifan.queries import event as events
from tests.make import NOW, make_round, make_user

pytestmark = pytest.mark.django_db


def make_chain(length: int = 3) -> None:
    round_, user = make_round(), make_user("示例经办人")
    for number in range(length):
        event.record(
            f"programme.verb{number}", actor=user, now=NOW, subject=f"round:{round_.pk}", round_=round_, number=number
        )


def change(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_empty_chain_holds():
    assert events.verify() == events.Verified(0, "")


def test_a_whole_chain_holds():
    make_chain()

    assert events.verify() == events.Verified(3, Event.objects.get(position=3).digest)


@pytest.mark.parametrize(
    ("statement", "broken_at", "problem"),
    [
        ("update shifan_event set verb = 'x' where position = 2", 2, "changed"),
        ("update shifan_event set data = '{}' where position = 1", 1, "changed"),
        ("update shifan_event set digest = 'x' where position = 2", 2, "changed"),
        ("update shifan_event set previous = 'x' where position = 3", 3, "changed"),
        ("delete from shifan_event where position = 2", 2, "missing"),
        ("delete from shifan_event where position = 3", 3, "missing"),
        ("delete from shifan_event", 1, "missing"),
    ],
)
def test_a_broken_chain_is_found_where_it_broke(statement, broken_at, problem):
    make_chain()

    change(statement)

    found = events.verify()
    assert (found.broken_at, found.problem) == (broken_at, problem)


def test_a_head_that_was_set_back_is_found():
    make_chain()

    Chain.objects.update(length=2)

    assert events.verify().broken_at == 4


def test_the_record_of_a_round_is_narrowed():
    make_chain()
    event.record("review.file", actor=None, now=NOW, subject="review:1", round_=make_round())

    def found(**given) -> list[int]:
        return [one.position for one in events.of_round(make_round(), **given)]

    assert found() == [4, 3, 2, 1]
    assert found(verb="programme.verb1") == [2]
    assert found(verb="programme") == [3, 2, 1]
    assert found(text="经办人") == [3, 2, 1]
    assert found(since=NOW) == [4, 3, 2, 1]
    assert found(text="nobody") == []
    assert events.verbs_of(make_round())[-1] == "review.file"
