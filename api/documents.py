"""The two documents of an image, byte for byte: its manifest and its config."""

import uuid
from typing import Literal

from django.http import HttpResponse
from ninja import Router

from api.auth import LearnerRequest
from api.builds import find_build
from api.layers import BLOB, BYTES
from api.openapi import described
from api.problems import ApiError
from builds import contents, quotas
from builds.models import Operation
from builds.quotas import Quota

Document = Literal["manifest", "config"]

router = Router(tags=["layers"])


@router.get(
    "/{uuid:build}/documents/{document}", openapi_extra=described(401, 404, 410, 422, 429, 503, ok=BLOB)
)
def get_document(request: LearnerRequest, build: uuid.UUID, document: Document) -> HttpResponse:
    """The image's manifest or config as the engine stores it, so that anyone can hash it."""
    return document_of(find_build(request, build), document, quotas.downloads_by(request.auth))


def document_of(operation: Operation, document: Document, quota: Quota) -> HttpResponse:
    """Uses one of `quota`. Raises TooMany."""
    quotas.take(quota)
    try:
        content, digest = contents.document(operation, document)
    except contents.NoImage:
        raise ApiError(404, f"Build {operation.pk} has no image.") from None
    except contents.BlobGone as gone:
        raise ApiError(410, str(gone)) from None
    name = {"Content-Disposition": f'attachment; filename="{digest.removeprefix("sha256:")}"'}
    return HttpResponse(content, content_type=BYTES, headers=name)
