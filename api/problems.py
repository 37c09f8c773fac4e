"""Errors as `application/problem+json` (RFC 9457), whoever raised them."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

MEDIA_TYPE = "application/problem+json"


class ApiError(Exception):
    """`members` are the problem's further ones; `headers` the answer's."""

    def __init__(
        self, status: int, detail: str, headers: dict[str, str] | None = None, **members: object
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.members = status, detail, headers or {}, members


def problem(
    status: int, detail: str, headers: dict[str, str] | None = None, **members: object
) -> HttpResponse:
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    return HttpResponse(json.dumps(body), status=status, headers=headers, content_type=MEDIA_TYPE)


class ProblemMiddleware:
    """Gives Django's own errors below /api/ the API's form: unknown path, wrong method, bad host, a bug."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if iscoroutinefunction(self):
            return self._answer_async(request)
        return _in_form(request, self.get_response(request))

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        return _in_form(request, await self.get_response(request))


def _in_form(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < HTTPStatus.BAD_REQUEST or not request.path.startswith("/api/"):
        return response
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
    return problem(
        response.status_code, _DETAIL.get(response.status_code, "The request could not be answered."), kept
    )


_DETAIL: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "There is no such path in this API; /api/openapi.json lists them.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This path does not know that method; see the Allow header.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The lab made a mistake. Its operator can read more.",
}
