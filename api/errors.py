"""What each of our exceptions, and the framework's, answers."""

import re
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
from builds.services import NoEngine, RequestRefused, TooMany

_MISMATCH = re.compile(r"Expected (?P<expected>.+), got (?P<came>.+?)(?: - at `(?P<field>.*)`)?")
_AT = re.compile(r"(?P<message>.+) - at `(?P<field>.*)`")
SIZES = {"dockerfile_bytes", "context_bytes", "build_arg_bytes"}


def install(api: NinjaAPI) -> None:
    answers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        ApiError: lambda error: problem(error.status, error.detail, error.headers, **error.members),
        HttpError: lambda error: problem(error.status_code, _http_detail(error)),
        Http404: lambda error: problem(404, str(error) or "There is no such thing."),
        ValidationError: _parameters,
        RequestDataTooBig: lambda _: too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        msgspec.ValidationError: _mismatch,
        msgspec.DecodeError: lambda error: problem(400, f"The body is not JSON: {error}"),
        RequestRefused: _refused,
        TooMany: _too_many,
        NoEngine: lambda error: problem(503, f"This site has no engine: {error}"),
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, _without_request(answer))


def too_large(limit: int) -> HttpResponse:
    detail = f"The body is too large; the limit is {limit} bytes."
    return problem(413, detail, limit="body_bytes", value=limit)


def _without_request(answer: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda _, error: answer(error)


def _http_detail(error: HttpError) -> str:
    match error.status_code:
        case HTTPStatus.UNAUTHORIZED:
            return "Open a page of this site first, or send `Authorization: Bearer TOKEN`."
        case HTTPStatus.FORBIDDEN:
            return "Send the csrftoken cookie's value in the X-CSRFToken header."
    return str(error)


def _parameters(error: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": ".".join(map(str, item["loc"])),
            "expected": item["msg"],
            "came": str(item.get("input", ""))[:80],
        }
        for item in error.errors
    ]
    detail = "; ".join(f"{item['field']}: {item['expected']}" for item in errors)
    return problem(422, detail, errors=errors)


def _mismatch(error: msgspec.ValidationError) -> HttpResponse:
    """msgspec names one fault, such as "Expected `str`, got `int` - at `$.dockerfile`"."""
    text = str(error)
    if found := _MISMATCH.fullmatch(text):
        fault = {name: found[name] for name in ("expected", "came")}
    else:
        found = _AT.fullmatch(text)
        fault = {"message": found["message"] if found else text}
    field = (found["field"] if found else None) or "$"
    return problem(422, text, errors=[{"field": field, **fault}])


def _refused(error: RequestRefused) -> HttpResponse:
    """`problems` has them all; `limit`, `value` and `line` are the first one's."""
    first = error.problems[0]
    status = 413 if first.limit in SIZES else 422
    problems = [msgspec.to_builtins(item) for item in error.problems]
    return problem(
        status, first.message, line=first.line, limit=first.limit, value=first.value, problems=problems
    )


def _too_many(error: TooMany) -> HttpResponse:
    headers = {"Retry-After": str(error.retry_after)}
    return problem(429, str(error), headers, limit=error.limit, value=error.value)
