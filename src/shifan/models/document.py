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
    form = models.CharField(max_length=5)  # pdf, pdfa, docx, xlsx, zip, iso
    source = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    file = models.ForeignKey("shifan.File", null=True, on_delete=models.PROTECT, related_name="+")
    problem = models.TextField(blank=True)
    done = models.PositiveIntegerField(default=0)  # pieces made so far, of `total`, where there are several
    total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)  # when the last piece was made; a long silence means a lost worker
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "plan", "form", "source"], name="issued_document_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject}/{self.plan}.{self.form}"
