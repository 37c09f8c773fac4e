"""WebSockets, fuzzed: handshakes, frames, floods, visitors who vanish; who watches a build sees its end."""

import contextlib
import uuid
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.sync.client import ClientConnection, connect

from tests.figures import fuzzed as noted
from tests.figures import note
from tests.fuzz.frames import CLOSE, PONG, TEXT, Frame, Handshake, converse, dial, tear
from tests.fuzz.traces import memory
from tests.site import Guest, Site
from tests.size import FULL, size

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("unharmed")]
CONVERSATIONS = size(40, 1500)
HANDSHAKES = size(40, 1000)
CROWD = size(40, 300)
GROWTH = 48
"""MiB that the site may take more, whatever comes."""
OURS = {1000, 1002, 1007, 1009, 4400, 4403, 4404, 4429}
FUZZ = settings(
    max_examples=CONVERSATIONS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not FULL,
)

payloads = st.one_of(
    st.binary(max_size=130),
    st.sampled_from([b"\xff\xfe", b"\xed\xa0\x80", b'{"type":"x"}', b"x" * 4096, b"x" * 5000]),
)
closes = st.sampled_from([b"", b"\x03", b"\x03\xe8", b"\x03\xed", b"\x00\x00", b"\xff\xff", b"\x03\xe8\xff"])
frames = st.builds(
    Frame,
    opcode=st.sampled_from([0, TEXT, 2, 3, CLOSE, 9, PONG, 11, 15]),
    payload=payloads | closes,
    fin=st.booleans(),
    reserved=st.sampled_from([0, 0, 0, 4, 1, 7]),
    masked=st.sampled_from([True, True, True, False]),
    claimed=st.sampled_from([None, None, None, 0, 125, 65535, 2**31, 2**62, 2**64 - 1]),
)
plain = st.builds(Frame, opcode=st.sampled_from([TEXT, 2, 9, PONG]), payload=st.binary(max_size=100))
fragments = st.lists(
    st.builds(Frame, st.sampled_from([0, 0, 0, TEXT]), payloads, fin=st.just(False)), max_size=60
)
conversations = st.one_of(
    *(st.tuples(parts, st.just(1)) for parts in (st.lists(frames, max_size=8), fragments)),
    st.tuples(st.lists(plain, max_size=4), st.sampled_from([1, 3, size(500, 2000)])),
)
"""Frames, and how often all of them are sent."""

words = st.one_of(
    st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=40),
    st.sampled_from(
        ["", "x" * 9000, "a, b, c", "permessage-deflate; server_max_window_bits=99", "\0", "=;=;"]
    ),
)
names = st.sampled_from(
    ["Origin", "Cookie", "Connection", "Upgrade", "Content-Length", "Sec-WebSocket-Protocol"]
) | st.sampled_from(["Sec-WebSocket-Extensions", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "X"])
origins = st.sampled_from(["http://[", "null", "http://localhost:99999", "//", "http://localhost:x", "é"])
queries = st.sampled_from(
    [
        "",
        "?after=",
        "?after=9",
        "?after=-1",
        "?after=" + "9" * 5000,
        "?after=1e9",
        "?after=%00",
        "?" + "a&" * 3000,
    ]
)
handshakes = st.builds(
    Handshake,
    path=st.builds(
        lambda path, query: (path + query).replace(" ", "+"),
        st.sampled_from(["/ws/builds/BUILD", "/ws/operations/BUILD", "/ws/shared/BUILD"])
        | st.sampled_from(
            ["/", "/ws/", "/ws/builds/x", "/api/builds", "/ws/builds/%ff%00", "//", "*", "/ws/builds/../x"]
        ),
        queries,
    ),
    headers=st.lists(
        st.tuples(names, words) | st.tuples(st.just("Origin"), origins) | st.just(("X", "y")), max_size=4
    ).map(tuple)
    | st.just((("X", "y"),) * 200),
    method=st.sampled_from(["GET", "GET", "GET", "POST", "HEAD", "get", "BREW"]),
    version=st.sampled_from(["13", "13", "13", "8", "", "x"]),
    key=st.sampled_from(["dGhlIHNhbXBsZSBub25jZQ==", "x", "", "é"]),
)


