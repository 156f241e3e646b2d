"""Fill an empty database: for each person an application with about 300 answers, a session, the rival's blob."""

import json
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from shifan.models import Application, StageDate, User
from tests import make

ROWS = 150  # of a table with two columns: 300 answers, 88 kB
TABLE = "project.scenarios.k3f.equipment"
FILLING = "数控加工中心，含在线检测与刀具寿命管理，覆盖粗加工和精加工工序。" * 6


def main(people: int) -> None:
    """Make everything and print each person's cookies and addresses as one JSON document."""
    call_command("migrate", verbosity=0)
    kind = "jsonb" if connection.vendor == "postgresql" else "text"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_blob (id bigint PRIMARY KEY, content {kind})")
    persons = [person() for _ in range(people)]
    StageDate.objects.update(opens_at=None, closes_at=timezone.now() + timedelta(days=9))
    print(json.dumps(persons))


def person() -> dict[str, str]:
    """Make one person with an application of their own."""
    keys = [f"r{number:03}" for number in range(ROWS)]
    answers: dict[str, object] = {TABLE: keys}
    for key in keys:
        answers |= {f"{TABLE}.{key}.name": FILLING, f"{TABLE}.{key}.count": "12"}
    application = make.make_application(stage="draft", answers=answers)
    copy_to_blob(application)
    session, token = signed_in(make.make_member(application.organisation)), secrets.token_hex(16)
    return {
        "rows": f"/apply/{application.pk}/answers/",
        "blob": f"/blob/{application.pk}/",
        "cookie": f"sessionid={session}; csrftoken={token}",
        "token": token,
    }


def copy_to_blob(application: Application) -> None:
    """Give the rival the same answers."""
    flat = dict(application.answers.values_list("path", "value"))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_blob VALUES (%s, %s)", [application.pk, json.dumps(flat)])


def signed_in(user: User) -> str:
    """Open a session as signing in does, without the password."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
