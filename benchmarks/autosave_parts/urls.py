"""Shifan's addresses, and the rival: one JSON blob per application, read, changed and written as a whole."""

import json

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from shifan import urls
from shifan.queries import application as applications


@login_required
@transaction.atomic
def save_blob(request: HttpRequest, pk: int) -> JsonResponse:
    """Save some answers into the blob, after the same sign-in and access check as Shifan's own."""
    applications.for_saving(request.user, pk)
    changes = json.loads(request.body)["changes"]
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT content FROM bench_blob WHERE id = %s{lock}", [pk])
        kept = cursor.fetchone()[0]
        content = json.loads(kept) if isinstance(kept, str) else kept
        for change in changes:
            content[change["path"]] = change["value"]
        cursor.execute("UPDATE bench_blob SET content = %s WHERE id = %s", [json.dumps(content), pk])
    return JsonResponse({"saved": len(changes)})


urlpatterns = [*urls.urlpatterns, path("blob/<int:pk>/", save_blob)]
handler404 = urls.handler404
