"""Whose pages may open a WebSocket."""

import pytest
from pytest_django.fixtures import Settings

from config.origin import SameOrigin
from tests.asgi import Connection


async def application(scope: object, receive: object, send: object) -> None:
    await send({"type": "websocket.accept"})  # type: ignore[operator]


async def admitted(**headers: str) -> bool:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    socket = Connection(SameOrigin(application), {"type": "websocket", "path": "/", "headers": pairs})
    await socket.send({"type": "websocket.connect"})
    return bool((await socket.receive())["type"] == "websocket.accept")


@pytest.fixture(autouse=True)
def _two_names(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["lab.example", ".sub.example", "localhost"]


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://lab.example", "lab.example"),
        ("http://LAB.example", "lab.EXAMPLE"),
        ("http://localhost:8001", "localhost:8001"),
        ("https://a.sub.example", "a.sub.example"),
    ],
)
async def test_pages_of_the_host_they_ask_for_connect(origin: str, host: str) -> None:
    assert await admitted(origin=origin, host=host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://evil.example", "lab.example"),
        ("https://localhost", "lab.example"),  # another one of ours
        ("https://b.sub.example", "a.sub.example"),
        ("http://localhost:8002", "localhost:8001"),
        ("https://evil.example", "evil.example"),  # a name of theirs that leads here
        ("null", "lab.example"),
        ("", "lab.example"),
        ("https://lab.example.evil.example", "lab.example"),
        ("https://lab.example@evil.example", "lab.example"),
        ("https://", ""),
    ],
)
async def test_others_do_not(origin: str, host: str) -> None:
    assert not await admitted(origin=origin, host=host)


async def test_without_a_host_no_page_connects() -> None:
    assert not await admitted(origin="https://lab.example")


async def test_a_program_names_no_origin() -> None:
    assert await admitted(host="lab.example")
