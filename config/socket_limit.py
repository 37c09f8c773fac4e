from typing import Any

from django.conf import settings

from builds.addresses import visitor_at
from builds.advice import over
from builds.at_once import AtOnce
from visualizer.consumers import TOO_MANY


class SocketLimit:
    """So many WebSockets of one address at once, whoever they say they are; asked before the database is."""

    def __init__(self, application: Any) -> None:
        self.application, self.open = application, AtOnce()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        address = visitor_at((scope.get("client") or [None])[0])
        if not self.open.take(address, settings.SOCKETS_PER_ADDRESS):
            await _refuse(receive, send)
            return
        try:
            await self.application(scope, receive, send)
        finally:
            self.open.give_back(address)


async def _refuse(receive: Any, send: Any) -> None:
    """Accepts first: of a connection that was never opened a browser tells its page no reason."""
    await receive()
    reason = over("sockets_per_address", settings.SOCKETS_PER_ADDRESS, "Your address watches too many builds")
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": TOO_MANY, "reason": reason})
