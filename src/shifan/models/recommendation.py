"""How bodies check, rank and recommend."""

from django.db import models


class CheckMark(models.Model):
    """The verdict of an official on one line of the check sheet, for one submission at one stage."""

    class Verdict(models.TextChoices):
        PASS = "pass"
        FAIL = "fail"
        NOT_APPLICABLE = "not_applicable"

    submission = models.ForeignKey("shifan.Submission", on_delete=models.CASCADE, related_name="check_marks")
    stage = models.CharField(max_length=40)
    check_id = models.CharField(max_length=60)
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "stage", "check_id"], name="check_mark_once")]

    def __str__(self) -> str:
        return f"{self.submission_id}:{self.check_id}"


class RankedList(models.Model):
    """What a body recommends on a track at a stage: open, then sent with its frozen content."""

    class State(models.TextChoices):
        OPEN = "open"
        SENT = "sent"

    round = models.ForeignKey("shifan.Round", on_delete=models.PROTECT, related_name="ranked_lists")
    body = models.ForeignKey("shifan.Body", on_delete=models.PROTECT, related_name="ranked_lists")
    stage = models.CharField(max_length=40)
    track = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    content = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("shifan.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "stage", "track"], name="ranked_list_once")]

    def __str__(self) -> str:
        return f"{self.body_id}/{self.stage}/{self.track}"


class Recommendation(models.Model):
    """An application on a body's list: recommended with a rank, or declined with a reason."""

    class Verdict(models.TextChoices):
        RECOMMENDED = "recommended"
        DECLINED = "declined"

    ranked_list = models.ForeignKey("shifan.RankedList", on_delete=models.CASCADE, related_name="recommendations")
    application = models.ForeignKey("shifan.Application", on_delete=models.PROTECT, related_name="recommendations")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    rank = models.PositiveIntegerField(null=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ranked_list", "application"], name="recommendation_once"),
            models.CheckConstraint(
                condition=models.Q(verdict="declined", rank__isnull=True)
                | models.Q(verdict="recommended", rank__gte=1),
                name="recommendation_rank_when_recommended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ranked_list_id}:{self.application_id}"


class Signature(models.Model):
    """That an office of a body has signed a list as it stood: `digest` is of the content signed, empty once void."""

    ranked_list = models.ForeignKey("shifan.RankedList", on_delete=models.CASCADE, related_name="signatures")
    bureau = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ranked_list", "bureau"], name="signature_once")]

    def __str__(self) -> str:
        return f"{self.ranked_list_id}:{self.bureau}"
