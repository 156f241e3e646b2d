"""Sessions in the database, read together with the person they belong to: one statement for both on every page."""

from typing import Any, cast

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from shifan.models import Session, User

# What pages need of a person; the rest is fetched where it is asked for.
COLUMNS = (
    *(
        "id",
        "password",
        "username",
        "email",
        "is_active",
        "name",
        "mobile",
        "is_expert",
        "employer",
        "language",
        "unread",
    ),
)
_LOAD = (
    f"SELECT s.session_data, {', '.join(f'u.{name}' for name in COLUMNS)} FROM {Session._meta.db_table} s "
    f"LEFT JOIN {User._meta.db_table} u ON u.id = s.user_id WHERE s.session_key = %s AND s.expire_date > %s"
)


class SessionStore(DatabaseStore):
    """Django's sessions in the database; `user` is the person as they were read with the session, if any."""

    user: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """This method will name the model that keeps the sessions."""
        return Session

    def load(self) -> dict[str, Any]:
        """This method will read a session and its person with one statement."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [self.session_key, now])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        if row[1] is not None:
            self.user = User.from_db(connection.alias, COLUMNS, row[1:])
        return self.decode(row[0])

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """This method will note whose session it is, beside what Django keeps."""
        kept, whose = super().create_model_instance(data), data.get(SESSION_KEY)
        return Session(
            session_key=kept.session_key,
            session_data=kept.session_data,
            expire_date=kept.expire_date,
            user_id=int(whose) if whose else None,
        )


class PersonMiddleware:
    """Takes the person read with the session; whatever is not plain is left to Django's own way.

    No browser keeps a page of somebody who is signed in, unless the page says that it may.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = cast(User, SimpleLazyObject(lambda: _person(request)))
        answer = self.get_response(request)
        # The next one at a shared computer must not get at it with “Back”.
        if request.session.get(SESSION_KEY) and not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-store"
        return answer


def _person(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    session = request.session
    signed_in, kept = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY)
    user = getattr(session, "user", None)
    is_theirs = user is not None and signed_in == str(user.pk) and user.is_active
    # The hash is made of the password: a new one ends every session of before.
    if user is not None and is_theirs and kept and constant_time_compare(kept, user.get_session_auth_hash()):
        return user
    return get_user(request)
