"""What browsers are told with every answer, whoever makes it, under production settings."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from config.headers import HEADERS
from tests.api.callers import Browser
from tests.attacks.web import ask, environment_of, web
from tests.belongings import give_everything
from tests.routes import admin_paths, filled, paths

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
PRODUCTION = {
    "HTTPS": "1",
    "ALLOWED_HOSTS": "lab.example.org,127.0.0.1",
    "GUESTS_PER_HOUR": "1000000",
    "SECRET_KEY": settings.SECRET_KEY,  # a session of this process is one there
}
ADMIN_NAMES = dict.fromkeys(("object_id", "content_type_id", "id"), 1)
TLS = {"Host": "lab.example.org", "X-Forwarded-Proto": "https"}
POLICY = "content-security-policy"
LOOSE = re.compile("unsafe|nonce|data:|blob:|http|[*]")
YEAR = 365 * 24 * 3600
ELSEWHERE: list[tuple[str, dict[str, str], str, bytes | None, int]] = [
    ("/", {"Host": "evil.example"}, "GET", None, 400),
    ("/api/builds", {"Host": "evil.example"}, "GET", None, 400),
    ("/nowhere", {}, "GET", None, 404),
    ("/api/nowhere", {}, "GET", None, 404),
    ("/static/favicon.svg", {}, "GET", None, 200),
    ("/static/bundle/site.css", {}, "GET", None, 200),
    ("/static/bundle/image.js", {}, "GET", None, 200),
    ("/static/bundle/listing-worker.js", {}, "GET", None, 200),
    ("/static/nothing.js", {}, "GET", None, 404),
    ("/api/builds", {}, "POST", bytes(9 * 2**20), 413),
    ("/api/builds", {"Transfer-Encoding": "chunked"}, "POST", b"0\r\n\r\n", 411),
    ("/operations", {"Content-Type": "application/x-www-form-urlencoded"}, "POST", b"kind=run", 403),
]
"""What is answered without a route, or before it."""


@pytest.fixture
def port(child_environment: dict[str, str], tmp_path: Path) -> Iterator[int]:
    with web(environment_of(child_environment), tmp_path, **PRODUCTION) as port:
        yield port


def faults(found: dict[str, str]) -> list[str]:
    """What an answer's headers lack, have otherwise or twice, or allow too much."""
    wrong = [
        f"{name}: {found.get(name.lower())}"
        for name, value in HEADERS.items()
        if name.lower() != POLICY and found.get(name.lower()) != value
    ]
    policy = found.get(POLICY, "")
    closed = all(f"{name} 'none'" in policy for name in ("default-src", "frame-ancestors", "base-uri"))
    told = [name for name in ("server", "x-powered-by") if name in found]
    return wrong + told + ([] if closed and not LOOSE.search(policy) else [f"{POLICY}: {policy}"])


def framed(found: dict[str, str]) -> list[str]:
    """The same of the page that others may frame, which differs in that alone."""
    policy = found.get(POLICY, "").replace("frame-ancestors *", "frame-ancestors 'none'")
    assert policy != found.get(POLICY)
    assert "x-frame-options" not in found
    return faults(found | {POLICY: policy, "x-frame-options": "DENY"})


def test_every_route_answers_everybody_with_them(port: int) -> None:
    owner, statuses = Browser(), set()
    had = give_everything(owner.learner)
    session = {"Cookie": f"sessionid={owner.cookies['sessionid'].value}"}
    every = [*paths(), *admin_paths()]
    for path, who, method in itertools.product(every, ({}, session), ("GET", "PUT")):
        names = ADMIN_NAMES | had.names() | ({"operation": had.build} if "{index}" in path else {})
        status, found, _ = ask(port, filled(path, names), TLS | who, method)
        check = framed if path.startswith("/embed/") and method == "GET" else faults
        assert check(found) == [], (method, path, status)
        assert found["strict-transport-security"] == f"max-age={YEAR}", (method, path, status)
        statuses.add(status)
    assert statuses >= {200, 401, 403, 404, 405, 503}


def test_so_does_what_is_no_route(port: int) -> None:
    for path, headers, method, body, expected in ELSEWHERE:
        status, found, _ = ask(port, path, TLS | headers, method, body)
        assert (status, faults(found)) == (expected, []), path


def test_so_does_a_fault_of_our_own(child_environment: dict[str, str], tmp_path: Path) -> None:
    """Where the database has no tables."""
    empty = {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3"}
    nothing = "shared/00000000-0000-4000-8000-000000000000"
    with web(environment_of(child_environment), tmp_path, **PRODUCTION, **empty) as port:
        for path in ("/", f"/{nothing}", f"/api/{nothing}"):
            status, found, text = ask(port, path, TLS)
            assert (status, faults(found)) == (500, []), path
            assert not re.search("Traceback|no such table", text)


def test_what_is_to_be_saved_is_never_shown(port: int) -> None:
    owner = Browser()
    had = give_everything(owner.learner)
    session = {"Cookie": f"sessionid={owner.cookies['sessionid'].value}"}
    for path in ("/api/builds/{build}/layers/{index}/blob", "/api/shared/{share}/layers/{index}/blob"):
        status, found, text = ask(port, filled(path, had.names()), TLS | session)
        assert status == 200, text
        assert found["content-type"] == "application/octet-stream"
        assert found["content-disposition"].startswith("attachment")
    _, found, _ = ask(port, f"/api/builds/{had.build}/recording", TLS | session)
    assert found["content-disposition"].startswith("attachment")


def test_cookies_go_over_tls_and_to_this_site_alone(port: int) -> None:
    _, found, _ = ask(port, "/", TLS)
    cookies = {text.split("=")[0]: text for text in re.split(r", (?=\w+=)", found["set-cookie"])}
    assert set(cookies) == {"sessionid", "csrftoken"}
    for cookie in cookies.values():
        assert "Secure" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie
    assert "HttpOnly" in cookies["sessionid"]  # a page's script sends the other one back
