"""What the operator may choose, from the environment or `.env`."""

import os
import socket
from pathlib import Path

import msgspec
from environs import Env, EnvError, validate

ROOT = Path(__file__).resolve().parents[1]
CACHE = Path("/var/cache/layerlab")


class BadSetting(Exception):
    """Names the variable, what was expected and what came."""


class Settings(msgspec.Struct, frozen=True):
    """`redis_url` is empty where we start a Valkey of our own; paths are absolute and resolved."""

    host: str
    port: int
    var: Path
    cache: Path
    redis_url: str
    allowed_hosts: tuple[str, ...]
    builds_at_once: int
    socket_frame_bytes: int

    @property
    def url(self) -> str:
        return f"http://{bracketed(self.host)}:{self.port}"

    @property
    def local_host(self) -> str:
        """Where this machine reaches the site."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104

    @property
    def host_header(self) -> dict[str, str]:
        """The name under which the site answers, where it does not answer to this machine's own."""
        named = [host for host in self.allowed_hosts if "*" not in host and not host.startswith(".")]
        return {"Host": named[0]} if named else {}


def read_settings() -> Settings:
    """Port 0 becomes a free one. Raises BadSetting."""
    env = Env()
    env.read_env(str(ROOT / ".env"), recurse=False)
    try:
        host, port = env.str("HOST", "127.0.0.1"), env.int("PORT", 8000, validate=validate.Range(0, 65535))
        builds_at_once = env.int("BUILDS_AT_ONCE", 4, validate=validate.Range(1, 64))
        socket_frame_bytes = env.int("SOCKET_FRAME_BYTES", 4096, validate=validate.Range(128, 2**20))
    except EnvError as error:
        raise BadSetting(str(error)) from error
    return Settings(
        host=host,
        port=probe_port(host, port),
        var=(ROOT / os.environ.get("VAR_DIR", "var")).resolve(),
        cache=(ROOT / os.environ.get("CACHE_DIR", CACHE)).resolve(),
        redis_url=os.environ.get("REDIS_URL", ""),
        allowed_hosts=tuple(filter(None, os.environ.get("ALLOWED_HOSTS", "").split(","))),
        builds_at_once=builds_at_once,
        socket_frame_bytes=socket_frame_bytes,
    )


def probe_port(host: str, port: int) -> int:
    """The port, or a free one for 0. Raises BadSetting where nothing can listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            found: int = listener.getsockname()[1]
            return found
    except OSError as error:
        raise BadSetting(
            f"Nothing can listen on {bracketed(host)}:{port} ({error.strerror}). "
            "Stop what does, or choose other values, as in: PORT=8001 make run"
        ) from error


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
