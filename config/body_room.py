import asyncio
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from api.problems import problem
from builds.addresses import visitor_at
from builds.advice import over
from builds.at_once import AtOnce
from config.refusal import refuse, respond

SMALL = 2**16
"""Bytes of a body that counts for its address alone, so who fills the room keeps nobody from building."""
AGAIN = 10  # seconds
ALL = "all"


class BodyRoom:
    """Bounds what bodies take at once, and for how long: Django spools each before it knows who sends it.

    A body counts by its length as announced, from its start until its answer is sent.
    """

    def __init__(self, application: Any) -> None:
        self.application, self.taken = application, AtOnce()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        size = int(dict(scope["headers"]).get(b"content-length", b"0"))
        if not size:
            await self.application(scope, receive, send)
            return
        address = visitor_at((scope.get("client") or [None])[0])
        shares = [(address, settings.BODY_BYTES_PER_ADDRESS, size)]
        shares += [(ALL, settings.BODY_BYTES_AT_ONCE, size)] if size > SMALL else []
        held = [share for share in shares if self.taken.take(*share)]
        try:
            if held == shares:
                await _in_time(self.application, scope, receive, send)
            else:
                await refuse(_full(of_address=shares[0] not in held), receive, send, size)
        finally:
            for whom, _, amount in held:
                self.taken.give_back(whom, amount)


async def _in_time(application: Any, scope: Any, receive: Any, send: Any) -> None:
    """Says 408 where the body has not come in time; until then it is the application's."""
    end = asyncio.get_running_loop().time() + settings.BODY_SECONDS
    coming, late = True, False

    async def receive_in_time() -> Any:
        nonlocal coming, late
        if not coming:
            return await receive()
        try:
            async with asyncio.timeout_at(end):
                message = await receive()
        except TimeoutError:
            late = True
            return {"type": "http.disconnect"}
        coming = message.get("more_body", False)
        return message

    await application(scope, receive_in_time, send)
    if late:
        await respond(_late(), send)


def _full(of_address: bool) -> HttpResponse:
    name, value, status = ("body_bytes_at_once", settings.BODY_BYTES_AT_ONCE, 503)
    found = "Too much is being sent to this site just now"
    if of_address:
        name, value, status = ("body_bytes_per_address", settings.BODY_BYTES_PER_ADDRESS, 429)
        found = "Too much is being sent from your address just now"
    detail = over(name, value, found, " bytes")
    return problem(status, detail, {"Retry-After": str(AGAIN)}, limit=name, value=value)


def _late() -> HttpResponse:
    value = settings.BODY_SECONDS
    detail = over("body_seconds", value, "The body took too long to come", " s")
    return problem(408, detail, limit="body_seconds", value=value)
