"""What each of our exceptions, and the framework's, answers."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from api.problems import ApiError, problem
from builds.advice import over
from builds.quotas import TooMany
from builds.secrets.values import NoRoom
from builds.services import WAITING_SECONDS, NoEngine, RequestRefused
from engine.client import EngineUnavailable
from labs.services import AlreadyAnswered, NotInCourse

SIZES = {"dockerfile_bytes", "context_bytes", "build_arg_bytes", "secret_bytes"}


def install(api: NinjaAPI) -> None:
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        ApiError: lambda _, error: problem(error.status, error.detail, error.headers, **error.members),
        HttpError: lambda _, error: problem(error.status_code, _http_detail(error)),
        Http404: lambda _, error: problem(404, str(error) or "There is no such thing."),
        RequestDataTooBig: lambda *_: too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        ValidationError: _parameters,
        RequestRefused: _refused,
        TooMany: _too_many,
        NotInCourse: _not_in_course,
        AlreadyAnswered: lambda _, error: problem(409, str(error)),
        EngineUnavailable: lambda *_: problem(503, "The engine service does not answer."),
        NoRoom: lambda _, error: problem(503, str(error), {"Retry-After": str(WAITING_SECONDS)}),
        NoEngine: lambda _, error: problem(503, f"This site has no engine: {error}"),
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def too_large(limit: int) -> HttpResponse:
    detail = over("body_bytes", limit, "The body is too large", " bytes")
    return problem(413, detail, limit="body_bytes", value=limit)


def _http_detail(error: HttpError) -> str:
    match error.status_code:
        case HTTPStatus.UNAUTHORIZED:
            return "Open a page of this site first, or send `Authorization: Bearer TOKEN`."
        case HTTPStatus.FORBIDDEN:
            return "Send the csrftoken cookie's value in the X-CSRFToken header."
    return str(error)


def _parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Of the query, since bodies are msgspec's and a path that does not fit is not found."""
    faults = {str(item["loc"][-1]): str(item["msg"]) for item in error.errors}
    errors = [
        {"field": name, "expected": expected, "came": request.GET.get(name, "")[:80]}
        for name, expected in faults.items()
    ]
    return problem(422, "; ".join(f"{name}: {fault}" for name, fault in faults.items()), errors=errors)


def _refused(_: HttpRequest, error: RequestRefused) -> HttpResponse:
    """`problems` has them all; `limit`, `value` and `line` are the first one's."""
    first = error.problems[0]
    status = 413 if first.limit in SIZES else 422
    problems = [msgspec.to_builtins(item) for item in error.problems]
    return problem(
        status, first.message, line=first.line, limit=first.limit, value=first.value, problems=problems
    )


def _not_in_course(request: HttpRequest, error: NotInCourse) -> HttpResponse:
    """An exercise or task in the path is not found; what a body names wrongly is unprocessable."""
    if request.path.startswith("/api/exercises/") and error.field in ("exercise", "task"):
        return problem(404, str(error))
    return problem(422, str(error), errors=[{"field": error.field, "message": str(error)}])


def _too_many(_: HttpRequest, error: TooMany) -> HttpResponse:
    headers = {"Retry-After": str(error.retry_after)}
    return problem(429, str(error), headers, limit=error.limit, value=error.value)
