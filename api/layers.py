import uuid
from collections.abc import AsyncIterator
from typing import Annotated, BinaryIO

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from api.auth import LearnerRequest
from api.bodies import compressed, json_answer
from api.builds import find_build
from api.openapi import described, json_of, reference
from api.problems import ApiError
from api.schemas import FileBody, FilesBody, MergedFileBody, MergedFilesBody, WasteBody
from builds import contents, quotas
from builds.events import LayerRecorded
from builds.models import Operation
from builds.quotas import Quota

router = Router(tags=["layers"])
PATHS, MOST_PATHS = 1000, 20_000
"""Paths a page, unless asked for otherwise, and at most: about 5 MB before compression."""
Limit = Annotated[int, Query(ge=1, le=MOST_PATHS)]
CHUNK = 2**18
BYTES = "application/octet-stream"
"""Of every layer: the media type is a recording's own word, and could make a page of it."""
BLOB = json_of({"type": "string", "format": "binary"}, BYTES)


@router.get(
    "/{uuid:build}/layers/{int:index}/files",
    openapi_extra=described(401, 404, 422, ok=json_of(reference("FilesBody"))),
)
def list_files(
    request: LearnerRequest,
    build: uuid.UUID,
    index: int,
    prefix: Annotated[str, Query(max_length=4096)] = "",
    after: Annotated[str, Query(max_length=4096)] = "",
    limit: Limit = PATHS,
) -> HttpResponseBase:
    """The paths that a layer adds, changes or deletes, in order, those below `prefix` only."""
    return files_of(request, find_build(request, build), index, prefix, after, limit)


@router.get(
    "/{uuid:build}/files", openapi_extra=described(401, 404, 422, ok=json_of(reference("MergedFilesBody")))
)
def list_merged_files(
    request: LearnerRequest,
    build: uuid.UUID,
    prefix: Annotated[str, Query(max_length=4096)] = "",
    after: Annotated[str, Query(max_length=4096)] = "",
) -> HttpResponse:
    """What all layers make together, in order: which one supplies each path, and which ones it hides."""
    return merged_of(find_build(request, build), prefix, after)


@router.get("/{uuid:build}/waste", openapi_extra=described(401, 404, ok=json_of(reference("WasteBody"))))
def get_waste(request: LearnerRequest, build: uuid.UUID) -> HttpResponse:
    """How much of the image is stored in vain, as dive defines it."""
    return waste_of(find_build(request, build))


@router.get(
    "/{uuid:build}/layers/{int:index}/blob", openapi_extra=described(401, 404, 410, 429, 503, ok=BLOB)
)
def get_blob(request: LearnerRequest, build: uuid.UUID, index: int) -> StreamingHttpResponse:
    """The layer's blob as the engine stores it, so that anyone can hash it."""
    return blob_of(find_build(request, build), index, quotas.downloads_by(request.auth))


def files_of(
    request: HttpRequest,
    operation: Operation,
    index: int,
    prefix: str,
    after: str,
    limit: int,
    stage: int | None = None,
) -> HttpResponseBase:
    """Compressed where the caller takes that: paths and digests are long."""
    page, rest = contents.files(operation, find_layer(operation, index, stage), prefix, after, limit)
    items = [FileBody.of(change) for change in page]
    return compressed(request, json_answer(FilesBody(items, items[-1].path if rest else None)))


def merged_of(operation: Operation, prefix: str, after: str) -> HttpResponse:
    page, rest = contents.merged(operation, prefix, after, PATHS)
    items = [MergedFileBody.of_merged(path) for path in page]
    return json_answer(MergedFilesBody(items, items[-1].path if rest else None))


def waste_of(operation: Operation) -> HttpResponse:
    return json_answer(WasteBody.of(contents.waste(operation)))


def blob_of(
    operation: Operation, index: int, quota: Quota, stage: int | None = None
) -> StreamingHttpResponse:
    """Uses one of `quota`. Raises TooMany."""
    layer = find_layer(operation, index, stage)
    quotas.take(quota)
    try:
        blob = contents.open_blob(operation, layer)
    except contents.BlobGone as gone:
        raise ApiError(410, str(gone)) from None
    headers = {
        "Content-Length": str(layer.size),
        "Content-Disposition": f'attachment; filename="{layer.digest.removeprefix("sha256:")}"',
    }
    return StreamingHttpResponse(_chunks(blob), content_type=BYTES, headers=headers)


def find_layer(operation: Operation, index: int, stage: int | None = None) -> LayerRecorded:
    """Of the image, or of a stage that stays behind."""
    layers = contents.recorded(operation) if stage is None else contents.of_stage(operation, stage)
    for layer in layers:
        if layer.index == index:
            return layer
    where = "" if stage is None else f" of stage {stage} recorded"
    raise ApiError(404, f"Build {operation.pk} has no layer {index}{where}.")


async def _chunks(blob: BinaryIO) -> AsyncIterator[bytes]:
    with blob:
        while chunk := await sync_to_async(blob.read)(CHUNK):
            yield chunk
