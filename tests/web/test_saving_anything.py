"""Whatever JSON is sent to the address that saves answers: it is answered, and no other answer is lost or altered."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shifan.models import Answer, Application, StageDate
from tests import make

pytestmark = pytest.mark.django_db

STORED = {
    "unit.name": "示例装备有限公司",
    "unit.ownership": "private",
    "unit.revenue.2029": "42000",
    "project.intro": make.ANSWERS["project.intro"],
    "project.scenarios": ["k3f", "b2"],
    "project.scenarios.k3f.summary": "设计、工艺与制造协同。",
    "project.scenarios.k3f.equipment": ["a1"],
    "project.scenarios.k3f.equipment.a1.count": "12",
    "project.scenarios.b2.summary": "第二个场景。",
    "files.others": [],
}
# What is known to be hard for one layer or another: the reader of JSON, both databases, the checks of a field.
ODD = [
    "",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff文",
    "无",
    "NaN",
    "1e400",
    "9" * 4000,
    "١٢",
    "'; DROP TABLE x; --",
    "%s",
    "{}",
]
text = st.sampled_from(ODD) | st.text(st.characters(codec=None), max_size=20)
number = st.integers() | st.floats() | st.sampled_from([2**63, -(2**63) - 1, 10**4000, -0.0, 1e308])
scalar = st.none() | st.booleans() | number | text
entry = st.fixed_dictionaries({}, optional={"digest": text, "name": text, "size": number, "title": scalar, "own": text})
node = st.recursive(
    st.fixed_dictionaries({"type": st.sampled_from(["doc", "paragraph", "text", "table", "image", "x"])}),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(["doc", "paragraph", "text", "bulletList", "listItem", "heading", "image"])},
        optional={"content": st.lists(inner | scalar, max_size=3) | scalar, "text": scalar, "attrs": entry | scalar},
    ),
    max_leaves=6,
)
anything = st.recursive(scalar, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4))
deep = st.integers(1, 3000).map(lambda depth: json.loads("[" * min(depth, 900) + "]" * min(depth, 900)))
value = anything | node | deep | st.lists(st.sampled_from(["k3f", "b2", "c3", "K", ""]) | scalar) | st.lists(entry)
ours = st.sampled_from([*make.ANSWERS, *STORED, "unit.size", "files.letter", "project.period", "unit.revenue"])
strange = st.sampled_from(["unit", "unit.", ".", "project.scenarios.*.summary", "project.scenarios.zz.name", "x" * 201])
path = (
    ours | ours | strange | st.lists(text, min_size=2, max_size=4).map(".".join) | st.builds("{}.{}".format, ours, text)
)
version = st.sampled_from([0, 1, 1, 2, 2**31 - 2])
change = st.fixed_dictionaries({"path": path, "value": value, "version": version})
twice = st.tuples(path, st.lists(value, min_size=2, max_size=4)).map(
    lambda given: [{"path": given[0], "value": one, "version": 1} for one in given[1]]
)
wrong = st.sampled_from([-1, 2**31 - 1, 2**63, True, 1.0, "1", None])
loose = st.dictionaries(st.sampled_from(["path", "value", "version", "changes", "x"]), anything | wrong, max_size=4)
changes = st.lists(change, min_size=1, max_size=6) | twice
asked = (changes | changes | changes | st.lists(loose | scalar)).map(lambda found: {"changes": found})
bodies = (
    (asked | asked | loose | anything).map(json.dumps)
    | st.binary(max_size=60)
    | st.text(st.characters(codec="utf-8"), max_size=40)
)
# One more than most examples are: as many answers and as long as anybody can send.
LARGE = {
    "ten thousand changes": [{"path": "unit.name", "value": "x", "version": 1}] * 10_000,
    "500 paths of 100 names each": [{"path": f"a{at}" + ".b" * 97, "value": 1, "version": 0} for at in range(500)],
    "500 times the same answer": [{"path": "unit.name", "value": str(at), "version": 1} for at in range(500)],
    "500 rows that there are not": [
        {"path": f"project.scenarios.r{at}.equipment.a{at}.count", "value": "1", "version": 0} for at in range(500)
    ],
    "a text of two million": [{"path": "project.scenarios.k3f.summary", "value": "文" * 700_000, "version": 1}],
    "a value of 100 000 parts": [{"path": "project.scenarios", "value": ["k3f"] * 100_000, "version": 1}],
}


@pytest.fixture
def draft(sign_in):
    application = make.make_application(stage="draft", answers=STORED)
    ends = timezone.now() + timedelta(days=9)
    StageDate.objects.filter(round=application.round).update(opens_at=None, closes_at=ends)
    client = sign_in(make.make_member(application.organisation))
    client.raise_request_exception = False
    return application, client


def stored(application: Application) -> dict[str, tuple[object, int]]:
    return {
        path: (value, version) for path, value, version in application.answers.values_list("path", "value", "version")
    }


def sent(application, client, body: str | bytes) -> int:
    """Send a body; what is not said to be saved stands there as before, what is has the version it is said to have."""
    before = stored(application)
    reply = client.post(reverse("applicant_answers", args=[application.pk]), body, content_type="application/json")

    saved = reply.json()["versions"] if reply.status_code == 200 else {}
    after = stored(application)
    assert {path: kept for path, kept in after.items() if path not in saved} == {
        path: kept for path, kept in before.items() if path not in saved
    }
    assert {path: after[path][1] for path in saved} == saved
    return reply.status_code


@settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=bodies)
def test_any_body_is_answered_and_no_other_answer_changes(draft, body):
    application, client = draft
    Answer.objects.filter(application=application).exclude(path__in=make.ANSWERS | STORED).delete()
    Answer.objects.filter(application=application).update(version=1)

    assert sent(application, client, body) in (200, 400, 413)


@pytest.mark.parametrize("name", LARGE)
def test_as_much_as_anybody_can_send_is_answered(draft, name):
    application, client = draft

    assert sent(application, client, json.dumps({"changes": LARGE[name]})) in (200, 400, 413)
