import asyncio
import random
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.contrib.sessions.backends.db import SessionStore

from builds import access, log
from builds.events import BuildEvent, Completed, Logged
from builds.learners import SESSION_KEY
from builds.models import Learner, Operation
from builds.publish import group_of
from tests.builds.operations import queued, running
from tests.visualizer.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def session_of(learner: Learner) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(learner.pk)
    session.create()
    return str(session.session_key)


@asynccontextmanager
async def watching(
    operation: Operation, after: object = 0, learner: Learner | None = None
) -> AsyncIterator[Socket]:
    key = await sync_to_async(session_of)(learner or operation.learner)
    headers = {"cookie": f"sessionid={key}", "origin": "http://localhost"}
    socket = Socket(f"/ws/builds/{operation.pk}?after={after}", headers)
    assert await socket.connect()
    try:
        yield socket
    finally:
        await socket.disconnect()


def seqs(events: list[dict[str, Any]]) -> list[int]:
    return [event["seq"] for event in events]


async def append(operation: Operation, *events: BuildEvent) -> None:
    await sync_to_async(log.append)(operation.pk, operation.claim, events)


def line(text: str = "x") -> Logged:
    return Logged(None, "stdout", text)


async def test_the_past_comes_first_then_what_happens_then_the_end() -> None:
    operation = await sync_to_async(running)()
    await append(operation, line("past"))
    async with watching(operation) as socket:
        past = await socket.next_events()
        assert seqs(past) == [1, 2]
        await append(operation, line("live"))
        live = await socket.next_events()
        assert [event["text"] for event in live] == ["live"]
        await append(operation, Completed(1.0))
        events, code = await socket.read_to_end()
    assert (seqs(events), events[-1]["type"], code) == ([4], "completed", 1000)


@pytest.mark.parametrize("after", [0, 3, 12, 99])
async def test_a_late_visitor_of_an_ended_build_gets_what_follows_the_cursor(after: int) -> None:
    operation = await sync_to_async(running)()
    await append(operation, *[line()] * 10, Completed(1.0))
    async with watching(operation, after) as socket:
        events, code = await socket.read_to_end()
    assert (seqs(events), code) == (list(range(after + 1, 13)), 1000)


async def test_visitors_who_come_while_it_is_written_get_each_event_once() -> None:
    operation = await sync_to_async(running)()
    chance = random.Random(5)

    async def write() -> None:
        for number in range(150):
            await append(operation, *[line(str(number))] * chance.randint(1, 4))
        await append(operation, Completed(1.0))

    async def visit(delay: float, after: int) -> tuple[int, list[int], int]:
        await asyncio.sleep(delay)
        async with watching(operation, after) as socket:
            events, code = await socket.read_to_end()
        return after, seqs(events), code

    visits = [visit(chance.random(), chance.choice([0, 0, 1, 5])) for _ in range(12)]
    writer = asyncio.create_task(write())
    found = await asyncio.gather(*visits)
    await writer
    last = await sync_to_async(lambda: Operation.objects.get(pk=operation.pk).last_seq)()
    for after, seen, code in found:
        assert seen == list(range(after + 1, last + 1))
        assert code == 1000


async def test_a_batch_out_of_turn_makes_it_read_the_log() -> None:
    operation = await sync_to_async(running)()
    layer: Any = get_channel_layer()
    async with watching(operation) as socket:
        assert seqs(await socket.next_events()) == [1]
        await append(operation, line("2"), line("3"))
        await socket.next_events()
        stale = {"type": "operation.batch", "first": 2, "last": 3, "final": False, "text": "stale"}
        await layer.group_send(group_of(operation.pk), stale)
        early = {"type": "operation.batch", "first": 9, "last": 9, "final": False, "text": "early"}
        await layer.group_send(group_of(operation.pk), early)
        await append(operation, line("4"))
        assert seqs(await socket.next_events()) == [4]


async def test_a_lost_message_shows_after_a_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualizer.consumers.QUIET", 0.2)
    operation = await sync_to_async(running)()
    async with watching(operation) as socket:
        await socket.next_events()
        deaf = group_of(operation.pk)
        layer: Any = get_channel_layer()
        (channel,) = layer.groups[f"asgi__group__{deaf}"]
        await layer.group_discard(deaf, channel)
        await append(operation, line("2"), Completed(1.0))
        events, code = await socket.read_to_end()
    assert (seqs(events), code) == ([2, 3], 1000)


