from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from api.errors import too_large
from api.problems import problem

PATIENCE = 8
"""Times the limit that is read and thrown away, since a client hears nothing while it still sends."""

NONE: Mapping[str, int] = {}


class BodyLimit:
    """Refuses too large a body before Django sees it, which under ASGI spools it whole."""

    def __init__(self, application: Any, limit: int, others: Mapping[str, int] = NONE) -> None:
        """`others` are limits of their own, by path."""
        self.application, self.limit, self.others = application, limit, others

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        limit = self.others.get(scope.get("path", ""), self.limit)
        refusal = _refuse(dict(scope["headers"]), limit)
        if refusal is None:
            await self.application(scope, receive, send)
            return
        await _drain(receive, limit)
        await _send(refusal, send)


def _refuse(headers: dict[bytes, bytes], limit: int) -> HttpResponse | None:
    length = headers.get(b"content-length")
    if length is None:
        return problem(411, "Send Content-Length.") if b"transfer-encoding" in headers else None
    return too_large(limit) if int(length) > limit else None


async def _drain(receive: Any, limit: int) -> None:
    left = PATIENCE * limit
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body", False):
            return


async def _send(answer: HttpResponse, send: Any) -> None:
    headers = [(b"content-type", answer.headers["Content-Type"].encode()), (b"connection", b"close")]
    headers.append((b"content-length", str(len(answer.content)).encode()))
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})
