"""What colleagues say to each other about a field of an application before it is submitted."""

from django.db import models


class Comment(models.Model):
    """A remark on a field or section, or an answer to one (`parent`); resolved once for the whole thread."""

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="comments")
    path = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey("shifan.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["application", "path"])]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.path}"
