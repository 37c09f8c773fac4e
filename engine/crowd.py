"""The connections that are open: how many at once, and which has to go for another."""

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol

CONNECTIONS = 512
"""Open at once; one more waits until another has closed, or has been silent for a moment."""
MOMENT = 1.0
"""Seconds within which whoever connects has said something."""


class Talk(Protocol):
    @property
    def silent_since(self) -> float | None:
        """On the loop's clock; None while it is answered, and while it holds a lease."""

    async def hold(self) -> None:
        """Until it ends, or is cancelled."""


class Crowd:
    def __init__(self, begin: Callable[[socket.socket], Talk]) -> None:
        self.begin = begin
        self.open: dict[asyncio.Task[None], Talk] = {}

    async def accept(self, listener: socket.socket) -> None:
        """For ever."""
        loop = asyncio.get_running_loop()
        while True:
            if len(self.open) >= CONNECTIONS:
                self.close_silent(MOMENT, 1)
                await asyncio.wait(self.open, timeout=MOMENT, return_when=asyncio.FIRST_COMPLETED)
                continue
            peer, _ = await loop.sock_accept(listener)
            talk = self.begin(peer)
            task = asyncio.create_task(talk.hold())
            self.open[task] = talk
            task.add_done_callback(self.open.pop)

    def close_silent(self, seconds: float, most: int = CONNECTIONS) -> None:
        """Those without a lease that said nothing for so long; `most` of them, the longest silent first."""
        before = asyncio.get_running_loop().time() - seconds
        silent = [(talk.silent_since, task) for task, talk in self.open.items()]
        old = [(since, task) for since, task in silent if since is not None and since < before]
        for _, task in sorted(old, key=lambda one: one[0])[:most]:
            task.cancel()
