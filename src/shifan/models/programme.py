"""Published packs, the rounds that pin them, and each round's bodies and dates."""

from django.db import models


class PackVersion(models.Model):
    """A pack as it was published: the whole content and its SHA-256; files are not read after that."""

    pack = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("shifan.User", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class Round(models.Model):
    """One run of a programme: it pins a pack version and has its own calendar, `shift_days` off the notice's."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    pack_version = models.ForeignKey("shifan.PackVersion", on_delete=models.PROTECT, related_name="rounds")
    organiser = models.ForeignKey("shifan.Organisation", on_delete=models.PROTECT, related_name="rounds")
    slug = models.SlugField(max_length=80, unique=True)
    label = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    shift_days = models.IntegerField(default=0)
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.label


class StageDate(models.Model):
    """When a stage of a round opens and closes. No `opens_at`: open as soon as something reaches it."""

    round = models.ForeignKey("shifan.Round", on_delete=models.CASCADE, related_name="stage_dates")
    stage = models.CharField(max_length=40)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "stage"], name="stage_date_once")]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.stage}"


class Body(models.Model):
    """That an organisation acts as a recommending body in a round, for a region, below another body."""

    round = models.ForeignKey("shifan.Round", on_delete=models.CASCADE, related_name="bodies")
    organisation = models.ForeignKey("shifan.Organisation", on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=40)
    region = models.CharField(max_length=6)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        verbose_name_plural = "bodies"
        constraints = [models.UniqueConstraint(fields=["round", "kind", "region"], name="body_once")]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.kind}/{self.region}"


class PlaceholderConfirmation(models.Model):
    """That the organiser confirmed the reading taken of a rule which the notice leaves to another document."""

    round = models.ForeignKey("shifan.Round", on_delete=models.CASCADE, related_name="confirmations")
    placeholder = models.CharField(max_length=80)
    note = models.TextField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "placeholder"], name="placeholder_confirmation_once")]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.placeholder}"


class DateChange(models.Model):
    """A published change of a round's calendar: the stage, its end before and after, and why."""

    round = models.ForeignKey("shifan.Round", on_delete=models.CASCADE, related_name="date_changes")
    stage = models.CharField(max_length=40)
    before = models.DateTimeField(null=True)
    after = models.DateTimeField()
    reason = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("shifan.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.round_id}/{self.stage}"
