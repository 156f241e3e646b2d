"""What people are told: in their inbox, and by e-mail."""

from django.db import models


class Message(models.Model):
    """One thing told to one person; `key` keeps it from being told twice, `kind` is what can be switched off.

    Words are made when the message is shown or mailed, from `kind` and `params`, in the reader's language.
    """

    class Mail(models.TextChoices):
        NONE = "none"  # switched off, or no address
        QUEUED = "queued"
        SENDING = "sending"  # a worker has it; one that is lost is queued again
        SENT = "sent"
        FAILED = "failed"

    user = models.ForeignKey("shifan.User", on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=120)
    application = models.ForeignKey("shifan.Application", null=True, on_delete=models.CASCADE, related_name="+")
    params = models.JSONField(default=dict)
    told_at = models.DateTimeField()
    in_inbox = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.NONE)
    mail_problem = models.TextField(blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["user", "-told_at"]),
            models.Index(
                fields=["mail"], condition=models.Q(mail__in=["queued", "sending", "failed"]), name="message_mail_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.key}"
