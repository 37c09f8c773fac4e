from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from api.errors import too_large
from api.problems import problem
from config.refusal import refuse

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
        await refuse(refusal, receive, send, PATIENCE * limit)


def _refuse(headers: dict[bytes, bytes], limit: int) -> HttpResponse | None:
    length = headers.get(b"content-length")
    if length is None:
        return problem(411, "Send Content-Length.") if b"transfer-encoding" in headers else None
    return too_large(limit) if int(length) > limit else None
