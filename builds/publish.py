"""Tells whoever watches an operation what its log now says. Speed only: the log is the truth."""

import uuid
from collections.abc import Sequence
from typing import TypedDict

import msgspec
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from builds.events import TERMINAL, Entry, to_wire


class Published(TypedDict):
    """The channel message of one batch. `text` is what a WebSocket sends."""

    type: str
    first: int
    last: int
    final: bool
    text: str


def group_of(operation_id: uuid.UUID) -> str:
    return f"operation.{operation_id}"


def as_batch(entries: Sequence[Entry]) -> Published:
    """`entries` must not be empty."""
    return Published(
        type="operation.batch",
        first=entries[0].seq,
        last=entries[-1].seq,
        final=isinstance(entries[-1].event, TERMINAL),
        text=msgspec.json.encode({"events": [to_wire(entry) for entry in entries]}).decode(),
    )


def publish(operation_id: uuid.UUID, entries: Sequence[Entry]) -> None:
    """From a thread, never from an event loop. Raises redis.RedisError where the channel layer is away."""
    async_to_sync(get_channel_layer().group_send)(group_of(operation_id), as_batch(entries))
