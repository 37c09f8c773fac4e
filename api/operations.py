import datetime
import uuid
from typing import Annotated

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from api.auth import LearnerRequest
from api.bodies import json_answer, read_body
from api.builds import LINES, TURN, events_of, folded
from api.layers import BLOB, PATHS, Limit, blob_of, files_of, merged_of, waste_of
from api.openapi import described, json_of, reference, schema_of
from api.problems import ApiError
from api.schemas import OperationBody, OperationItem, OperationsBody
from builds import queue, quotas, services
from builds.access import find_operation
from builds.models import Operation
from builds.operations.request import OperationRequest
from builds.operations.subjects import NoSubject
from builds.state import fold

router = Router(tags=["operations"])
STATE = json_of(reference("OperationBody"))
PAGE = 100
ASKED = json_of(schema_of(OperationRequest))


@router.post(
    "",
    response={201: None},
    openapi_extra=described(400, 401, 403, 404, 422, 429, 503, body=ASKED, created=STATE),
)
def create_operation(request: LearnerRequest) -> HttpResponse:
    """Queue an operation. It waits for the learner's builds and operations before it."""
    body: OperationRequest = read_body(request, OperationRequest)  # type: ignore[arg-type]  # a union
    try:
        operation = services.submit(request.auth, body)
    except NoSubject as missing:
        raise ApiError(404, str(missing)) from None
    location = {"Location": f"/api/operations/{operation.pk}"}
    return json_answer(OperationBody.of(operation, fold(str(operation.pk), [])), 201, location)


@router.get("", openapi_extra=described(401, 422, ok=json_of(reference("OperationsBody"))))
def list_operations(
    request: LearnerRequest, before: Annotated[float | None, Query(ge=0, le=2**33)] = None
) -> HttpResponse:
    """The caller's own, builds too, the newest first; only those made before a time, where one is given."""
    found = Operation.objects.filter(learner=request.auth).order_by("-created_at")
    if before is not None:
        found = found.filter(created_at__lt=datetime.datetime.fromtimestamp(before, datetime.UTC))
    items = [OperationItem.of(operation) for operation in found[: PAGE + 1]]
    more = len(items) > PAGE
    return json_answer(OperationsBody(items[:PAGE], items[PAGE - 1].created_at if more else None))


@router.get("/{uuid:operation}", openapi_extra=described(401, 404, ok=STATE))
def get_operation(request: LearnerRequest, operation: uuid.UUID) -> HttpResponse:
    """What has happened so far, folded from the events. A build is an operation too."""
    found = find(request, operation)
    return json_answer(OperationBody.of(found, folded(found)))


@router.get(
    "/{uuid:operation}/events",
    openapi_extra=described(401, 404, 422, ok=json_of({"type": "string"}, LINES)),
)
def list_operation_events(
    request: LearnerRequest, operation: uuid.UUID, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> HttpResponse:
    """The log so far, one JSON object a line; `seq` counts from 1 without gaps."""
    return events_of(find(request, operation), after)


@router.get("/{uuid:operation}/turn", openapi_extra=described(401, 404, ok=TURN))
def get_operation_turn(request: LearnerRequest, operation: uuid.UUID) -> HttpResponse:
    """As of a build."""
    return json_answer(queue.turn_of(find(request, operation)))


@router.post("/{uuid:operation}/cancel", response={202: None}, openapi_extra=described(401, 403, 404))
def cancel_operation(request: LearnerRequest, operation: uuid.UUID) -> HttpResponse:
    """Ask for its end. Asking again, or after the end, does nothing."""
    services.cancel(find(request, operation))
    return HttpResponse(status=202)


@router.get(
    "/{uuid:operation}/layers/{int:index}/files",
    openapi_extra=described(401, 404, 422, ok=json_of(reference("FilesBody"))),
)
def list_operation_files(
    request: LearnerRequest,
    operation: uuid.UUID,
    index: int,
    prefix: Annotated[str, Query(max_length=4096)] = "",
    after: Annotated[str, Query(max_length=4096)] = "",
    limit: Limit = PATHS,
) -> HttpResponseBase:
    """As of a build's layers: those of the image that the operation made."""
    return files_of(request, find(request, operation), index, prefix, after, limit)


@router.get(
    "/{uuid:operation}/files",
    openapi_extra=described(401, 404, 422, ok=json_of(reference("MergedFilesBody"))),
)
def list_operation_merged_files(
    request: LearnerRequest,
    operation: uuid.UUID,
    prefix: Annotated[str, Query(max_length=4096)] = "",
    after: Annotated[str, Query(max_length=4096)] = "",
) -> HttpResponse:
    """What all layers of the image make together."""
    return merged_of(find(request, operation), prefix, after)


@router.get("/{uuid:operation}/waste", openapi_extra=described(401, 404, ok=json_of(reference("WasteBody"))))
def get_operation_waste(request: LearnerRequest, operation: uuid.UUID) -> HttpResponse:
    """How much of the image is stored in vain."""
    return waste_of(find(request, operation))


@router.get(
    "/{uuid:operation}/layers/{int:index}/blob", openapi_extra=described(401, 404, 410, 429, 503, ok=BLOB)
)
def get_operation_blob(request: LearnerRequest, operation: uuid.UUID, index: int) -> StreamingHttpResponse:
    """As of a build's layers."""
    return blob_of(find(request, operation), index, quotas.downloads_by(request.auth))


def find(request: LearnerRequest, operation: uuid.UUID) -> Operation:
    try:
        return find_operation(request.auth, operation)
    except Operation.DoesNotExist:
        raise ApiError(404, f"You have no operation {operation}.") from None
