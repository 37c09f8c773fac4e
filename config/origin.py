from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host


class SameOrigin:
    """Lets pages of the host connect that they ask for, and programs.

    Browsers always name an origin, so who names none is a program and cannot be a victim's browser. The host
    must be one of ours too: a name of the attacker's may lead to this machine.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        origin, host = headers.get(b"origin"), headers.get(b"host", "")
        if origin is None or self.is_own(origin, host):
            await self.application(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close"})

    def is_own(self, origin: str, host: str) -> bool:
        """Browsers leave the usual port out of both."""
        name, _ = split_domain_port(host)
        own = {f"{scheme}://{host}".lower() for scheme in ("http", "https")}
        return origin.lower() in own and validate_host(name, settings.ALLOWED_HOSTS)
