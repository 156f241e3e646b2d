"""Shifan's addresses, and two rivals that keep a draft as one JSON blob: read, changed and written as a whole.

`plain` is a draft as it is commonly written: a model with a JSONField, fetched, changed and saved. `tuned` has all that
Shifan's own saving has, the blob apart: the fewest columns, the same access in one statement, no model in between.
"""

import json

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from autosave_parts.models import Draft
from shifan import urls
from shifan.queries import application as applications


@login_required
def save_plain(request: HttpRequest, pk: int) -> JsonResponse:
    """Save some answers into the draft, as a Django project of this size would."""
    with transaction.atomic():
        mine = Draft.objects.select_for_update().filter(application__organisation__memberships__user=request.user)
        draft = get_object_or_404(mine, application=pk)
        changes = json.loads(request.body)["changes"]
        for change in changes:
            draft.content[change["path"]] = change["value"]
        draft.save()
    return JsonResponse({"saved": len(changes)})


@login_required
@transaction.atomic
def save_tuned(request: HttpRequest, pk: int) -> JsonResponse:
    """Save some answers into the blob, after the same sign-in and access check as Shifan's own."""
    applications.for_saving(request.user, pk, ())
    changes = json.loads(request.body)["changes"]
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT content FROM bench_draft WHERE application_id = %s{lock}", [pk])
        kept = cursor.fetchone()[0]
        content = json.loads(kept) if isinstance(kept, str) else kept
        for change in changes:
            content[change["path"]] = change["value"]
        cursor.execute("UPDATE bench_draft SET content = %s WHERE application_id = %s", [json.dumps(content), pk])
    return JsonResponse({"saved": len(changes)})


urlpatterns = [*urls.urlpatterns, path("plain/<int:pk>/", save_plain), path("tuned/<int:pk>/", save_tuned)]
handler404 = urls.handler404
