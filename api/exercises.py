import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Router

from api.auth import LearnerRequest
from api.bodies import json_answer, read_body
from api.openapi import described, json_of, reference
from api.problems import ApiError
from api.schemas import AttemptRequest
from labs import reported, services, shown, solutions
from labs.loading import schema
from labs.models import Attempt
from labs.quiz import loading as bank

router = Router(tags=["exercises"])
ATTEMPT = json_of(reference("AttemptBody"))


@router.get("", openapi_extra=described(401, ok=json_of({"type": "array", "items": reference("EntryBody")})))
def list_exercises(request: HttpRequest) -> HttpResponse:
    """The published course, in order."""
    return json_answer(shown.entries())


@router.get("/schema.json", auth=None, openapi_extra=described(ok=json_of({"type": "object"})))
def get_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of an exercise's front matter, for authors' editors."""
    return json_answer(schema())


@router.get("/questions.schema.json", auth=None, openapi_extra=described(ok=json_of({"type": "object"})))
def get_questions_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of a file of the question bank, for authors' editors."""
    return json_answer(bank.schema())


@router.get("/{slug:slug}", openapi_extra=described(401, 404, ok=json_of(reference("ExerciseBody"))))
def get_exercise(request: LearnerRequest, slug: str) -> HttpResponse:
    """An exercise as this learner may see it: what gives answers away comes after a prediction."""
    return json_answer(shown.show(services.find_exercise(slug, request.auth), request.auth))


@router.get(
    "/{slug:slug}/tasks/{slug:task}/hints/{int:level}",
    openapi_extra=described(401, 404, ok=json_of(reference("HintBody"))),
)
def get_hint(request: LearnerRequest, slug: str, task: str, level: int) -> HttpResponse:
    """Hints count from 1; the last one all but says it."""
    if found := reported.hint(services.find_task(services.find_exercise(slug, request.auth), task), level):
        return json_answer(found)
    raise ApiError(404, f"The task has no hint {level}.")


@router.get(
    "/{slug:slug}/tasks/{slug:task}/solution",
    openapi_extra=described(401, 403, 404, ok=json_of(reference("SolutionBody"))),
)
def get_solution(request: LearnerRequest, slug: str, task: str) -> HttpResponse:
    """One way to do it, once the learner has tried."""
    found = services.find_task(services.find_exercise(slug, request.auth), task)
    if solutions.open_to(request.auth, slug, task):
        return json_answer(solutions.solution(found))
    raise ApiError(403, f"Have {solutions.TRIES} answers checked first. Then this shows one way to do it.")


@router.post(
    "/{slug:slug}/attempts",
    response={202: None},
    openapi_extra=described(400, 401, 403, 404, 413, 422, 429, 503, body=AttemptRequest, accepted=ATTEMPT),
)
def create_attempt(request: LearnerRequest, slug: str) -> HttpResponse:
    """Hand in an answer to a task; its script runs on the learner's engine."""
    body = read_body(request, AttemptRequest)
    attempt = services.submit_attempt(request.auth, slug, body.task, body.plain())
    location = {"Location": f"/api/exercises/{slug}/attempts/{attempt.pk}"}
    return json_answer(reported.attempt(attempt), 202, location)


@router.get("/{slug:slug}/attempts/{uuid:attempt}", openapi_extra=described(401, 404, ok=ATTEMPT))
def get_attempt(request: LearnerRequest, slug: str, attempt: uuid.UUID) -> HttpResponse:
    """A verdict per check, with the fact that was used, once it is graded."""
    try:
        return json_answer(reported.attempt(services.find_attempt(request.auth, slug, attempt)))
    except Attempt.DoesNotExist:
        raise ApiError(404, f"You have no attempt {attempt} at {slug}.") from None
