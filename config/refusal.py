"""An answer to a request that Django never sees."""

import asyncio
import contextlib
from typing import Any

from django.conf import settings
from django.http import HttpResponse


async def refuse(answer: HttpResponse, receive: Any, send: Any, most: int) -> None:
    """Reads at most so many bytes first, and for no longer than a body may take: a client hears nothing while
    it still sends."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(settings.BODY_SECONDS):
            await _drain(receive, most)
    await respond(answer, send)


async def respond(answer: HttpResponse, send: Any) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]
    headers += [(b"connection", b"close"), (b"content-length", str(len(answer.content)).encode())]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})


async def _drain(receive: Any, left: int) -> None:
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body", False):
            return
