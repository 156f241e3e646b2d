"""People, the organisations they belong to, and in which role."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in. `name` is the person's name as written on forms."""

    # Django's own way to drop inherited columns; a name is one thing here.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=80)
    mobile = models.CharField(max_length=20, blank=True)
    is_expert = models.BooleanField(default=False)
    expertise = models.CharField(max_length=200, blank=True)
    employer = models.CharField(max_length=200, blank=True)  # an expert's own organisation, for conflicts
    language = models.CharField(max_length=10, default="zh-hans")  # of what is mailed
    muted = models.JSONField(default=list, blank=True)  # kinds of messages not wanted: `mail:deadline`, `inbox:comment`
    unread = models.PositiveIntegerField(default=0)  # messages in the inbox, so that no page has to count them

    def __str__(self) -> str:
        return self.name or self.username


class Organisation(models.Model):
    """An applicant, a recommending body or an organiser. `region` is a GB/T 2260 code of six digits."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise"
        BODY = "body"
        ORGANISER = "organiser"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    region = models.CharField(max_length=6, blank=True)
    address = models.CharField(max_length=300, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    profile = models.JSONField(default=dict, blank=True)  # facts that fill forms: `organisation.*` names → values

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~models.Q(uscc=""), name="organisation_uscc_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a person works for an organisation. `bureau` is the id of the office in a recommending body.

    A manager speaks for the whole organisation; others have what they were given, application by application.
    """

    user = models.ForeignKey("shifan.User", on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("shifan.Organisation", on_delete=models.CASCADE, related_name="memberships")
    bureau = models.CharField(max_length=40, blank=True)
    is_manager = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.organisation_id}"
