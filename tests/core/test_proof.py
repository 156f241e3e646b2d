from tests import small

PATENTS = small.element("patents", "integer", none_allowed=True, proof_required=True)
SENIOR = small.element("senior", "integer", none_allowed=True, proof_required=True, visible_if="unit.patents > 1")
FILES = small.element("files", "attachment", mandatory=False, proves=["unit.patents", "unit.senior"])
PLAN = small.plan_of(PATENTS, SENIOR, FILES)
FILE = [{"digest": "a" * 64, "name": "1.pdf", "size": 1}]


def test_number_without_proof_is_a_finding_at_submission() -> None:
    checked = small.checked(PLAN, {"unit.patents": "1"})

    assert [(one.rule, one.where, one.params["of"]) for one in checked.findings] == [
        ("field.proof", "unit.files", "patents")
    ]


def test_missing_proof_is_silent_while_saving() -> None:
    assert small.found(PLAN, {"unit.patents": "1"}, at="save") == []


def test_nothing_needs_no_proof() -> None:
    assert small.found(PLAN, {"unit.patents": "无"}) == []


def test_file_proves_all_that_it_is_for() -> None:
    assert small.found(PLAN, {"unit.patents": "3", "unit.senior": "2", "unit.files": FILE}) == []


def test_answer_that_is_not_asked_needs_no_proof() -> None:
    assert small.found(PLAN, {"unit.patents": "1", "unit.senior": "2", "unit.files": FILE}) == []
    (finding,) = small.checked(PLAN, {"unit.patents": "1", "unit.senior": "2"}).findings

    assert finding.params["of"] == "patents"


def test_finding_names_every_answer_that_is_not_proved() -> None:
    (finding,) = small.checked(PLAN, {"unit.patents": "3", "unit.senior": "2"}).findings

    assert (finding.params["of"], finding.params["of_en"]) == ("patents、senior", "patents, senior")


def test_chosen_nothing_needs_no_proof() -> None:
    options = [{"code": code, "label": small.words(code)} for code in ("a", "无")]
    kinds = small.element("kinds", "multi", options=options, proof_required=True)
    plan = small.plan_of(kinds, small.element("files", "attachment", mandatory=False, proves=["unit.kinds"]))

    assert small.found(plan, {"unit.kinds": ["无"]}) == []
    assert small.found(plan, {"unit.kinds": ["a"]}) == [("field.proof", "unit.files")]


def test_attachment_proves_only_what_needs_proof() -> None:
    plain = small.element("name")
    files = small.element("files", "attachment", proves=["unit.name"])

    assert small.faults_of(plain, files) == ["there is no field with proof_required “unit.name”"]


def test_what_needs_proof_is_proved_by_some_attachment() -> None:
    files = small.element("files", "attachment", proves=["unit.patents"])
    other = small.element("other", "integer", proof_required=True)

    assert small.faults_of(PATENTS, other, files) == ["nothing proves “unit.other”"]
