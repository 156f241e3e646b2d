"""The tus protocol, as a client speaks it: a file is begun, then sent in pieces."""

from base64 import b64encode

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}


def metadata(**values: str) -> str:
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in values.items())


def create(
    client: Client, pk: int, *, size: int, name: str = "审计报告.pdf", path: str = "files.others", **more: str
) -> HttpResponse:
    about = {"HTTP_UPLOAD_LENGTH": str(size), "HTTP_UPLOAD_METADATA": metadata(filename=name, path=path)}
    return client.post(reverse("applicant_uploads", args=[pk]), **(TUS | about | more))


def patch(client: Client, address: str, offset: int, data: bytes, **more: str) -> HttpResponse:
    kind = "application/offset+octet-stream"
    return client.patch(address, data, content_type=kind, **(TUS | {"HTTP_UPLOAD_OFFSET": str(offset)} | more))


def send(client: Client, pk: int, data: bytes, **about: str) -> HttpResponse:
    """Send a whole file as one piece: what its last step answers."""
    begun = create(client, pk, size=len(data), **about)
    return patch(client, begun.headers["Location"], 0, data) if begun.status_code == 201 else begun
