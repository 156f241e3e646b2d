"""What people are told: in their inbox, and by e-mail."""

from django.db import models


class Message(models.Model):
    """One thing told to one person, or mailed to an address.

    `key` keeps it from being told twice, `kind` is what can be switched off.

    Words are made when the message is shown or mailed, from `kind` and `params`, in the reader's language.
    """

    class Mail(models.TextChoices):
        NONE = "none"  # switched off, or no address
        QUEUED = "queued"
        SENDING = "sending"  # a worker has it; one that is lost is queued again
        SENT = "sent"
        FAILED = "failed"

    user = models.ForeignKey("shifan.User", null=True, on_delete=models.CASCADE, related_name="messages")
    address = models.EmailField(blank=True)  # of somebody who has no account yet, and so no inbox
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
        return f"{self.user_id or self.address}:{self.key}"

    @property
    def to(self) -> str:
        """This property will give the address that a mail of it goes to."""
        return self.user.email if self.user else self.address

    @property
    def language(self) -> str:
        """This property will give the language of its reader; Chinese where nobody has chosen yet."""
        return self.user.language if self.user else "zh-hans"
