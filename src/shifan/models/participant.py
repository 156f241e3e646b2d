"""The people at work on one application: what each may do, where each is now, who certified what."""

from django.db import models


class Participant(models.Model):
    """What a person may do with an application; a manager of the organisation may do all of it without a row.

    Everybody with a row may read.
    """

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey("shifan.User", on_delete=models.CASCADE, related_name="participations")
    may_write = models.BooleanField(default=False)
    may_submit = models.BooleanField(default=False)
    may_certify = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.application_id}"


class Presence(models.Model):
    """In which section of an application a person was seen last."""

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey("shifan.User", on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=60)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.application_id}/{self.section}"


class Certification(models.Model):
    """That a person vouches for the answers as they stood: `digest` is of them, so that a change makes it void."""

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="certifications")
    digest = models.CharField(max_length=64)
    certified_at = models.DateTimeField()
    certified_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "digest", "certified_by"], name="certification_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.certified_by_id}"
