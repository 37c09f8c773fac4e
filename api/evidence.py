import uuid

from django.http import HttpResponse
from ninja import Router

from api.auth import LearnerRequest
from api.bodies import json_answer
from api.builds import find_build
from api.openapi import described, json_of, reference
from api.problems import ApiError
from builds.models import Operation
from labs import reported

router = Router(tags=["exercises"])


@router.get(
    "/{uuid:build}/evidence", openapi_extra=described(401, 404, ok=json_of(reference("EvidenceBody")))
)
def get_evidence(request: LearnerRequest, build: uuid.UUID) -> HttpResponse:
    """What was predicted before the build, beside what happened."""
    return evidence_of(find_build(request, build))


def evidence_of(operation: Operation) -> HttpResponse:
    if found := reported.evidence(operation):
        return json_answer(found)
    raise ApiError(404, f"Build {operation.pk} belongs to no exercise.")
