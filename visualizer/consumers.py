import asyncio
import contextlib
import re
import time
import uuid
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from builds import learners, log
from builds.access import find_shared, is_shared, may_see
from builds.advice import over
from builds.at_once import AtOnce
from builds.models import Operation
from builds.publish import Published, as_batch, group_of

CHUNK = 500  # entries in one message of the past
QUIET = 2.0  # seconds after which a lost message would show

MINUTE = 60.0
ENDED, BAD_CURSOR, FORBIDDEN, UNKNOWN, TOO_MANY = 1000, 4400, 4403, 4404, 4429
WATCHING = AtOnce()
"""How many sockets each learner has."""
_CURSOR = re.compile(r"\d{1,15}", re.ASCII)


class OperationConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels is untyped
    """Sends an operation's log after `?after=SEQ`, past then live, each entry once; then closes.

    It joins the group before it reads the log, so what is appended meanwhile comes as a batch. A batch
    that does not continue the cursor, and a silence, make it read the log again: messages can get lost.
    """

    place: str | None = None
    """Whose place it takes, once it does."""

    async def __call__(self, *asgi: Any) -> None:
        """However it ends: a visitor who is gone makes any `send` raise OSError."""
        self.watch: asyncio.Task[None] | None = None
        self.group: str | None = None
        self.closed = False
        try:
            await super().__call__(*asgi)
        finally:
            await self._leave()

    async def connect(self) -> None:
        self.said, self.minute = 0, 0.0
        self.turn = asyncio.Lock()
        await self.accept()
        code = await database_sync_to_async(self._admit)()
        if code is not None:
            await self.close(code)
            return
        if self.owner and not self._take_place(self.owner):
            most = settings.SOCKETS_PER_LEARNER
            await self.close(TOO_MANY, over("sockets_per_learner", most, "You watch too many builds"))
            return
        self.group = group_of(self.operation_id)
        await self.channel_layer.group_add(self.group, self.channel_name)
        async with self.turn:
            await self._catch_up()
        self.watch = asyncio.create_task(self._look_again())

    async def close(self, code: int, reason: str | None = None) -> None:
        """Once: a server refuses what comes after it."""
        if not self.closed:
            self.closed = True
            await super().close(code, reason)

    async def _leave(self) -> None:
        if self.place:
            WATCHING.give_back(self.place)
        if self.watch:
            self.watch.cancel()
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)
        await self._forget_channel()

    async def _forget_channel(self) -> None:
        """The layer forgets one when waiting for its message is cancelled. Channels does that at the end, but
        not where a message has come at the same time."""
        while self.channel_name in self.channel_layer.channels:
            waiting = asyncio.ensure_future(self.channel_layer.receive(self.channel_name))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Nothing that is said here means anything; who says much has to leave."""
        now = time.monotonic()
        if now - self.minute >= MINUTE:
            self.said, self.minute = 0, now
        self.said += 1
        most = settings.SOCKET_FRAMES_PER_MINUTE
        if self.said == most + 1:
            async with self.turn:
                await self.close(
                    TOO_MANY, over("socket_frames_per_minute", most, "You sent too many messages")
                )

    async def operation_batch(self, message: Published) -> None:
        async with self.turn:
            if self.closed:
                return
            if message["first"] == self.cursor + 1:
                await self._forward(message)
            elif message["last"] > self.cursor:
                await self._catch_up()

    def _take_place(self, owner: str) -> bool:
        if not WATCHING.take(owner, settings.SOCKETS_PER_LEARNER):
            return False
        self.place = owner
        return True

    def _admit(self) -> int | None:
        """Why it must close, or None."""
        after = parse_qs(self.scope["query_string"].decode("latin-1")).get("after", ["0"])[0]
        if not _CURSOR.fullmatch(after):
            return BAD_CURSOR
        found = self._find(self.scope["url_route"]["kwargs"]["wanted"])
        if not isinstance(found, Operation):
            return found
        self.operation_id, self.cursor = found.pk, min(int(after), found.last_seq)
        return None

    def _find(self, wanted: uuid.UUID) -> Operation | int:
        """The operation, or why it must close."""
        operation = Operation.objects.filter(pk=wanted).first()
        if operation is None:
            return UNKNOWN
        learner = learners.current(self.scope["user"], self.scope["session"])
        self.owner = str(learner.pk) if learner else None
        return operation if may_see(learner, operation) else FORBIDDEN

    async def _may_go_on(self) -> bool:
        return True

    async def _catch_up(self) -> None:
        """Only in its `turn`."""
        read = database_sync_to_async(log.read)
        while not self.closed and (entries := await read(self.operation_id, self.cursor, CHUNK)):
            await self._forward(as_batch(entries))
        if await database_sync_to_async(self._has_ended)():
            await self.close(ENDED)

    def _has_ended(self) -> bool:
        ended = Operation.objects.filter(pk=self.operation_id, ended_at__isnull=False, last_seq=self.cursor)
        return ended.exists()

    async def _forward(self, batch: Published) -> None:
        await self.send(batch["text"])
        self.cursor = batch["last"]
        if batch["final"]:
            await self.close(ENDED)

    async def _look_again(self) -> None:
        with contextlib.suppress(asyncio.CancelledError, OSError):
            while not self.closed:
                seen = self.cursor
                await asyncio.sleep(QUIET)
                may_go_on = await self._may_go_on()
                async with self.turn:
                    if not may_go_on:
                        await self.close(FORBIDDEN)
                    elif self.cursor == seen:
                        await self._catch_up()


class SharedConsumer(OperationConsumer):
    """The same for whoever has the id of a share, until it is revoked."""

    def _find(self, wanted: uuid.UUID) -> Operation | int:
        self.share_id, self.owner = wanted, None
        try:
            return find_shared(wanted)
        except Operation.DoesNotExist:
            return UNKNOWN

    async def _may_go_on(self) -> bool:
        return bool(await database_sync_to_async(is_shared)(self.share_id))


async def nowhere(scope: object, receive: Any, send: Any) -> None:
    """For every other path: accepts, so that the visitor hears the code, and closes."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": UNKNOWN})
