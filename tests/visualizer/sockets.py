"""A WebSocket to the whole ASGI application, without a server."""

import json
from typing import Any

from config.asgi import application
from tests.asgi import Connection


class Socket(Connection):
    """To `localhost`, unless the headers name another host."""

    def __init__(self, path: str, headers: dict[str, str]) -> None:
        path, _, query = path.partition("?")
        given = {"host": "localhost"} | headers
        pairs = [(name.encode(), value.encode("latin-1")) for name, value in given.items()]
        scope = {"type": "websocket", "path": path, "query_string": query.encode(), "headers": pairs}
        super().__init__(self._serve, scope | {"subprotocols": []})
        self._closed = self._gone = False

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        """As a server does: nothing can be sent after the close, nor to a visitor who is gone."""

        async def send_on(message: Any) -> None:
            assert not self._closed, f"{message} after the close"
            if self._gone:
                raise ConnectionError
            self._closed = message["type"] == "websocket.close"
            await send(message)

        await application(scope, receive, send_on)

    def vanish(self) -> None:
        """The connection is lost, which the application hears when it sends."""
        self._gone = True

    async def connect(self) -> bool:
        """Whether it was accepted."""
        await self.send({"type": "websocket.connect"})
        answer = await self.receive()
        return bool(answer["type"] == "websocket.accept")

    async def next_events(self) -> list[dict[str, Any]]:
        message = await self.receive()
        assert message["type"] == "websocket.send", message
        events: list[dict[str, Any]] = json.loads(message["text"])["events"]
        return events

    async def read_to_end(self) -> tuple[list[dict[str, Any]], int]:
        """All events that follow, and the code it closes with."""
        events: list[dict[str, Any]] = []
        while True:
            message = await self.receive(10)
            if message["type"] == "websocket.close":
                return events, message["code"]
            events += json.loads(message["text"])["events"]

    async def disconnect(self) -> None:
        await self.send({"type": "websocket.disconnect", "code": 1000})
        await self.wait()
