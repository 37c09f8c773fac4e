import uuid

from django.http import HttpResponse
from ninja import Router

from api.auth import LearnerRequest
from api.bodies import json_answer
from api.builds import find_build, folded
from api.openapi import described, json_of
from api.operations import STATE, find
from api.problems import ApiError
from api.schemas import OperationBody
from builds import exchange, quotas
from builds.access import SHOWN
from builds.consistency import RecordingInvalid
from builds.models import Learner, Operation
from builds.recording import encode

builds = Router(tags=["recordings"])
operations = Router(tags=["recordings"])
kept = Router(tags=["recordings"])
FILE = json_of({"type": "object"})


@builds.get("/{uuid:build}/recording", openapi_extra=described(401, 404, 409, 422, 429, ok=FILE))
def get_build_recording(request: LearnerRequest, build: uuid.UUID, blobs: bool = False) -> HttpResponse:
    """The build as a file that can be replayed without an engine; with its layers' blobs, if wanted."""
    return _file_of(request.auth, find_build(request, build), blobs)


@operations.get("/{uuid:operation}/recording", openapi_extra=described(401, 404, 409, 422, 429, ok=FILE))
def get_operation_recording(
    request: LearnerRequest, operation: uuid.UUID, blobs: bool = False
) -> HttpResponse:
    """The same of any operation."""
    return _file_of(request.auth, find(request, operation), blobs)


@kept.post(
    "",
    response={201: None},
    openapi_extra=described(401, 403, 413, 422, 429, body=FILE, created=STATE),
)
def import_recording(request: LearnerRequest) -> HttpResponse:
    """Keep a recording file, to look at and to compare with. Nothing is built."""
    try:
        operation = exchange.keep(request.auth, request.body)
    except RecordingInvalid as error:
        raise ApiError(422, f"This is no recording that can be shown: {error}") from None
    noun = "builds" if operation.kind in SHOWN else "operations"
    location = {"Location": f"/api/{noun}/{operation.pk}"}
    return json_answer(OperationBody.of(operation, folded(operation)), 201, location)


@kept.delete("/{uuid:operation}", response={204: None}, openapi_extra=described(401, 403, 404))
def delete_recording(request: LearnerRequest, operation: uuid.UUID) -> HttpResponse:
    """Delete what was imported. What was built here stays."""
    try:
        exchange.forget(find(request, operation))
    except Operation.DoesNotExist:
        raise ApiError(404, f"You have no recording {operation}.") from None
    return HttpResponse(status=204)


def _file_of(learner: Learner, operation: Operation, blobs: bool) -> HttpResponse:
    quotas.take(quotas.downloads_by(learner))
    try:
        content = encode(exchange.export(operation, blobs=blobs))
    except exchange.NotEnded as error:
        raise ApiError(409, str(error)) from None
    name = f"{operation.kind}-{operation.pk}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=headers)
