"""Shifan's settings, with the rivals' addresses beside Shifan's own; PLAIN=1 is Django as it comes out of the box."""

import os

from shifan.settings import *  # noqa: F403  - a settings module is made of names

INSTALLED_APPS = [*INSTALLED_APPS, "autosave_parts"]  # noqa: F405
ROOT_URLCONF = "autosave_parts.urls"
if os.environ.get("PLAIN") == "1":
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  - Django's default
    SESSION_ENGINE = "django.contrib.sessions.backends.db"  # and its way to know who asks
    MIDDLEWARE = [name for name in MIDDLEWARE if name != "shifan.web.session.PersonMiddleware"]  # noqa: F405
