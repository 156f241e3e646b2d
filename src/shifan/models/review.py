"""What the organiser turns away before any review, and experts' reviews."""

from django.db import models


class TurnedAway(models.Model):
    """That the organiser ended an application at its completeness check, and why."""

    application = models.OneToOneField("shifan.Application", on_delete=models.PROTECT, related_name="turned_away")
    submission = models.ForeignKey("shifan.Submission", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=40)
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.application_id}:{self.stage}"


class Review(models.Model):
    """One expert's work on one application: assigned, then filed or recused.

    `draft` keeps the scores as typed, right or wrong, until the review is filed; then they are `Score` rows.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned"
        FILED = "filed"
        RECUSED = "recused"

    application = models.ForeignKey("shifan.Application", on_delete=models.PROTECT, related_name="reviews")
    submission = models.ForeignKey("shifan.Submission", on_delete=models.PROTECT, related_name="reviews")
    expert = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)
    draft = models.JSONField(default=dict)
    opinion = models.TextField(blank=True)
    reason = models.TextField(blank=True)  # of a recusal
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "expert"], name="review_once")]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.expert_id}"


class Score(models.Model):
    """The score of one criterion in one review."""

    review = models.ForeignKey("shifan.Review", on_delete=models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="score_once")]

    def __str__(self) -> str:
        return f"{self.review_id}:{self.criterion}"
