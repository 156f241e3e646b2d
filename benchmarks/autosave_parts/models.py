"""The rivals' draft: everything that has been typed into an application, in one field."""

from django.db import models


class Draft(models.Model):
    """A draft as one JSON blob."""

    application = models.OneToOneField("shifan.Application", on_delete=models.CASCADE, primary_key=True)
    content = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "autosave_parts"
        db_table = "bench_draft"

    def __str__(self) -> str:
        return str(self.pk)
