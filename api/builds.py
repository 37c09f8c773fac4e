import uuid
from typing import Annotated

import msgspec
from django.http import HttpResponse
from ninja import Query, Router

from api.auth import LearnerRequest
from api.bodies import json_answer, read_body
from api.openapi import described, json_of, reference
from api.problems import ApiError
from api.schemas import BuildBody, recorded_at_of
from builds import log, queue, services
from builds.access import SHOWN, find_operation
from builds.events import to_wire
from builds.models import Operation
from builds.state import BuildState, fold
from labs import services as labs

router = Router(tags=["builds"])
STATE = json_of(reference("BuildState"))
TURN = json_of({"anyOf": [reference("Turn"), {"type": "null"}]})
LINES = "application/x-ndjson"


@router.post(
    "",
    response={201: None},
    openapi_extra=described(400, 401, 403, 409, 413, 422, 429, 503, body=BuildBody, created=STATE),
)
def create_build(request: LearnerRequest) -> HttpResponse:
    """Queue a build; one learner's run one after the other. In an exercise this commits the prediction."""
    body = read_body(request, BuildBody)
    if body.exercise is None:
        operation = services.submit_build(request.auth, body.plain(), secrets=body.secrets)
    else:
        operation = labs.submit_build(
            request.auth, body.exercise, body.plain(), body.prediction, body.secrets
        )
    location = {"Location": f"/api/builds/{operation.pk}"}
    return json_answer(fold(str(operation.pk), []), 201, location)


@router.get("/{uuid:build}", openapi_extra=described(401, 404, ok=STATE))
def get_build(request: LearnerRequest, build: uuid.UUID) -> HttpResponse:
    """What has happened so far, folded from the events."""
    return state_of(find_build(request, build))


@router.get(
    "/{uuid:build}/events", openapi_extra=described(401, 404, 422, ok=json_of({"type": "string"}, LINES))
)
def list_events(
    request: LearnerRequest, build: uuid.UUID, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> HttpResponse:
    """The log so far, one JSON object a line; `seq` counts from 1 without gaps."""
    return events_of(find_build(request, build), after)


@router.get("/{uuid:build}/turn", openapi_extra=described(401, 404, ok=TURN))
def get_turn(request: LearnerRequest, build: uuid.UUID) -> HttpResponse:
    """When a queued build starts, as far as can be told; null once a worker has it."""
    return json_answer(queue.turn_of(find_build(request, build)))


@router.post("/{uuid:build}/cancel", response={202: None}, openapi_extra=described(401, 403, 404))
def cancel_build(request: LearnerRequest, build: uuid.UUID) -> HttpResponse:
    """Ask for the end of a build. Asking again, or after the end, does nothing."""
    services.cancel(find_build(request, build))
    return HttpResponse(status=202)


def find_build(request: LearnerRequest, build: uuid.UUID) -> Operation:
    try:
        return find_operation(request.auth, build, *SHOWN)
    except Operation.DoesNotExist:
        raise ApiError(404, f"You have no build {build}.") from None


def state_of(operation: Operation) -> HttpResponse:
    return json_answer(folded(operation))


def folded(operation: Operation) -> BuildState:
    """What has happened so far."""
    return fold(str(operation.pk), log.read(operation.pk), recorded_at_of(operation))


def events_of(operation: Operation, after: int) -> HttpResponse:
    entries = log.read(operation.pk, after)
    lines = msgspec.json.Encoder().encode_lines(to_wire(entry) for entry in entries)
    return HttpResponse(lines, content_type=LINES)
