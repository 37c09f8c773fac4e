import json

import pytest

from config.body_limit import BodyLimit
from tests.asgi import Connection
from tests.config.echo import echo


async def answer(headers: list[tuple[bytes, bytes]], *parts: bytes) -> tuple[int, bytes]:
    """Status and body for a request whose body comes in these parts."""
    socket = Connection(BodyLimit(echo, 10), {"type": "http", "headers": headers})
    for part in parts:
        await socket.send({"type": "http.request", "body": part, "more_body": part is not parts[-1]})
    start = await socket.receive()
    return start["status"], (await socket.receive())["body"]


async def test_a_body_within_the_limit_reaches_the_application() -> None:
    assert await answer([(b"content-length", b"10")], b"12345", b"67890") == (200, b"1234567890")


async def test_a_request_without_a_body_reaches_the_application() -> None:
    assert await answer([], b"") == (200, b"")


@pytest.mark.parametrize(
    ("header", "status"), [((b"content-length", b"11"), 413), ((b"transfer-encoding", b"chunked"), 411)]
)
async def test_all_else_is_refused_once_it_was_sent(header: tuple[bytes, bytes], status: int) -> None:
    found, body = await answer([header], b"12345", b"678901")
    assert found == status
    assert json.loads(body)["status"] == status


async def test_a_path_may_have_a_limit_of_its_own() -> None:
    limited = BodyLimit(echo, 10, {"/large": 20})
    for path, status in (("/large", 200), ("/large/not", 413)):
        scope = {"type": "http", "path": path, "headers": [(b"content-length", b"15")]}
        socket = Connection(limited, scope)
        await socket.send({"type": "http.request", "body": bytes(15), "more_body": False})
        assert (await socket.receive())["status"] == status
        await socket.receive()
