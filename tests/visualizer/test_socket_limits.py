"""How many WebSockets a learner and an address may have, and how much may be said on one."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from builds import access
from builds.models import Learner, Operation
from config.asgi import application
from tests.asgi import Connection
from tests.builds.operations import running
from tests.builds.told import tells
from tests.visualizer.sockets import Socket
from tests.visualizer.test_consumers import session_of
from visualizer.consumers import WATCHING

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


async def watch(operation: Operation, learner: Learner | None = None) -> Socket:
    """A socket that has been accepted, of the operation's owner or another."""
    key = await sync_to_async(session_of)(learner or operation.learner)
    socket = Socket(
        f"/ws/builds/{operation.pk}", {"cookie": f"sessionid={key}", "origin": "http://localhost"}
    )
    assert await socket.connect()
    return socket


async def look(share: str, address: str) -> Connection:
    """Somebody without a session who follows a share."""
    scope: dict[str, Any] = {
        "type": "websocket",
        "path": f"/ws/shared/{share}",
        "query_string": b"",
        "headers": [],
        "subprotocols": [],
        "client": (address, 1),
    }
    socket = Connection(application, scope)
    await socket.send({"type": "websocket.connect"})
    assert (await socket.receive())["type"] == "websocket.accept"
    return socket


async def leave(socket: Connection) -> None:
    await socket.send({"type": "websocket.disconnect", "code": 1000})
    await socket.wait()


async def refusal(socket: Connection) -> str:
    """Why it is closed with 4429; browsers pass on no more than 123 bytes."""
    message = await socket.receive()
    assert (message["type"], message.get("code")) == ("websocket.close", 4429), message
    reason: str = message["reason"]
    assert len(reason.encode()) <= 123
    return reason


async def test_a_learner_with_many_sockets_gets_no_more_but_another_does(settings: Settings) -> None:
    settings.SOCKETS_PER_LEARNER = 2
    operation, other = await sync_to_async(running)(), await sync_to_async(running)()
    held = [await watch(operation) for _ in range(2)]
    for socket in held:
        await socket.next_events()
    late = await watch(operation)
    tells(await refusal(late), "sockets_per_learner", 2, "too many builds")
    await late.disconnect()
    theirs = await watch(other)
    assert await theirs.next_events()
    await held.pop().disconnect()
    again = await watch(operation)
    assert await again.next_events()
    for socket in (*held, theirs, again):
        await socket.disconnect()
    assert len(WATCHING) == 0


async def test_who_may_not_watch_takes_no_place() -> None:
    operation, stranger = await sync_to_async(running)(), await Learner.objects.acreate()
    socket = await watch(operation, stranger)
    assert (await socket.receive())["code"] == 4403
    assert len(WATCHING) == 0
    await socket.disconnect()


async def test_an_address_with_many_sockets_gets_no_more_but_another_does(settings: Settings) -> None:
    settings.SOCKETS_PER_ADDRESS = 2
    share = str((await sync_to_async(access.share)(await sync_to_async(running)())).pk)
    held = [await look(share, f"2001:db8::{last}") for last in range(2)]
    late = await look(share, "2001:db8::7")
    tells(await refusal(late), "sockets_per_address", 2, "too many builds")
    theirs = await look(share, "2001:db8:0:1::")
    assert (await theirs.receive())["type"] == "websocket.send"
    for socket in (*held, theirs):
        await leave(socket)
    again = await look(share, "2001:db8::7")
    assert (await again.receive())["type"] == "websocket.send"
    await leave(again)


async def test_who_talks_too_much_has_to_leave(settings: Settings) -> None:
    settings.SOCKET_FRAMES_PER_MINUTE = 3
    socket = await watch(await sync_to_async(running)())
    await socket.next_events()
    for kind in ("text", "bytes", "text", "text"):
        await socket.send({"type": "websocket.receive", kind: "x" if kind == "text" else b"x"})
    tells(await refusal(socket), "socket_frames_per_minute", 3, "messages")
    await socket.disconnect()