async def test_strangers_and_unknown_builds_are_accepted_then_closed_with_a_code() -> None:
    operation = await sync_to_async(queued)()
    stranger = await Learner.objects.acreate()
    async with watching(operation, learner=stranger) as socket:
        assert await socket.read_to_end() == ([], 4403)
    nowhere = Operation(pk=uuid.uuid4(), learner=stranger)
    async with watching(nowhere) as socket:
        assert await socket.read_to_end() == ([], 4404)
    for cursor in ("x", "-1", "²", "9" * 5000):
        async with watching(operation, after=cursor) as socket:
            assert await socket.read_to_end() == ([], 4400)


@asynccontextmanager
async def looking(share: uuid.UUID) -> AsyncIterator[Socket]:
    """Somebody without a session, at a share's address."""
    socket = Socket(f"/ws/shared/{share}", {"origin": "http://localhost"})
    assert await socket.connect()
    try:
        yield socket
    finally:
        await socket.disconnect()


async def test_a_share_shows_the_same_events_to_anybody() -> None:
    operation = await sync_to_async(running)()
    share = await sync_to_async(access.share)(operation)
    async with looking(share.pk) as socket:
        assert seqs(await socket.next_events()) == [1]
        await append(operation, line("2"), Completed(1.0))
        events, code = await socket.read_to_end()
    assert (seqs(events), code) == ([2, 3], 1000)


async def test_neither_an_id_nor_a_revoked_share_opens_a_socket() -> None:
    operation = await sync_to_async(running)()
    share = await sync_to_async(access.share)(operation)
    await sync_to_async(access.revoke)(operation)
    for guess in (share.pk, operation.pk, uuid.uuid4()):
        async with looking(guess) as socket:
            assert await socket.read_to_end() == ([], 4404)


async def test_who_is_looking_when_a_share_is_revoked_is_shut_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualizer.consumers.QUIET", 0.1)
    operation = await sync_to_async(running)()
    share = await sync_to_async(access.share)(operation)
    async with looking(share.pk) as socket:
        await socket.next_events()
        await sync_to_async(access.revoke)(operation)
        assert await socket.read_to_end() == ([], 4403)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://[", "null", "\xff"])
async def test_another_sites_page_cannot_connect(origin: str) -> None:
    operation = await sync_to_async(queued)()
    socket = Socket(f"/ws/builds/{operation.pk}", {"origin": origin})
    assert not await socket.connect()


@pytest.mark.parametrize("path", ["/", "/ws/nothing", "/ws/builds/x", f"/ws/builds/{uuid.UUID(int=7)}\0"])
async def test_an_address_that_leads_nowhere_is_closed_with_a_code(path: str) -> None:
    socket = Socket(path, {})
    assert await socket.connect()
    assert await socket.read_to_end() == ([], 4404)
    await socket.wait()


async def test_who_vanishes_leaves_neither_a_task_nor_a_place_in_the_group(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("visualizer.consumers.QUIET", 0.1)
    operation = await sync_to_async(running)()
    key = await sync_to_async(session_of)(operation.learner)
    layer: Any = get_channel_layer()
    socket = Socket(f"/ws/builds/{operation.pk}", {"cookie": f"sessionid={key}"})
    assert await socket.connect()
    await socket.next_events()
    assert layer.groups
    socket.vanish()
    await append(operation, line("2"))
    with pytest.raises(ConnectionError):
        await socket.wait(5)
    await asyncio.sleep(0.3)
    assert not layer.groups
    assert not [task for task in asyncio.all_tasks() if "_look_again" in repr(task)]


async def test_who_leaves_as_a_message_comes_leaves_no_channel() -> None:
    operation = await sync_to_async(running)()
    layer: Any = get_channel_layer()
    async with watching(operation) as socket:
        await socket.next_events()
        (channel,) = layer.channels
        stale = {"type": "operation.batch", "first": 1, "last": 1, "final": False, "text": "stale"}
        for _ in range(2):
            layer.channels[channel].put_nowait(layer.serialize(stale))
    assert not layer.channels
