"""The store of files: what nothing names any more."""

from datetime import datetime

from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet

from shifan.models import File


def unnamed(before: datetime) -> QuerySet[File]:
    """This function will give the files that no row of any kind names and nobody has brought in since a moment.

    Whatever refers to a file is found in the models themselves, so that a new kind of row cannot be forgotten here.
    """
    found = File.objects.filter(stored_at__lt=before)
    for relation in File._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.filter(~Exists(rows))
    return found.order_by("stored_at")
