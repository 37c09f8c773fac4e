"""The layers of stages that stay behind, as those of the image."""

import uuid
from typing import Annotated

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from api.auth import LearnerRequest
from api.builds import find_build
from api.layers import BLOB, PATHS, Limit, blob_of, files_of
from api.openapi import described, json_of, reference
from builds import quotas

router = Router(tags=["layers"])


@router.get(
    "/{uuid:build}/stages/{int:stage}/layers/{int:index}/files",
    openapi_extra=described(401, 404, 422, ok=json_of(reference("FilesBody"))),
)
def list_stage_files(
    request: LearnerRequest,
    build: uuid.UUID,
    stage: int,
    index: int,
    prefix: Annotated[str, Query(max_length=4096)] = "",
    after: Annotated[str, Query(max_length=4096)] = "",
    limit: Limit = PATHS,
) -> HttpResponseBase:
    """The paths that a layer of a stage adds, changes or deletes."""
    return files_of(request, find_build(request, build), index, prefix, after, limit, stage)


@router.get(
    "/{uuid:build}/stages/{int:stage}/layers/{int:index}/blob",
    openapi_extra=described(401, 404, 410, 429, 503, ok=BLOB),
)
def get_stage_blob(
    request: LearnerRequest, build: uuid.UUID, stage: int, index: int
) -> StreamingHttpResponse:
    """The blob of a layer of a stage."""
    return blob_of(find_build(request, build), index, quotas.downloads_by(request.auth), stage)
