from collections.abc import Mapping
from typing import Any

from asgiref.testing import ApplicationCommunicator


class Connection:
    """One connection to an ASGI application, without a server."""

    def __init__(self, application: Any, scope: Mapping[str, object]) -> None:
        self._inner = ApplicationCommunicator(application, dict(scope))  # type: ignore[no-untyped-call]

    async def send(self, message: Mapping[str, object]) -> None:
        await self._inner.send_input(dict(message))  # type: ignore[no-untyped-call]

    async def receive(self, seconds: float = 5) -> dict[str, Any]:
        message: dict[str, Any] = await self._inner.receive_output(seconds)  # type: ignore[no-untyped-call]
        return message

    async def wait(self, seconds: float = 2) -> None:
        """For the application to return; then it is cancelled."""
        await self._inner.wait(seconds)  # type: ignore[no-untyped-call]
