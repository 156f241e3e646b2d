"""The organiser's decision on each application."""

from django.db import models


class Selection(models.Model):
    """Whether an application is selected, by whom and why; `mean` is the experts' mean score at that moment."""

    class Outcome(models.TextChoices):
        SELECTED = "selected"
        NOT_SELECTED = "not_selected"

    application = models.OneToOneField("shifan.Application", on_delete=models.PROTECT, related_name="selection")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    mean = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.application_id}:{self.outcome}"
