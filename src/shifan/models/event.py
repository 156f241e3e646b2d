"""The append-only, hash-chained record of what was done."""

from django.db import models


class Chain(models.Model):
    """The head of the chain: one row, locked while an event is added, so that the order is certain."""

    head = models.CharField(max_length=64, blank=True)
    length = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.length)


class Event(models.Model):
    """One move: who, for which organisation, what, about what. Never changed, never deleted."""

    position = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey("shifan.User", null=True, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=60)  # file.function of the action: `application.submit`
    subject = models.CharField(max_length=80)  # `application:12`, `ranked_list:3`, `round:1`
    round = models.ForeignKey("shifan.Round", null=True, on_delete=models.PROTECT, related_name="events")
    application = models.ForeignKey("shifan.Application", null=True, on_delete=models.PROTECT, related_name="events")
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.position} {self.verb}"
