"""What an organisation keeps about itself: certificates, finance by year, who verified it, whom it invited."""

from django.db import models


class Certificate(models.Model):
    """A licence, qualification or certificate of an organisation, with the day it runs out where it does."""

    organisation = models.ForeignKey("shifan.Organisation", on_delete=models.CASCADE, related_name="certificates")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issued_date = models.DateField(null=True)
    expires_date = models.DateField(null=True)
    file = models.ForeignKey("shifan.File", null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.name}"


class FinanceYear(models.Model):
    """The figures of one year: money in 万元 (10,000 yuan), people as a number at the end of the year."""

    organisation = models.ForeignKey("shifan.Organisation", on_delete=models.CASCADE, related_name="finance_years")
    year = models.PositiveSmallIntegerField()
    assets = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    liabilities = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    profit = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    tax = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    research = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    headcount = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="finance_year_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.year}"


class Verification(models.Model):
    """That an organisation is to be verified by a competent authority (`desk`), and what that decided.

    One row a level, the lowest first; the next is asked when the one below has agreed. `data` is what was verified.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        AGREED = "agreed"
        RETURNED = "returned"

    organisation = models.ForeignKey("shifan.Organisation", on_delete=models.CASCADE, related_name="verifications")
    desk = models.ForeignKey("shifan.Organisation", on_delete=models.PROTECT, related_name="asked_verifications")
    level = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    data = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("shifan.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["desk", "state"])]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.level}:{self.state}"


class Invitation(models.Model):
    """That a person may join an organisation by a link; only the SHA-256 of its secret is kept."""

    organisation = models.ForeignKey("shifan.Organisation", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=80, blank=True)
    secret = models.CharField(max_length=64, unique=True)
    is_manager = models.BooleanField(default=False)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("shifan.User", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.email}"
