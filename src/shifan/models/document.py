"""Documents made by the worker."""

from django.db import models


class IssuedDocument(models.Model):
    """A document made from something frozen: `source` is the digest of that, `plan` the pack's document."""

    class State(models.TextChoices):
        QUEUED = "queued"
        READY = "ready"
        FAILED = "failed"

    round = models.ForeignKey("shifan.Round", on_delete=models.CASCADE, related_name="documents")
    subject = models.CharField(max_length=80)  # `submission:12`, `ranked_list:3`, `notice:1`
    plan = models.CharField(max_length=60)
    form = models.CharField(max_length=5)  # pdf, xlsx
    source = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    file = models.ForeignKey("shifan.File", null=True, on_delete=models.PROTECT, related_name="+")
    problem = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "plan", "form", "source"], name="issued_document_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject}/{self.plan}.{self.form}"
