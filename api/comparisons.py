import uuid
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router

from api.auth import LearnerRequest
from api.bodies import json_answer
from api.openapi import described, json_of, reference
from api.problems import ApiError
from builds.access import find_operation
from builds.comparison import read
from builds.comparison.compare import compare
from builds.comparison.storage import storage
from builds.models import Operation

builds = Router(tags=["comparison"])
stored = Router(tags=["comparison"])
COMPARISON = json_of(reference("Comparison"))
IMAGES = 100


@builds.get("/{uuid:build}/compare/{uuid:other}", openapi_extra=described(401, 404, 409, ok=COMPARISON))
def compare_images(request: LearnerRequest, build: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """What two images share, and where they part: of builds, commits, pulls, imports, recordings."""
    try:
        before, after = (read.image_of(_find(request, found)) for found in (build, other))
    except read.NoImage as error:
        raise ApiError(409, str(error)) from None
    return json_answer(compare(before, after, read.costs(request.auth)))


@stored.get("", openapi_extra=described(401, 404, 422, ok=json_of(reference("Storage"))))
def get_storage(
    request: LearnerRequest, operation: Annotated[list[uuid.UUID] | None, Query(max_length=IMAGES)] = None
) -> HttpResponse:
    """What images take together: those of the operations named, or else all of the learner's own."""
    if not operation:
        return json_answer(storage(read.own_images(request.auth)))
    return json_answer(storage(read.images_of([_find(request, found) for found in operation])))


def _find(request: LearnerRequest, operation: uuid.UUID) -> Operation:
    try:
        return find_operation(request.auth, operation)
    except Operation.DoesNotExist:
        raise ApiError(404, f"You have no build or operation {operation}.") from None
