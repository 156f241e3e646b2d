"""The organisations that apply together."""

from django.db import models


class ConsortiumMember(models.Model):
    """A member of the consortium of an application; the lead is the application's own organisation and has no row.

    `organisation` is known once one with the same code is registered; `confirmed_at` once its own people agreed.
    """

    application = models.ForeignKey("shifan.Application", on_delete=models.CASCADE, related_name="consortium")
    organisation = models.ForeignKey("shifan.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    uscc = models.CharField(max_length=18)
    duties = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("shifan.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "uscc"], name="consortium_member_once")]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.name}"
