"""A shared build, for whoever has its address: nobody is asked who they are, and nothing can be changed."""

import uuid
from typing import Annotated

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from api.builds import LINES, STATE, events_of, state_of
from api.documents import Document, document_of
from api.evidence import evidence_of
from api.layers import BLOB, PATHS, Limit, blob_of, files_of, merged_of, waste_of
from api.openapi import described, json_of, reference
from api.problems import ApiError
from builds import quotas
from builds.access import find_shared
from builds.models import Operation

router = Router(tags=["shared"], auth=None)


@router.get("/{uuid:share}", openapi_extra=described(404, ok=STATE))
def get_shared(request: HttpRequest, share: uuid.UUID) -> HttpResponse:
    """What has happened so far, folded from the events."""
    return state_of(_find(share))


@router.get("/{uuid:share}/events", openapi_extra=described(404, 422, ok=json_of({"type": "string"}, LINES)))
def list_shared_events(
    request: HttpRequest, share: uuid.UUID, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> HttpResponse:
    """The log so far, one JSON object a line."""
    return events_of(_find(share), after)


@router.get(
    "/{uuid:share}/layers/{int:index}/files",
    openapi_extra=described(404, 422, ok=json_of(reference("FilesBody"))),
)
def list_shared_files(
    request: HttpRequest,
    share: uuid.UUID,
    index: int,
    prefix: Annotated[str, Query(max_length=4096)] = "",
    after: Annotated[str, Query(max_length=4096)] = "",
    limit: Limit = PATHS,
) -> HttpResponseBase:
    """The paths that a layer adds, changes or deletes."""
    return files_of(request, _find(share), index, prefix, after, limit)


@router.get(
    "/{uuid:share}/stages/{int:stage}/layers/{int:index}/files",
    openapi_extra=described(404, 422, ok=json_of(reference("FilesBody"))),
)
def list_shared_stage_files(
    request: HttpRequest,
    share: uuid.UUID,
    stage: int,
    index: int,
    prefix: Annotated[str, Query(max_length=4096)] = "",
    after: Annotated[str, Query(max_length=4096)] = "",
    limit: Limit = PATHS,
) -> HttpResponseBase:
    """The paths that a layer of a stage adds, changes or deletes."""
    return files_of(request, _find(share), index, prefix, after, limit, stage)


@router.get(
    "/{uuid:share}/files", openapi_extra=described(404, 422, ok=json_of(reference("MergedFilesBody")))
)
def list_shared_merged_files(
    request: HttpRequest,
    share: uuid.UUID,
    prefix: Annotated[str, Query(max_length=4096)] = "",
    after: Annotated[str, Query(max_length=4096)] = "",
) -> HttpResponse:
    """What all layers make together."""
    return merged_of(_find(share), prefix, after)


@router.get("/{uuid:share}/waste", openapi_extra=described(404, ok=json_of(reference("WasteBody"))))
def get_shared_waste(request: HttpRequest, share: uuid.UUID) -> HttpResponse:
    """How much of the image is stored in vain."""
    return waste_of(_find(share))


@router.get("/{uuid:share}/layers/{int:index}/blob", openapi_extra=described(404, 410, 429, 503, ok=BLOB))
def get_shared_blob(request: HttpRequest, share: uuid.UUID, index: int) -> StreamingHttpResponse:
    """The layer's blob, so that anyone can hash it."""
    return blob_of(_find(share), index, quotas.shared_downloads_at(request.META.get("REMOTE_ADDR")))


@router.get("/{uuid:share}/documents/{document}", openapi_extra=described(404, 410, 422, 429, 503, ok=BLOB))
def get_shared_document(request: HttpRequest, share: uuid.UUID, document: Document) -> HttpResponse:
    """The image's manifest or config, so that anyone can hash it."""
    return document_of(_find(share), document, quotas.shared_downloads_at(request.META.get("REMOTE_ADDR")))


@router.get("/{uuid:share}/evidence", openapi_extra=described(404, ok=json_of(reference("EvidenceBody"))))
def get_shared_evidence(request: HttpRequest, share: uuid.UUID) -> HttpResponse:
    """What its owner predicted, beside what happened."""
    return evidence_of(_find(share))


def _find(share: uuid.UUID) -> Operation:
    try:
        return find_shared(share)
    except Operation.DoesNotExist:
        raise ApiError(404, "Nothing is shared at this address, or not any more.") from None
