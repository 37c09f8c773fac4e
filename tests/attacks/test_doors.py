"""A stranger at the site's doors: more than their share of guests and connections, and forged addresses to hide behind."""

import asyncio
import contextlib
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from builds import access, log
from builds.events import Logged
from builds.models import Learner
from tests.attacks.web import ask, environment_of, web
from tests.builds.operations import queued, running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def arrive(port: int, forwarded: str = "", cookie: str = "") -> tuple[int, dict[str, str], str]:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return ask(port, "/", headers | ({"Cookie": cookie} if cookie else {}))


def test_one_address_makes_no_more_guests_than_its_share(
    child_environment: dict[str, str], tmp_path: Path
) -> None:
    shared = access.share(queued())
    before = Learner.objects.count()
    with web(environment_of(child_environment), tmp_path, GUESTS_PER_HOUR="3") as port:
        known = [arrive(port, "198.51.100.7")[1]["set-cookie"] for _ in range(3)]
        status, headers, page = arrive(port, "198.51.100.7")
        assert status == 429
        assert 0 < int(headers["retry-after"]) <= 3600
        assert "Too many new guests came from your address within an hour; the limit is 3." in page
        assert "sessionid" not in headers.get("set-cookie", "")
        assert arrive(port, "198.51.100.8")[0] == 200  # somebody else
        session = re.search(r"sessionid=\w+", known[-1])
        assert session
        assert arrive(port, "198.51.100.7", session[0])[0] == 200  # who was here before
        assert ask(port, shared.get_absolute_url(), {"X-Forwarded-For": "198.51.100.7"})[0] == 200
    assert Learner.objects.count() == before + 4


def test_an_address_is_believed_of_the_proxy_alone(child_environment: dict[str, str], tmp_path: Path) -> None:
    """What the visitor wrote before the proxy's own word does not count, and all is theirs without a proxy."""
    limits = {"GUESTS_PER_HOUR": "2"}
    with web(environment_of(child_environment), tmp_path, **limits) as port:
        forged = [arrive(port, f"203.0.113.{last}, 198.51.100.9")[0] for last in range(4)]
        assert forged == [200, 200, 429, 429]
        ours = [arrive(port, f"2001:db8:7:7::{last}")[0] for last in range(4)]
        assert ours == [200, 200, 429, 429]
    with web(environment_of(child_environment), tmp_path, FORWARDED_ALLOW_IPS="192.0.2.1", **limits) as port:
        assert [arrive(port, f"203.0.113.{last}")[0] for last in range(4)] == [200, 200, 429, 429]


def test_what_the_server_itself_logs_is_escaped_like_all_else(
    child_environment: dict[str, str], tmp_path: Path
) -> None:
    with web(environment_of(child_environment), tmp_path) as port:
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.sendall(b"GET / HTTP/9\r\n\r\n")
            assert b"400" in peer.recv(1000)
        hostile = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "\x1b[2J"}
        ask(port, "/ws/builds/x", hostile)
    said = (tmp_path / "web.log").read_text()
    assert "WARNING uvicorn.error: Invalid HTTP request received." in said.splitlines()
    assert "\x1b" not in said


async def test_idle_and_talking_sockets_of_one_address_keep_nobody_else_from_watching(
    child_environment: dict[str, str], tmp_path: Path
) -> None:
    operation = await sync_to_async(running)()
    share = await sync_to_async(access.share)(operation)

    def visit(port: int, address: str) -> connect:
        place = f"ws://127.0.0.1:{port}/ws/shared/{share.pk}"
        return connect(place, additional_headers={"X-Forwarded-For": address}, open_timeout=20, proxy=None)

    async with contextlib.AsyncExitStack() as idle:
        port = await sync_to_async(idle.enter_context)(web(environment_of(child_environment), tmp_path))
        for _ in range(256):
            await idle.enter_async_context(visit(port, "198.51.100.20"))
        late = await idle.enter_async_context(visit(port, "198.51.100.20"))
        with pytest.raises(ConnectionClosed):
            await late.recv()
        assert (late.close_code, "the limit is 256" in (late.close_reason or "")) == (4429, True)
        honest = await idle.enter_async_context(visit(port, "198.51.100.21"))
        assert "started" in str(await asyncio.wait_for(honest.recv(), 20))
        await sync_to_async(log.append)(operation.pk, operation.claim, [Logged(None, "stdout", "still here")])
        assert "still here" in str(await asyncio.wait_for(honest.recv(), 20))
        await honest.send("x" * 5000)
        with pytest.raises(ConnectionClosed):
            await honest.recv()
        assert honest.close_code == 1009


@contextlib.contextmanager
def sending(port: int, size: int, address: str) -> Iterator[socket.socket]:
    """An archive of images from nobody known, of which only the beginning comes."""
    head = (
        "POST /api/images HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"X-Forwarded-For: {address}\r\nContent-Length: {size}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
        peer.sendall(head.encode() + bytes(size // 2))
        yield peer


def test_bodies_that_a_stranger_never_ends_keep_nobody_else_from_sending(
    child_environment: dict[str, str], tmp_path: Path
) -> None:
    limits = {"IMAGE_BYTES": "1000000", "BODY_BYTES_PER_ADDRESS": "2000000", "BODY_SECONDS": "3"}
    builds = ("POST", b"{}")
    with web(environment_of(child_environment), tmp_path, **limits) as port:
        with (
            sending(port, 999_000, "198.51.100.30") as first,
            sending(port, 999_000, "198.51.100.30"),
            sending(port, 999_000, "198.51.100.30") as refused,
        ):
            hostile, other = ({"X-Forwarded-For": f"198.51.100.3{last}"} for last in (0, 1))
            assert ask(port, "/api/builds", other, *builds)[0] == 401
            assert b"429 Too Many Requests" in refused.recv(4096)
            assert b"408 Request Timeout" in first.recv(4096)
        assert ask(port, "/api/images", hostile, "POST", bytes(900_000))[0] == 401
