from shifan.core import handover
from shifan.core.evaluation import Evaluation
from shifan.core.form import Words
from tests.small import DAY, NOBODY, TRACK, element, plan_of, words

FILE = {"digest": "a" * 64, "name": "甲.pdf", "size": 1}


def options(*codes: str) -> list[dict[str, object]]:
    return [{"code": code, "label": words(code)} for code in codes]


PLAN = plan_of(
    element("kind", "choice", mandatory=False, options=options("a", "b")),
    element("tags", "multi", mandatory=False, options=options("x", "y")),
    element("proof", "attachment", mandatory=False),
    element("extra", "attachment", mandatory=False, visible_if='has(unit.kind) && unit.kind == "a"'),
    element("rows", "table", mandatory=False, fields=[element("files", "attachment")]),
    materials=[
        element("form", "", stage="fill", number="1", documents=["paper"]),
        element("proof", "", stage="fill", number="2", fields=["unit.proof", "unit.rows.*.files"]),
        element("extra", "", stage="fill", fields=["unit.extra"], when='has(unit.kind) ? unit.kind == "a" : false'),
        element("maybe", "", stage="fill", fields=["unit.extra"], optional=True, when='unit.kind == "b"'),
    ],
    papers=[
        element("copies", "", stage="fill", copies=2, per="unit.tags"),
        element("disc", "", stage="fill", medium="disc", copies=2),
        element("unsaid", "", stage="later", copies=None),
    ],
    signatures=[
        element("seal", "", document="paper", stage="fill", by="applicant", gives=["name", "seal", "date"]),
        element("opinion", "", document="paper", stage="later", by="recommender", gives=["opinion", "paging_seal"]),
    ],
    documents=[element("paper", "", of="submission", track=TRACK, parts=[])],
    stages=[element("fill", "", kind="fill"), element("later", "", kind="check")],
)  # fmt: skip


def lines(flat: dict[str, object]) -> list[str]:
    evaluation = Evaluation(PLAN, TRACK, flat, NOBODY, DAY)
    return [f"{line.material.id} {line.state}" for line in handover.checklist(PLAN, TRACK, flat, evaluation)]


def test_material_is_listed_in_order_with_how_it_stands():
    assert lines({}) == ["form made", "proof missing", "extra not_asked", "maybe left_out"]
    assert lines({"unit.kind": "a"}) == ["form made", "proof missing", "extra missing", "maybe not_asked"]


def test_files_count_from_rows_and_not_from_what_is_hidden():
    row = {"unit.rows": ["k"], "unit.rows.k.files": [FILE], "unit.rows.gone.files": [FILE], "unit.extra": [FILE]}

    assert lines({**row, "unit.kind": "b"}) == ["form made", "proof there", "extra not_asked", "maybe left_out"]
    assert lines({**row, "unit.kind": "a"})[2] == "extra there"
    evaluation = Evaluation(PLAN, TRACK, row, NOBODY, DAY)
    assert handover.checklist(PLAN, TRACK, row, evaluation)[1].files == ("甲.pdf",)


def test_copies_may_be_for_each_choice_and_may_be_unsaid():
    pack = PLAN.pack

    assert [(item.paper.id, item.copies) for item in handover.papers(pack, "fill")] == [("copies", 2), ("disc", 2)]
    assert handover.papers(pack, "fill", {"unit.tags": ["x", "y"]})[0].copies == 4
    assert [item.copies for item in handover.papers(pack, "later")] == [None]


def test_signatures_belong_to_a_document_and_a_stage():
    pack = PLAN.pack

    assert [item.id for item in handover.signatures(pack, "paper")] == ["seal", "opinion"]
    assert [item.id for item in handover.signatures(pack, "paper", "later")] == ["opinion"]


def test_signature_is_printed_line_by_line():
    seal, opinion = PLAN.pack.signatures

    assert handover.lines_to_sign(seal) == (
        Words(zh="seal（签名）：", en="seal (signature):"),
        Words(zh="seal（盖章）：", en="seal (seal):"),
        Words(zh="　　　　年　　月　　日", en="Date:"),
    )
    assert [words.zh for words in handover.lines_to_sign(opinion)] == ["opinion意见：", "opinion（骑缝章）："]
