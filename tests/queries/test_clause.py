import pytest

from shifan.queries import clause
from tests.make import make_pack


def test_a_clause_is_explained_by_all_that_executes_it():
    found = clause.explain(make_pack(), "900-008")

    assert [(use.kind, use.label.zh) for use in found.uses] == [("fields", "企业名称"), ("fields", "项目名称")]
    assert (found.before, found.after) == ("900-007", "900-009")


def test_the_first_and_the_last_clause_have_one_neighbour():
    pack = make_pack()

    assert clause.explain(pack, "900-001").before == ""
    assert clause.explain(pack, pack.clauses[-1].id).after == ""


def test_an_unknown_clause_is_an_error():
    with pytest.raises(LookupError):
        clause.explain(make_pack(), "900-999")


def test_every_clause_that_something_cites_is_explained_by_it():
    pack = make_pack()

    unexplained = [one.id for one in pack.clauses if not clause.explain(pack, one.id).uses]

    assert unexplained == []


def test_the_notice_is_a_paragraph_a_line():
    found = clause.text(make_pack())

    assert [paragraph.line for paragraph in found] == sorted({one.line for one in make_pack().clauses})
