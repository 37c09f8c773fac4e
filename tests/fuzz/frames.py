"""WebSockets by hand: handshakes and frames as no library would write them."""

import contextlib
import json
import os
import socket
import struct
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

TEXT, CLOSE, PONG = 1, 8, 10
ANSWER_SECONDS = 60.0


class Handshake(msgspec.Struct, frozen=True):
    """`headers` come after those that every WebSocket needs; one of the same name takes its place."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    version: str = "13"
    key: str = "dGhlIHNhbXBsZSBub25jZQ=="

    def written(self, host: str) -> bytes:
        own = {
            "Host": host,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": self.key,
            "Sec-WebSocket-Version": self.version,
        }
        given = {name.lower() for name, _ in self.headers}
        kept = [(name, value) for name, value in own.items() if name.lower() not in given]
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{n}: {v}" for n, v in [*kept, *self.headers])]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")


class Frame(msgspec.Struct, frozen=True):
    """`claimed` is a length other than the payload's."""

    opcode: int
    payload: bytes = b""
    fin: bool = True
    reserved: int = 0
    masked: bool = True
    claimed: int | None = None

    def written(self) -> bytes:
        length = len(self.payload) if self.claimed is None else self.claimed
        first = bytes([self.fin << 7 | self.reserved << 4 | self.opcode])
        return first + _length(length, self.masked) + self._body()

    def _body(self) -> bytes:
        if not self.masked:
            return self.payload
        key = os.urandom(4)
        return key + bytes(byte ^ key[place % 4] for place, byte in enumerate(self.payload))


class Answer(msgspec.Struct, frozen=True):
    """`status` of the handshake, None where the connection was closed without one; what came after it."""

    status: int | None
    frames: tuple[tuple[int, bytes], ...]

    @property
    def close_code(self) -> int | None:
        for opcode, payload in self.frames:
            if opcode == CLOSE and len(payload) > 1:
                return int(struct.unpack("!H", payload[:2])[0])
        return None

    @property
    def events(self) -> int:
        """How many were sent. Raises ValueError for a text that is none of ours."""
        return sum(len(json.loads(payload)["events"]) for opcode, payload in self.frames if opcode == TEXT)


def converse(url: str, handshake: Handshake, sent: bytes, *, vanish: bool = False) -> Answer:
    """Send it all once the handshake is answered, then nothing more, and read to the end. With `vanish` the
    connection is torn down instead. Raises TimeoutError where the end does not come."""
    with dial(url, handshake) as (peer, came), contextlib.suppress(ConnectionError):
        peer.sendall(sent)
        if vanish:
            tear(peer)
            return _answer(came)
        peer.shutdown(socket.SHUT_WR)
        while chunk := peer.recv(65536):
            came += chunk
    return _answer(came)


@contextlib.contextmanager
def dial(url: str, handshake: Handshake) -> Iterator[tuple[socket.socket, bytes]]:
    """A connection, and what came with the answer to its handshake."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), ANSWER_SECONDS) as peer:
        peer.sendall(handshake.written(address.netloc))
        came = b""
        while b"\r\n\r\n" not in came and (chunk := peer.recv(65536)):
            came += chunk
        yield peer, came


def tear(peer: socket.socket) -> None:
    """Close it without a good-bye: by a reset."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def _length(length: int, masked: bool) -> bytes:
    high = masked << 7
    if length < 126:
        return bytes([high | length])
    if length < 2**16:
        return bytes([high | 126]) + struct.pack("!H", length)
    return bytes([high | 127]) + struct.pack("!Q", length)


def _answer(came: bytes) -> Answer:
    head, _, rest = came.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1]) if head else None
    return Answer(status, tuple(_frames(rest)) if status == 101 else ())


def _frames(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Those that came whole. A server's are never masked."""
    while len(data) >= 2:
        length, at = data[1] & 127, 2
        assert not data[1] & 128
        if length > 125:
            at = 4 if length == 126 else 10
            length = int.from_bytes(data[2:at])
        if len(data) < at + length:
            return
        yield data[0] & 15, data[at : at + length]
        data = data[at + length :]
