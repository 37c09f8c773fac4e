"""What bodies take at once, before it is known who sends them."""

import asyncio
import json
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from config.body_room import SMALL, BodyRoom
from tests.asgi import Connection
from tests.builds.told import tells
from tests.config.echo import echo


async def begin(room: BodyRoom, size: int, address: str) -> Connection:
    """Of a body of that size its first byte has been sent."""
    headers = [(b"content-length", str(size).encode())]
    sending = Connection(room, {"type": "http", "headers": headers, "client": (address, 1)})
    await sending.send({"type": "http.request", "body": b"x", "more_body": True})
    await asyncio.sleep(0)
    return sending


async def finish(sending: Connection) -> tuple[int, Any]:
    """Status, and the body that came back."""
    await sending.send({"type": "http.request", "body": b"y", "more_body": False})
    return await answered(sending)


async def answered(sending: Connection) -> tuple[int, Any]:
    start = await sending.receive()
    body = (await sending.receive())["body"]
    await sending.wait()
    return start["status"], json.loads(body) if start["status"] != 200 else body


@pytest.fixture(autouse=True)
def _bounds(settings: Settings) -> None:
    settings.BODY_BYTES_PER_ADDRESS, settings.BODY_BYTES_AT_ONCE = 200_000, 300_000


async def test_an_address_sends_so_much_at_once_and_then_again() -> None:
    room = BodyRoom(echo)
    first, second = [await begin(room, 100_000, f"2001:db8::{last}") for last in (1, 2)]
    status, problem = await finish(await begin(room, 1, "2001:db8::3"))
    assert (status, problem["limit"]) == (429, "body_bytes_per_address")
    tells(problem["detail"], "body_bytes_per_address", 200_000, "from your address")
    other = await begin(room, 100_000, "192.0.2.1")
    for sending in (first, second, other):
        assert await finish(sending) == (200, b"xy")
    assert await finish(await begin(room, 200_000, "2001:db8::3")) == (200, b"xy")
    assert len(room.taken) == 0


async def test_all_together_send_so_much_at_once_but_a_small_body_always_finds_room() -> None:
    room = BodyRoom(echo)
    held = [await begin(room, 150_000, address) for address in ("192.0.2.1", "192.0.2.2")]
    status, problem = await finish(await begin(room, SMALL + 1, "192.0.2.3"))
    assert (status, problem["limit"]) == (503, "body_bytes_at_once")
    tells(problem["detail"], "body_bytes_at_once", 300_000, "to this site")
    assert await finish(await begin(room, SMALL, "192.0.2.3")) == (200, b"xy")
    for sending in held:
        assert await finish(sending) == (200, b"xy")
    assert len(room.taken) == 0


async def test_a_body_that_never_ends_gives_its_room_back(settings: Settings) -> None:
    settings.BODY_SECONDS = 0.2
    room = BodyRoom(patient)
    status, problem = await answered(await begin(room, 100_000, "192.0.2.1"))
    assert (status, problem["limit"]) == (408, "body_seconds")
    tells(problem["detail"], "body_seconds", 0.2, "too long")
    assert len(room.taken) == 0


async def test_who_is_refused_and_never_ends_is_answered_all_the_same(settings: Settings) -> None:
    settings.BODY_SECONDS, settings.BODY_BYTES_PER_ADDRESS = 0.2, 10
    assert (await answered(await begin(BodyRoom(echo), 11, "192.0.2.1")))[0] == 429


async def test_who_goes_away_gives_the_room_back() -> None:
    room = BodyRoom(patient)
    sending = await begin(room, 100_000, "192.0.2.1")
    await sending.send({"type": "http.disconnect"})
    await sending.wait()
    assert len(room.taken) == 0


async def patient(scope: Any, receive: Any, send: Any) -> None:
    """As Django does, this reads the whole body, and answers nobody who is gone."""
    while (message := await receive())["type"] != "http.disconnect":
        if not message["more_body"]:
            await echo(scope, receive, send)
