"""Where all web processes remember together what must not be forgotten between two requests: how often was tried."""

from django.db import models


class CacheEntry(models.Model):
    """A line of Django's cache in the database, in the shape it asks for; nobody but the cache reads or writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shifan_cache"

    def __str__(self) -> str:
        return self.cache_key
