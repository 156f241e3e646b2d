"""Shifan's settings, with the rival's address beside Shifan's own."""

from shifan.settings import *  # noqa: F403  - a settings module is made of names

ROOT_URLCONF = "autosave_parts.urls"