class Watched:
    """A guest's build that goes on until it is cancelled, with an honest visitor who watches it."""

    def __init__(self, site: Site, guest: Guest) -> None:
        self.url, self._guest = site.url, guest
        self.ended = guest.build("FROM lab/base\nRUN true\n")["id"]
        self.live = guest.start("FROM lab/base\nRUN sleep 100\n")
        guest.wait_until(self.live, lambda state: bool(state["status"] == "running"))
        self.cookie = "; ".join(f"{name}={value}" for name, value in guest.session.cookies.items())

    def handshake(self, build: str) -> Handshake:
        return Handshake(f"/ws/builds/{build}", (("Cookie", self.cookie),))

    def watch(self) -> ClientConnection:
        address = f"{self.url.replace('http', 'ws')}/ws/builds/{self.live}"
        return connect(address, additional_headers={"Cookie": self.cookie})

    def end(self) -> None:
        self._guest.post(f"/api/builds/{self.live}/cancel")
        self._guest.wait(self.live)


@pytest.fixture
def watched(fuzzed: Site, owner: Guest) -> Iterator[Watched]:
    """All the while somebody watches the build, and is told how it ends."""
    watched = Watched(fuzzed, owner)
    with watched.watch() as honest:
        yield watched
        watched.end()
        told = [event for message in honest for event in msgspec.json.decode(message)["events"]]
    assert told[-1]["type"] == "cancelled"
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))


def test_whatever_is_sent_over_a_websocket_ends_in_order(fuzzed: Site, watched: Watched) -> None:
    before = memory(fuzzed, "web")

    @FUZZ
    @given(
        sent=conversations,
        noise=st.binary(max_size=200),
        to=st.sampled_from([watched.live, watched.ended, str(uuid.uuid4())]),
        vanish=st.booleans(),
    )
    def fuzz(sent: tuple[list[Frame], int], noise: bytes, to: str, vanish: bool) -> None:
        parts, times = sent
        written = b"".join(part.written() for part in parts) * times + noise
        answer = converse(fuzzed.url, watched.handshake(to), written, vanish=vanish)
        assert answer.status == 101
        assert answer.events >= 0
        assert answer.close_code in OURS | {None}

    fuzz()
    grown = memory(fuzzed, "web") - before
    assert grown < GROWTH
    noted("WebSockets, conversations of malformed, huge, fragmented and flooding frames", CONVERSATIONS)


def test_every_handshake_is_answered_and_never_by_a_fault(fuzzed: Site, watched: Watched) -> None:
    @settings(FUZZ, max_examples=HANDSHAKES)
    @given(handshakes, st.booleans())
    def fuzz(handshake: Handshake, known: bool) -> None:
        path = handshake.path.replace("BUILD", watched.ended if known else str(uuid.uuid4()))
        answer = converse(fuzzed.url, msgspec.structs.replace(handshake, path=path), b"")
        assert answer.status is None or answer.status < 500
        assert answer.close_code in OURS | {None}

    fuzz()
    noted("WebSockets, handshakes made up", HANDSHAKES)


def test_a_crowd_that_comes_and_vanishes_is_forgotten(fuzzed: Site, watched: Watched) -> None:
    """Every other one says good-bye."""
    handshake = watched.handshake(watched.live)
    with contextlib.ExitStack() as stack:
        crowd = [stack.enter_context(dial(fuzzed.url, handshake)) for _ in range(CROWD)]
        for number, (peer, came) in enumerate(crowd):
            assert came.startswith(b"HTTP/1.1 101")
            if number % 2:
                peer.sendall(Frame(CLOSE).written())
            tear(peer)
    note("WebSockets: a crowd that vanishes at once", f"{CROWD}, each forgotten")
