"""The engine service's door, fuzzed: whatever comes is answered in its own words, and nothing of it stays."""

import os
import socket
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.protocol import LEARNER, MAX_PACKET, Refused, Reply
from tests import figures
from tests.engine_fixtures import EngineService, start_service, stop_service
from tests.fuzz.traces import resident
from tests.size import size

pytestmark = pytest.mark.engine
CONVERSATIONS = size(60, 1500)
PACKETS = 6  # in one conversation, at most
ANSWER_SECONDS = 60.0
GROWTH = 24
"""MiB that the service may have more at the end."""
OWN_FAULT = "met an error of its own"
KINDS = (
    "Acquire",
    "Release",
    "Reset",
    "Remove",
    "Status",
    "ListEngines",
    "OpenBlob",
    "CountOoms",
    "Relieve",
    "Warm",
)
FIELDS = ("learner", "seconds", "create", "lease", "digest", "after", "type", "x")

names = st.sampled_from(
    ["fuzz-one", "fuzz-two", "", "..", "a" * 65, "A", "fuzz-one\n", "fuzz\x00", "é", "-", "💥"]
)
digests = st.sampled_from(
    ["sha256:" + "0" * 64, "sha256:" + "g" * 64, "sha256:../../../etc/shadow", "sha512:x", ""]
)
numbers = st.one_of(st.integers(), st.sampled_from([1, 60, 900, 901, 2**63, -(2**63), 10**30]))
scalars = st.one_of(names, digests, numbers, st.none(), st.booleans(), st.floats(), st.text(max_size=30))
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=8,
)
nearly = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS)},
    optional={
        "learner": names | anything,
        "seconds": numbers | anything,
        "create": st.booleans() | anything,
        "lease": scalars,
        "digest": digests | anything,
        "after": names | anything,
    },
)
valid = st.one_of(
    st.builds(
        lambda name, seconds: {"type": "Acquire", "learner": name, "seconds": seconds},
        names,
        st.integers(1, 900),
    ),
    st.builds(lambda name, digest: {"type": "OpenBlob", "learner": name, "digest": digest}, names, digests),
    st.builds(
        lambda kind, name: {"type": kind, "learner": name},
        st.sampled_from(["Reset", "Remove", "CountOoms", "Relieve", "Warm"]),
        names,
    ),
    st.builds(lambda after: {"type": "ListEngines", "after": after}, names),
    st.just({"type": "Status"}),
)
loose = st.dictionaries(st.sampled_from(FIELDS), anything, max_size=5)


def _json(value: Any) -> bytes:
    try:
        return msgspec.json.encode(value)
    except (OverflowError, UnicodeEncodeError):
        return repr(value).encode(errors="replace")


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A message with some bytes changed, cut out or doubled."""
    packet = bytearray(_json(draw(nearly)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(packet)))
        cut = draw(st.integers(0, 8))
        packet[place : place + cut] = draw(st.binary(max_size=8))
    return bytes(packet)


packets = st.one_of(
    valid.map(_json),
    nearly.map(_json),
    loose.map(_json),
    anything.map(_json),
    mutated(),
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"[" * MAX_PACKET,
            b'{"a":' * 10000,
            b"x" * (MAX_PACKET + 100),
            b'{"type":"Acquire","learner":"' + b"a" * 60000,
        ]
    ),
).filter(len)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Any:
    service = start_service(tmp_path_factory.mktemp("fuzzed"), ENGINE_START_SECONDS="30")
    yield service
    stop_service(service)


def descriptors(service: EngineService) -> int:
    return len(os.listdir(f"/proc/{service.process.pid}/fd"))  # noqa: PTH208


def exchange(service: EngineService, sent: list[bytes], gifts: bool) -> int:
    """Sends them one by one, with a descriptor where `gifts`; how many of them were answered."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as peer:
        peer.settimeout(ANSWER_SECONDS)
        peer.connect(str(service.path))
        for packet in sent:
            socket.send_fds(peer, [packet], [0] if gifts else [])
            answer, fds, _, _ = socket.recv_fds(peer, MAX_PACKET, 8)
            for fd in fds:
                os.close(fd)
            reply = msgspec.json.decode(answer, type=Reply)
            assert not (isinstance(reply, Refused) and OWN_FAULT in reply.message), packet
    return len(sent)


def test_any_message_is_answered_and_none_leaves_anything_behind(service: EngineService) -> None:
    exchange(service, [_json({"type": "Acquire", "learner": "fuzz-one", "seconds": 1})], gifts=False)
    answered, before = 0, resident(service.process.pid)

    @settings(
        max_examples=CONVERSATIONS, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(packets, min_size=1, max_size=PACKETS), st.booleans())
    def converse(sent: list[bytes], gifts: bool) -> None:
        nonlocal answered
        answered += exchange(service, sent, gifts)

    converse()
    with service.client() as client:
        known = list(client.engines())
        assert all(LEARNER.fullmatch(engine.learner) for engine in known)
        for engine in known:
            client.remove(engine.learner)
    idle = settled(service)
    exchange(service, [_json({"type": "Status"})] * 3, gifts=True)
    assert settled(service) == idle
    assert idle < 20  # its log, its listener, its lock and its loop
    assert not list(Path(service.var / "engines").glob("*/"))
    grown = resident(service.process.pid) - before
    assert grown < GROWTH
    figures.fuzzed("messages to the engine service", answered)
    figures.note(
        "Messages to the engine service",
        f"each answered; no descriptor, engine or folder left, {grown} MiB more memory",
    )


def settled(service: EngineService) -> int:
    """The service's descriptors once they have stopped to change."""
    before, now = -1, descriptors(service)
    while before != now:
        time.sleep(0.3)
        before, now = now, descriptors(service)
    return now


def test_who_hangs_up_in_the_middle_leaves_nothing(service: EngineService) -> None:
    before = settled(service)
    for packet in (
        b"{",
        _json({"type": "Acquire", "learner": "fuzz-one", "seconds": 60}),
        _json({"type": "Status"}),
    ):
        for _ in range(5):
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as peer:
                peer.connect(str(service.path))
                peer.send(packet)
    with service.client() as client:
        for _ in range(100):
            if all(engine.leases == 0 and engine.state == "idle" for engine in client.engines()):
                break
            time.sleep(0.1)
        client.remove("fuzz-one")
    assert settled(service) == before
