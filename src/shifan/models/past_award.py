"""The register of earlier awards, as operators import it from published lists."""

from django.db import models


class PastAward(models.Model):
    """One line of a list: the kind of award as packs name it, its year, who is on the list, and what for.

    `name_key`, `title_key` and `direction_key` are the same words without spaces and marks, by which they are compared.
    """

    award = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    uscc = models.CharField(max_length=18, blank=True, db_index=True)
    title = models.CharField(max_length=300, blank=True)
    title_key = models.CharField(max_length=300, blank=True)
    direction = models.CharField(max_length=100, blank=True)
    direction_key = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=20, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("shifan.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["award", "year", "name_key", "title_key", "direction_key"], name="past_award_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.year} {self.name}"
