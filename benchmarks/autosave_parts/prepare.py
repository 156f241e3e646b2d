"""Fill an empty database: for each person an application with 300 answers, a session, the rivals' blob."""

import json
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DjangoStore
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from autosave_parts.models import Draft
from shifan.models import StageDate, User
from shifan.web.session import SessionStore
from tests import make

ROWS = 150  # of a table with two columns: 300 answers
ON_A_PAGE = 28 * 28  # characters, as the notices want them printed
TABLE = "project.scenarios.k3f.equipment"
FILLING = "数控加工中心，含在线检测与刀具寿命管理，覆盖粗加工和精加工工序。"


def main(people: int, pages: int) -> None:
    """Make everything, each form as long as so many pages, and print cookies and addresses as one JSON document."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Draft)
    persons = [person(pages) for _ in range(people)]
    StageDate.objects.update(opens_at=None, closes_at=timezone.now() + timedelta(days=9))
    print(json.dumps(persons))


def person(pages: int) -> dict[str, str]:
    """Make one person with an application of their own."""
    keys = [f"r{number:03}" for number in range(ROWS)]
    answers: dict[str, object] = {TABLE: keys}
    text = (FILLING * pages * ON_A_PAGE)[: pages * ON_A_PAGE // ROWS]
    for key in keys:
        answers |= {f"{TABLE}.{key}.name": text, f"{TABLE}.{key}.count": "12"}
    application = make.make_application(stage="draft", answers=answers)
    Draft.objects.create(application=application, content=dict(application.answers.values_list("path", "value")))
    member, token = make.make_member(application.organisation), secrets.token_hex(16)
    sessions = [signed_in(store(), member) for store in (SessionStore, DjangoStore)]
    return {
        "rows": f"/apply/{application.pk}/answers/",
        "plain": f"/plain/{application.pk}/",
        "tuned": f"/tuned/{application.pk}/",
        "cookie": f"sessionid={sessions[0]}; csrftoken={token}",
        "plain cookie": f"sessionid={sessions[1]}; csrftoken={token}",
        "token": token,
    }


def signed_in(session: DjangoStore, user: User) -> str:
    """Open a session as signing in does, without the password."""
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
