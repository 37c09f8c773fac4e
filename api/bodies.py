"""Bodies in and out, as JSON of msgspec's types."""

import re
from typing import TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from api.problems import ApiError

_MISMATCH = re.compile(r"Expected (?P<expected>.+), got (?P<came>.+?)(?: - at `(?P<field>.*)`)?")
_AT = re.compile(r"(?P<message>.+) - at `(?P<field>.*)`")
Body = TypeVar("Body")
_gzip = GZipMiddleware(lambda _: HttpResponse())


def read_body(request: HttpRequest, kind: type[Body]) -> Body:
    """Raises ApiError: 400 for what is not JSON, 422 with `errors` for what is not a `kind`."""
    try:
        return msgspec.json.decode(request.body, type=kind)
    except msgspec.ValidationError as error:
        raise ApiError(422, str(error), errors=[_fault(str(error))]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError(400, f"The body is not JSON: {error}") from None


def json_answer(body: object, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    content = msgspec.json.encode(body)
    return HttpResponse(content, status=status, headers=headers, content_type="application/json")


def compressed(request: HttpRequest, answer: HttpResponse) -> HttpResponseBase:
    """By gzip, where it is long enough and the caller takes that."""
    return _gzip.process_response(request, answer)


def _fault(text: str) -> dict[str, str]:
    """msgspec names one fault, such as "Expected `str`, got `int` - at `$.dockerfile`"."""
    if found := _MISMATCH.fullmatch(text):
        return {"field": found["field"] or "$", "expected": found["expected"], "came": found["came"]}
    if found := _AT.fullmatch(text):
        return {"field": found["field"], "message": found["message"]}
    return {"field": "$", "message": text}
