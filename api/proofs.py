"""Exercises proven for programs, such as those that look after a repository of exercises."""

import uuid

from django.contrib.auth.models import User
from django.http import HttpResponse
from ninja import Router

from api.auth import LearnerRequest
from api.bodies import json_answer
from api.openapi import described, json_of, reference
from api.problems import ApiError
from labs.authoring import proving, writing
from labs.authoring.folder import FolderRefused
from labs.bodies import PromiseBody, ProofBody
from labs.loading import ExerciseInvalid
from labs.models import Proof
from labs.roles import may_teach

router = Router(tags=["exercises"])
PROOF = json_of(reference("ProofBody"))
ARCHIVE = json_of({"type": "string", "format": "binary"}, "application/zip")


@router.post(
    "",
    response={202: None},
    openapi_extra=described(400, 401, 403, 413, 422, 429, body=ARCHIVE, accepted=PROOF),
)
def create_proof(request: LearnerRequest) -> HttpResponse:
    """Have the exercise in a zip file proven on an engine made for it. For instructors."""
    author = request.auth.user
    if not isinstance(author, User) or not may_teach(author):
        raise ApiError(403, "Only instructors may have exercises proven.")
    try:
        made = proving.ask(author, writing.repacked(request.body))
    except ExerciseInvalid as fault:
        raise ApiError(422, str(fault), file=fault.file, line=fault.line, field=fault.field) from None
    except FolderRefused as refusal:
        raise ApiError(422, str(refusal), file=refusal.path or None) from None
    return json_answer(_body(made), 202, {"Location": f"/api/proofs/{made.pk}"})


@router.get("/{uuid:proof}", openapi_extra=described(401, 404, ok=PROOF))
def get_proof(request: LearnerRequest, proof: uuid.UUID) -> HttpResponse:
    """Each promise that was tried so far, and how it is broken where it is."""
    found = Proof.objects.filter(pk=proof, author=request.auth.user_id).first()
    if found is None:
        raise ApiError(404, f"You have no proof {proof}.")
    return json_answer(_body(found))


def _body(proof: Proof) -> ProofBody:
    ended = proof.status in ("ended", "stopped")
    return ProofBody(
        id=str(proof.pk),
        status=proof.status,
        passed=proof.passed if ended else None,
        message=proof.message or None,
        promises=[PromiseBody(name, fault or None) for name, fault in proof.results],
    )
