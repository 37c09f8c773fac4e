"""One build through the whole path, as a guest's browser would ask for it."""

import http.client
import json
import os
import time
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from boot.settings import Settings

DOCKERFILE = "FROM {base}\nRUN echo ready > /ready\n"
SECONDS = 90.0
UNFINISHED = ("queued", "running")


class SelfTestFailed(Exception):
    """The message says what was expected and what came."""


class Visitor:
    """A guest who keeps cookies in a file, so that every start is the same guest with the same engine."""

    def __init__(self, settings: Settings, jar: Path) -> None:
        self.settings, self.jar = settings, jar
        self.cookies: dict[str, str] = json.loads(jar.read_text()) if jar.exists() else {}

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The decoded JSON of a good answer, else text. Raises SelfTestFailed."""
        connection = http.client.HTTPConnection(self.settings.local_host, self.settings.port, timeout=30)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, self._headers())
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise SelfTestFailed(f"{method} {path} got no answer: {error!r}") from error
        finally:
            connection.close()
        self._keep(answer)
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise SelfTestFailed(f"{method} {path} was answered with {answer.status}: {text[:500]}")
        return json.loads(text) if "json" in answer.headers.get_content_type() else text

    def _headers(self) -> dict[str, str]:
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            **self.settings.host_header,
            "Content-Type": "application/json",
            "Cookie": pairs,
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
        }

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for header in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        descriptor = os.open(self.jar, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self.cookies, file)


def self_test(settings: Settings) -> None:
    """Raises SelfTestFailed, with the engine's own words where it has some."""
    guest = Visitor(settings, settings.var / "self-test.json")
    guest.ask("GET", "/")
    bases = guest.ask("GET", "/api/base-images")
    if not bases:
        raise SelfTestFailed("/api/base-images offers nothing to build from")
    wanted = {"dockerfile": DOCKERFILE.format(base=bases[0]["name"]), "files": {}, "no_cache": True}
    build = guest.ask("POST", "/api/builds", wanted)["id"]
    state = _wait(guest, f"/api/builds/{build}")
    if state["status"] != "completed":
        raise SelfTestFailed(f"the self-test build ended as {state['status']}: {_words(state['error'])}")


def _wait(guest: Visitor, path: str) -> dict[str, Any]:
    end = time.monotonic() + SECONDS
    while (state := guest.ask("GET", path))["status"] in UNFINISHED:
        if time.monotonic() > end:
            raise SelfTestFailed(f"the self-test build is still {state['status']} after {SECONDS:.0f} s")
        time.sleep(0.1)
    return dict(state)


def _words(error: Any) -> str:
    return str(error.get("error", error)) if isinstance(error, dict) else str(error)
