"""The answers of an application, one row each; where one came from, and what stood there before."""

from django.db import models


class Answer(models.Model):
    """One answer. `path` has row keys: `project.scenarios.k3f.name`; the order of rows is itself an answer."""

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="answers")
    path = models.CharField(max_length=200)
    value = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "path"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.path}"


class AnswerOrigin(models.Model):
    """Where a value was taken from, and how it was there: `source` is `profile`, `application:12` or `workbook`."""

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="origins")
    path = models.CharField(max_length=200)
    source = models.CharField(max_length=40)
    value = models.JSONField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "path"], name="answer_origin_once")]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.path}←{self.source}"


class AnswerVersion(models.Model):
    """A value as it stood before somebody else changed it, or the same person after a pause."""

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="answer_versions")
    path = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    value = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "path", "version"], name="answer_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.path}#{self.version}"
