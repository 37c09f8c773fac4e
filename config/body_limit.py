from typing import Any

from django.http import HttpResponse

from api.errors import too_large
from api.problems import problem

PATIENCE = 8
"""Times the limit that is read and thrown away, since a client hears nothing while it still sends."""


class BodyLimit:
    """Refuses too large a body before Django sees it, which under ASGI spools it whole."""

    def __init__(self, application: Any, limit: int) -> None:
        self.application, self.limit = application, limit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        refusal = self._refuse(dict(scope["headers"]))
        if refusal is None:
            await self.application(scope, receive, send)
            return
        await self._drain(receive)
        await _send(refusal, send)

    def _refuse(self, headers: dict[bytes, bytes]) -> HttpResponse | None:
        length = headers.get(b"content-length")
        if length is None:
            return problem(411, "Send Content-Length.") if b"transfer-encoding" in headers else None
        return too_large(self.limit) if int(length) > self.limit else None

    async def _drain(self, receive: Any) -> None:
        left = PATIENCE * self.limit
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
