"""An application, its files, its frozen submissions, and what a desk asked to be changed."""

from django.db import models


class Application(models.Model):
    """The living record. `stage` is the pack's stage it stands in, `body` the recommending body it is with.

    `title` and `facts` are copies of the few answers that lists, quotas and routes need, so that no list
    ever loads answers.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        DECLINED = "declined"
        SELECTED = "selected"
        NOT_SELECTED = "not_selected"
        WITHDRAWN = "withdrawn"

    round = models.ForeignKey("shifan.Round", on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey("shifan.Organisation", on_delete=models.PROTECT, related_name="applications")
    track = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    stage = models.CharField(max_length=40)
    body = models.ForeignKey("shifan.Body", null=True, on_delete=models.PROTECT, related_name="applications")
    title = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="application_number_once"),
            models.UniqueConstraint(
                fields=["round", "organisation", "track"],
                condition=~models.Q(state="withdrawn"),
                name="application_one_per_track",
            ),
        ]
        indexes = [models.Index(fields=["round", "stage", "state"])]

    def __str__(self) -> str:
        return self.number


class File(models.Model):
    """Bytes stored once, named by their SHA-256, and whether a scanner has looked at them."""

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned"  # no scanner is configured
        WAITING = "waiting"
        CLEAN = "clean"
        INFECTED = "infected"
        FAILED = "failed"

    digest = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()  # the image of a disc has more than 2 GB
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    scan_note = models.CharField(max_length=200, blank=True)  # what the scanner called it, or why it failed
    scanned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.digest


class Attachment(models.Model):
    """That a file belongs to an application at a field; the answer of the field gives order and names."""

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("shifan.File", on_delete=models.PROTECT, related_name="attachments")
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "path", "file"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """The frozen copy made when submitting: canonical content, its SHA-256, and the pack it was checked with."""

    application = models.ForeignKey("shifan.Application", on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    pack_version = models.ForeignKey("shifan.PackVersion", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="submission_number_once")]

    def __str__(self) -> str:
        return f"{self.application_id}#{self.number}"


class ChangeRequest(models.Model):
    """That a body sent an application back: which fields are open again, why, and until when."""

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="change_requests")
    submission = models.ForeignKey("shifan.Submission", on_delete=models.PROTECT, related_name="change_requests")
    stage = models.CharField(max_length=40)
    body = models.ForeignKey("shifan.Body", null=True, on_delete=models.PROTECT, related_name="+")
    paths = models.JSONField()  # section ids or field paths
    reason = models.TextField()
    reasons = models.JSONField(default=dict)  # path → what is wrong there, where the desk said it apart
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)  # what the applicant says about its changes

    def __str__(self) -> str:
        return f"{self.application_id}:{self.stage}"
