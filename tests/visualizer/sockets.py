"""A WebSocket to the whole ASGI application, without a server."""

import json
from typing import Any

from config.asgi import application
from tests.asgi import Connection


class Socket(Connection):
    """To `localhost`, unless the headers name another host."""

    def __init__(self, path: str, headers: dict[str, str]) -> None:
        path, _, query = path.partition("?")
        pairs = [(name.encode(), value.encode()) for name, value in ({"host": "localhost"} | headers).items()]
        scope = {"type": "websocket", "path": path, "query_string": query.encode(), "headers": pairs}
        super().__init__(application, scope | {"subprotocols": []})

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
