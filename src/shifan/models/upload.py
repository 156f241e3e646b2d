"""Files on their way in, a piece at a time."""

from django.db import models


class Upload(models.Model):
    """A file being sent: how much of `size` bytes has come; the storage has `pieces` in their order."""

    key = models.UUIDField(primary_key=True)
    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="uploads")
    path = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    pieces = models.JSONField(default=list)  # names in the storage
    replaces = models.CharField(max_length=64, blank=True)  # digest of the file whose place it takes
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")
    attachment = models.ForeignKey("shifan.Attachment", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.application_id}:{self.name}"
