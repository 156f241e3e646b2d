"""The one Django app."""

from django.apps import AppConfig


class ShifanConfig(AppConfig):
    """Shifan is a single app; layers, not apps, keep it in order (docs/decisions/0001)."""

    name = "shifan"
    default_auto_field = "django.db.models.BigAutoField"
