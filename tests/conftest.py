"""What every test has: files go to a folder of its own, passwords are hashed fast, jobs wait until they are run."""

from pathlib import Path

import pytest
from django.test import Client

from shifan.models import User


@pytest.fixture(autouse=True)
def _surroundings(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def sign_in():
    """Give a function that signs a person in and hands back the browser they use."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter
