"""Every way into the site, as Django's resolver and the WebSocket router know them."""

import re
from collections.abc import Iterable, Iterator, Mapping

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from visualizer.routing import websocket_urlpatterns

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
NUMBERS = {"index", "stage", "level", "step", "token", "participant", "variant", "place"}
ADMIN = "/admin/"
ASKED_ALONG = {"HEAD", "OPTIONS"}
"""Methods that say nothing of their own."""


def calls() -> list[str]:
    """`METHOD /path/{parameter}`, one for each method that a path knows."""
    return sorted({f"{method} {path}" for path in paths() for method in _methods(path)})


def paths() -> list[str]:
    """Without the operators' admin."""
    return [path for path in _all() if not path.startswith(ADMIN)]


def admin_paths() -> list[str]:
    """But for the lists of one application, which are chosen from by a pattern."""
    return [path for path in _all() if path.startswith(ADMIN) and "^" not in path]


def _all() -> list[str]:
    return sorted(set(_written(get_resolver().url_patterns)))


def sockets() -> list[str]:
    return [_readable(f"/{pattern.pattern}") for pattern in websocket_urlpatterns]


def filled(path: str, names: Mapping[str, object]) -> str:
    recorded: dict[str, object] = {"name": "corner-shop", "variant": 0, "place": 0, "language": "de"}
    return path.format_map({"slug": "what-a-layer-is", "page": "why-layers", **recorded, **names})


def _written(patterns: Iterable[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for pattern in patterns:
        place = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _written(pattern.url_patterns, place)
        elif pattern.name != "api-root":  # a name without a page
            yield _readable(place)


def _readable(place: str) -> str:
    return PARAMETER.sub(r"{\1}", place)


def _methods(path: str) -> set[str]:
    """What the path says itself when it is asked with a method that nobody knows."""
    names = re.findall(r"{(\w+)}", path)
    anything = {name: 1 if name in NUMBERS else "00000000-0000-4000-8000-000000000000" for name in names}
    answer = Client().generic("TRACE", filled(path, anything))
    if answer.status_code == 200:  # the framework's own description, whatever the method
        return {"GET"}
    assert answer.status_code == 405, f"{path} answers {answer.status_code} to TRACE"
    return set(answer.headers["Allow"].split(", ")) - ASKED_ALONG
