"""Runs the standalone `docker-buildx` binary and yields BuildKit's own status messages as they come."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from builds.alone import wall
from builds.policy import REGISTRY
from builds.request import BuildRequest
from builds.status import DECODER, StatusMessage

LINE_BYTES = 4 * 1024 * 1024
"""The longest message read; what is longer is dropped."""
ERROR_BYTES = 64 * 1024
"""How much is kept of what is not JSON, the end of it: buildx's own words."""
METADATA_BYTES = 32 * 1024 * 1024
CHUNK = 64 * 1024
GRACE_SECONDS = 5.0
"""Between SIGTERM and SIGKILL."""


DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "KILL", "--")
"""A killed worker's build must not go on unseen: its end is already recorded."""


@dataclass(frozen=True)
class Invocation:
    """What buildx is started with. `folder` is this build's own and holds `context/`."""

    buildx: Path
    host_fd: int
    folder: Path
    image_name: str
    source_policy: Mapping[str, object]
    request: BuildRequest
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values by id. They reach buildx in its environment, and the engine over its connection."""

    @property
    def metadata(self) -> Path:
        return self.folder / "metadata.json"

    @property
    def policy(self) -> Path:
        return self.folder / "source-policy.json"

    def command(self) -> list[str]:
        """The wall comes first: whoever makes a user namespace is no longer told of the parent's death."""
        request = self.request
        words = [
            *wall(),
            *DIE_WITH_PARENT,
            str(self.buildx),
            "build",
            "--progress=rawjson",
            "--network=none",
            "--provenance=mode=max",
        ]
        words += [f"--metadata-file={self.metadata}", f"--tag={self.image_name}"]
        words += [f"--build-arg={name}={value}" for name, value in request.build_args.items()]
        words += [f"--secret=id={id},env={name}" for name, id in self._secret_names().items()]
        words += [f"--target={request.target}"] if request.target else []
        words += ["--no-cache"] if request.no_cache else []
        return [*words, *self._cache(), str(self.folder / "context")]

    def _cache(self) -> list[str]:
        request, words = self.request, []
        if export := request.cache_to:
            place = f"registry,ref={REGISTRY}/{export.name},mode={export.mode}" if export.name else "inline"
            words.append(f"--cache-to=type={place}")
        if request.cache_from:
            words.append(f"--cache-from=type=registry,ref={REGISTRY}/{request.cache_from}")
        return words

    def _secret_names(self) -> dict[str, str]:
        """The variable of each id."""
        return {f"SECRET_{number}": id for number, id in enumerate(sorted(self.secrets))}

    def environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {
            **{name: self.secrets[id] for name, id in self._secret_names().items()},
            "PATH": "/usr/bin:/bin",
            "HOME": folder,
            "TMPDIR": folder,
            "BUILDX_CONFIG": f"{folder}/buildx",
            "DOCKER_CONFIG": f"{folder}/docker",
            "DOCKER_HOST": f"unix:///proc/self/fd/{self.host_fd}",
            "BUILDX_METADATA_PROVENANCE": "max",
            "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY": str(self.policy),
        }


@dataclass(frozen=True)
class Outcome:
    """`text` is what buildx wrote beside the messages, `metadata` the file of that name, if any."""

    exit_code: int
    text: str
    metadata: bytes | None


class Buildx:
    """One run of buildx. Leaving the block stops what still runs, and waits for it.

    async with Buildx(invocation) as buildx:
        async for message in buildx.messages(): …
        outcome = await buildx.outcome()
    """

    def __init__(self, invocation: Invocation) -> None:
        self._invocation = invocation
        self._text = b""

    async def __aenter__(self) -> Self:
        """Raises OSError where the binary cannot be started."""
        self._invocation.policy.write_bytes(msgspec.json.encode(self._invocation.source_policy))
        self._invocation.metadata.unlink(missing_ok=True)
        self._process = await asyncio.create_subprocess_exec(
            *self._invocation.command(),
            env=self._invocation.environment(),
            cwd=self._invocation.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            pass_fds=(self._invocation.host_fd,),
            start_new_session=True,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.returncode is None:
            await self.stop()

    async def messages(self) -> AsyncIterator[StatusMessage]:
        """Ends when buildx has closed its output. A reader that waits makes buildx wait."""
        if self._process.stderr is None:
            raise RuntimeError("buildx was started without a pipe")
        lines = LineSplitter(LINE_BYTES)
        while chunk := await self._process.stderr.read(CHUNK):
            for message in filter(None, map(self._read, lines.feed(chunk))):
                yield message
        self._keep(lines.rest())

    async def outcome(self) -> Outcome:
        """Once `messages` has ended."""
        code = await self._process.wait()
        return Outcome(code, self._text.decode(errors="replace"), self._read_metadata())

    async def stop(self) -> None:
        """SIGTERM, on which BuildKit ends the steps at once; SIGKILL to what has not gone in time."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), GRACE_SECONDS)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _read(self, line: bytes) -> StatusMessage | None:
        if line.startswith(b"{"):
            with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
                return DECODER.decode(line)
        self._keep(line)
        return None

    def _keep(self, line: bytes) -> None:
        self._text = (self._text + line + b"\n")[-ERROR_BYTES:]

    def _read_metadata(self) -> bytes | None:
        try:
            with self._invocation.metadata.open("rb") as file:
                return file.read(METADATA_BYTES)
        except FileNotFoundError:
            return None


class LineSplitter:
    """Cuts chunks into lines without their ends, holding at most `limit` bytes. Longer lines are left out."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = bytearray()
        self._dropping = False

    def feed(self, chunk: bytes) -> list[bytes]:
        *ended, rest = chunk.split(b"\n")
        lines = [line for part in ended if (line := self._end(part)) is not None]
        self._hold(rest)
        return lines

    def rest(self) -> bytes:
        """What came after the last line's end."""
        return b"" if self._dropping else bytes(self._held)

    def _end(self, part: bytes) -> bytes | None:
        self._hold(part)
        line = None if self._dropping else bytes(self._held)
        self._held.clear()
        self._dropping = False
        return line

    def _hold(self, part: bytes) -> None:
        if self._dropping or len(self._held) + len(part) > self._limit:
            self._dropping = True
            self._held.clear()
        else:
            self._held += part
