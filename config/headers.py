from collections.abc import Mapping, MutableMapping
from typing import Any

POWERS = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""Of a browser, that no page here needs, and so no script that got into one may use."""
NOTHING = "; ".join(
    f"{what} 'none'" for what in ("default-src", "base-uri", "form-action", "frame-ancestors")
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": NOTHING,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in POWERS),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every answer. Pages have a policy of their own, by which their scripts run: see the settings."""
FRAMED = b"frame-ancestors *"
"""Of the one page that says so itself: the older header could not allow it."""
PAIRS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


WORKER_FILES = "-worker.js"


def add_worker_policy(headers: MutableMapping[str, str], _path: str, url: str) -> None:
    """A worker of a page's script has its own file's policy, not the page's; ours ask the site's API."""
    if url.endswith(WORKER_FILES):
        headers["Content-Security-Policy"] = f"{NOTHING}; script-src 'self'; connect-src 'self'"


class Headers:
    """Adds what an answer lacks of HEADERS, whoever made it: a page, a file, a refusal before Django."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def complete(message: Any) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower(): value for name, value in message.get("headers", ())}
                lacking = [pair for pair in PAIRS if pair[0] not in there]
                if FRAMED in there.get(b"content-security-policy", b""):
                    lacking = [pair for pair in lacking if pair[0] != b"x-frame-options"]
                message = message | {"headers": [*message.get("headers", ()), *lacking]}
            await send(message)

        await self.application(scope, receive, complete)
