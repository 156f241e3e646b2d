"""Lists shown to the public."""

from django.db import models


class Notice(models.Model):
    """A proposed or a final list of a track; `entries` is frozen and holds nothing personal."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed"
        FINAL = "final"

    round = models.ForeignKey("shifan.Round", on_delete=models.PROTECT, related_name="notices")
    track = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    entries = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "track", "kind"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.track}/{self.kind}"
