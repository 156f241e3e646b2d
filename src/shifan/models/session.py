"""Sign-ins that last."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A session that knows whose it is, so that both are read at once, and all of a person's can be ended."""

    user = models.ForeignKey("shifan.User", null=True, on_delete=models.CASCADE, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    def __str__(self) -> str:
        return str(self.session_key)
