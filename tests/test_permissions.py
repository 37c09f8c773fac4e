"""Every way into the site, and who is answered there and who is told that nothing is there.

A route without a row here fails. Of what a learner owns, an instructor and an administrator see no more than
any other learner does.
"""

import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import pytest
from asgiref.sync import sync_to_async
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from builds.models import LayerListing, Learner
from labs.authoring.starter import starter
from labs.authoring.zipped import pack
from labs.models import Classroom, Written
from labs.roles import Role, give
from tests.api.callers import Browser, bearer
from tests.belongings import ARCHIVE, RECORDING, Belongings, give_everything
from tests.routes import calls, filled, sockets
from tests.visualizer.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
DOCKERFILE: dict[str, object] = {"dockerfile": "FROM lab/base\nRUN true\n"}


class Row(NamedTuple):
    """Statuses; `body` is sent as JSON, or as a form where it says so. `user` is the status for whoever is
    logged in, where that is another than what other guests get, `teacher` for who may teach."""

    nobody: int
    owner: int
    other: int
    body: Callable[[Belongings], dict[str, object] | bytes | None] = lambda _: None
    form: bool = False
    user: int | None = None
    teacher: int | None = None


def learners(status: int, body: dict[str, object] | bytes | None = None) -> Row:
    """For whoever has a session or a token, each with their own."""
    return Row(401, status, status, lambda _: body)


def everybody(status: int = 200) -> Row:
    return Row(status, status, status)


OWNERS = Row(401, 200, 404)
PAGE = Row(404, 200, 404)
"""A page lets nobody in as a new guest, who owns nothing."""

DOOR = Row(403, 422, 422, lambda _: {}, form=True)
"""A form without anything in it is at fault, whoever sends it."""
USERS = Row(403, 302, 302, lambda _: {}, form=True, user=422)
"""Guests are sent to log in."""
CLASS = Row(302, 302, 302, user=403, teacher=404)
"""Also for who is in the class. Its own instructor has a test below."""
IN_CLASS = Row(403, 302, 302, lambda _: {}, form=True, user=403, teacher=404)

ROWS = {
    "GET /": everybody(),
    "GET /labs/{slug}": everybody(),
    "GET /read/{page}": everybody(),
    "GET /takeaways": everybody(),
    "GET /glossary": everybody(),
    "GET /quiz/{step}": everybody(),
    "GET /quiz/{step}/earlier": everybody(),
    "GET /review": everybody(),
    "POST /questions/{item}": Row(403, 302, 302, lambda had: {"answer": had.choice}, form=True),
    "GET /recorded/{name}/{variant}/{place}": everybody(),
    "GET /recorded/{name}/{variant}/{place}/files": everybody(),
    "GET /recorded/{name}/{variant}/{place}/picture": everybody(),
    "GET /answers/{answer}": PAGE,
    "GET /my-work.zip": everybody(),
    "GET /checkup": everybody(),
    "POST /checkup": Row(403, 302, 302, lambda _: {"question": "none", "answer": "1"}, form=True),
    "POST /checkup/stop": Row(403, 302, 302, lambda _: {}, form=True),
    "GET /account": everybody(),
    "GET /account/sign-up": Row(200, 200, 200, user=302),
    "POST /account/sign-up": DOOR._replace(user=302),
    "GET /account/log-in": Row(200, 200, 200, user=302),
    "POST /account/log-in": DOOR._replace(user=302),
    "POST /account/log-out": Row(403, 302, 302, lambda _: {}, form=True),
    "GET /account/forgotten": everybody(),
    "POST /account/forgotten": DOOR,
    "GET /account/forgotten/{uidb64}/{token}": everybody(),
    "POST /account/forgotten/{uidb64}/{token}": Row(403, 200, 200, lambda _: {}, form=True),
    "GET /account/password": Row(302, 302, 302, user=200),
    "POST /account/password": USERS,
    "GET /account/mail": Row(302, 302, 302, user=200),
    "POST /account/mail": USERS,
    "POST /account/tokens": USERS,
    "POST /account/tokens/{token}/revoke": USERS._replace(user=404),
    "GET /account/delete": everybody(),
    "POST /account/delete": Row(403, 302, 302, lambda _: {}, form=True, user=422),
    "GET /join": everybody(),
    "GET /join/{code}": everybody(),
    "POST /join/{code}": Row(403, 302, 302, lambda _: {"nickname": uuid.uuid4().hex[:30]}, form=True),
    "POST /join/{code}/leave": Row(403, 302, 302, lambda _: {}, form=True),
    "GET /exercises": Row(302, 302, 302, user=403, teacher=200),
    "POST /exercises": Row(403, 302, 302, lambda _: {}, form=True, user=403, teacher=422),
    "POST /exercises/preview": Row(403, 302, 302, lambda _: {}, form=True, user=403, teacher=200),
    "GET /exercises/{written}": CLASS,
    "POST /exercises/{written}": IN_CLASS,
    "GET /exercises/{written}/zip": CLASS,
    "GET /exercises/{written}/proof": CLASS,
    "POST /exercises/{written}/delete": IN_CLASS,
    "GET /classes": Row(302, 302, 302, user=403, teacher=200),
    "POST /classes": Row(403, 302, 302, lambda _: {}, form=True, user=403, teacher=422),
    "GET /classes/plans/{step}": Row(302, 302, 302, user=403, teacher=200),
    "GET /classes/{classroom}": CLASS,
    "GET /classes/{classroom}/board": CLASS,
    "GET /classes/{classroom}/grades.csv": CLASS,
    "POST /classes/{classroom}/close": IN_CLASS,
    "POST /classes/{classroom}/warm": IN_CLASS,
    "POST /classes/{classroom}/dismiss/{participant}": IN_CLASS,
    "POST /classes/{classroom}/delete": IN_CLASS,
    "GET /sandbox": everybody(),
    "GET /images": everybody(),
    "GET /compare": everybody(),
    "GET /operations": everybody(),
    "POST /operations": Row(403, 302, 404, lambda had: {"kind": "run", "build": had.own}, form=True),
    "GET /builds/{build}": PAGE,
    "GET /operations/{operation}": PAGE,
    "POST /operations/{operation}/cancel": Row(403, 302, 404, lambda _: {}, form=True),
    "GET /shared/{share}": everybody(),
    "POST /language": Row(403, 302, 302, lambda _: {"language": "de"}, form=True),
    "GET /words/{language}.js": everybody(),
    "GET /embed/{share}": everybody(),
    "GET /healthz": everybody(),
    "GET /readyz": everybody(503),
    "GET /metrics": everybody(),
    "GET /api/openapi.json": everybody(),
    "GET /api/base-images": learners(200),
    "POST /api/builds": learners(201, DOCKERFILE),
    "GET /api/builds/{build}": OWNERS,
    "GET /api/builds/{build}/events": OWNERS,
    "GET /api/builds/{build}/turn": OWNERS,
    "POST /api/builds/{build}/cancel": Row(401, 202, 404),
    "GET /api/builds/{build}/layers/{index}/files": OWNERS,
    "GET /api/builds/{build}/files": OWNERS,
    "GET /api/builds/{build}/waste": OWNERS,
    "GET /api/builds/{build}/documents/{document}": Row(401, 410, 404),
    "GET /api/builds/{build}/layers/{index}/blob": OWNERS,
    "GET /api/builds/{build}/compare/{other}": OWNERS,
    "GET /api/builds/{build}/evidence": OWNERS,
    "GET /api/builds/{build}/recording": OWNERS,
    "POST /api/builds/{build}/share": Row(401, 201, 404),
    "DELETE /api/builds/{build}/share": Row(401, 204, 404),
    "GET /api/builds/{build}/stages/{stage}/layers/{index}/files": OWNERS,
    "GET /api/builds/{build}/stages/{stage}/layers/{index}/blob": OWNERS,
    "POST /api/engine/reset": Row(401, 409, 503),
    "GET /api/exercises": learners(200),
    "GET /api/exercises/schema.json": everybody(),
    "GET /api/exercises/questions.schema.json": everybody(),
    "GET /api/exercises/{slug}": learners(200),
    "GET /api/exercises/{slug}/tasks/{task}/hints/{level}": learners(200),
    "GET /api/exercises/{slug}/tasks/{task}/solution": learners(403),
    "POST /api/exercises/{slug}/attempts": learners(202, DOCKERFILE | {"task": "settings"}),
    "GET /api/exercises/{slug}/attempts/{attempt}": OWNERS,
    "POST /api/images": Row(401, 201, 201, lambda _: {"archive": _archive()}, form=True),
    "DELETE /api/images/{image}": Row(401, 204, 404),
    "POST /api/operations": Row(401, 201, 404, lambda had: {"kind": "run", "build": had.own}),
    "GET /api/operations": learners(200),
    "GET /api/operations/{operation}": OWNERS,
    "GET /api/operations/{operation}/events": OWNERS,
    "GET /api/operations/{operation}/turn": OWNERS,
    "POST /api/operations/{operation}/cancel": Row(401, 202, 404),
    "GET /api/operations/{build}/layers/{index}/files": OWNERS,
    "GET /api/operations/{operation}/files": OWNERS,
    "GET /api/operations/{operation}/waste": OWNERS,
    "GET /api/operations/{build}/layers/{index}/blob": OWNERS,
    "GET /api/operations/{build}/recording": OWNERS,
    "POST /api/plans": learners(200, DOCKERFILE),
    "POST /api/proofs": Row(401, 403, 403, lambda _: pack(starter("a"), "a"), teacher=202),
    "GET /api/proofs/{proof}": Row(401, 404, 404),
    "POST /api/recordings": learners(201, RECORDING),
    "DELETE /api/recordings/{build}": Row(401, 204, 404),
    "GET /api/shared/{share}": everybody(),
    "GET /api/shared/{share}/events": everybody(),
    "GET /api/shared/{share}/layers/{index}/files": everybody(),
    "GET /api/shared/{share}/stages/{stage}/layers/{index}/files": everybody(),
    "GET /api/shared/{share}/files": everybody(),
    "GET /api/shared/{share}/waste": everybody(),
    "GET /api/shared/{share}/layers/{index}/blob": everybody(),
    "GET /api/shared/{share}/documents/{document}": everybody(410),
    "GET /api/shared/{share}/evidence": everybody(),
    "GET /api/storage": learners(200),
    "GET /api/storage?operation={build}": OWNERS,
}
SHAPE = re.compile(r"\{(build|operation)\}")
"""Some rows name the build where the path says operation, so that it has layers."""


def _archive() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.tar", ARCHIVE)


class Stranger(Browser):
    """Another learner, in a browser."""


class Program(Client):
    """Another learner, by a token."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True, headers=bearer(Learner.objects.create()))


class Member(Client):
    """A user of that role, logged in, with a page's CSRF token."""

    role = Role.LEARNER

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True)
        user = User.objects.create_user(f"{self.role} {uuid.uuid4()}")
        give(user, self.role)
        self.force_login(user)
        self.get("/account/delete")


class Instructor(Member):
    role = Role.INSTRUCTOR


class Administrator(Member):
    role = Role.ADMINISTRATOR


USERS_OF_ROLES = (Member, Instructor, Administrator)
OTHERS = (Stranger, Program, *USERS_OF_ROLES)


def send(client: Client, call: str, row: Row, had: Belongings) -> Any:
    """The row's request, with the CSRF token that the client has."""
    method, path = call.split()
    token = client.cookies.get("csrftoken")
    headers = {"X-CSRFToken": token.value} if token else {}
    place = filled(path, had.names())
    body = row.body(had)
    if row.form:
        return client.post(place, body, headers=headers)
    content = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
    return client.generic(method, place, content, "application/json", headers=headers)


def text_of(answer: Any) -> str:
    """Of a layer's blob, nothing: it names nobody. Of a zip, what its files say."""
    if answer.headers.get("Content-Type") == "application/zip":
        packed = zipfile.ZipFile(io.BytesIO(answer.content))
        return "".join(packed.read(name).decode() for name in packed.namelist())
    return "" if answer.streaming else bytes(answer.content).decode()


def database() -> dict[str, list[tuple[object, ...]]]:
    """All rows of what learners own."""
    models = [
        model for app in ("builds", "labs", "accounts") for model in apps.get_app_config(app).get_models()
    ]
    return {
        model.__name__: sorted(model._default_manager.values_list(), key=repr)
        for model in models
        if model not in (Learner, LayerListing)
    }


def test_every_route_of_the_site_has_a_row() -> None:
    known = {SHAPE.sub("{}", call) for call in calls()}
    rows = {SHAPE.sub("{}", call) for call in ROWS if "?" not in call}
    assert rows == known


@pytest.mark.parametrize("call", ROWS)
def test_the_owner_is_answered(call: str) -> None:
    owner, row = Browser(), ROWS[call]
    answer = send(owner, call, row, give_everything(owner.learner))
    assert answer.status_code == row.owner, text_of(answer)


@pytest.mark.parametrize("call", ROWS)
def test_nobody_else_reads_or_changes_what_a_learner_owns(call: str, settings: Settings) -> None:
    settings.PROOFS_AT_ONCE = 10
    owner, row = Browser(), ROWS[call]
    had = give_everything(owner.learner)
    before = database()
    for client, status in ((Client(enforce_csrf_checks=True), row.nobody), *others(call, row)):
        answer = send(client, call, row, had)
        text = text_of(answer)
        assert answer.status_code == status, (type(client), text)
        if status == 200 and "/shared/" not in call:  # a share says what it is of
            assert not [name for name in had.secret() if name in text], (type(client), text)
    after = database()
    assert [row for table in before for row in before[table] if row not in after[table]] == []


def others(call: str, row: Row) -> list[tuple[Client, int]]:
    """Who is not the owner, and what they get. A program has no business with pages."""
    kinds = OTHERS if call.split()[1].startswith("/api/") else (Stranger, *USERS_OF_ROLES)
    return [(kind(), _status(kind, row)) for kind in kinds]


def _status(kind: type[Client], row: Row) -> int:
    if issubclass(kind, Instructor | Administrator) and row.teacher is not None:
        return row.teacher
    return row.user if row.user is not None and issubclass(kind, Member) else row.other


@pytest.mark.parametrize("call", [call for call, row in ROWS.items() if row.other == 404])
def test_whether_another_learner_has_it_cannot_be_told(call: str) -> None:
    owner, row = Browser(), ROWS[call]
    had = give_everything(owner.learner)
    nothing = Belongings(*(str(uuid.uuid4()) for _ in Belongings.__struct_fields__))
    nothing = msgspec.structs.replace(nothing, token="0", participant="0")
    for kind in (Stranger, Member, Administrator):
        asked: Client = kind()
        found, missing = (send(asked, call, row, ids) for ids in (had, nothing))
        assert found.status_code == missing.status_code == 404
        assert _without_names(found, had) == _without_names(missing, nothing)


def _without_names(answer: Any, had: Belongings) -> tuple[str, dict[str, str]]:
    text = text_of(answer)
    for name in (had.build, had.own, had.operation, had.image, had.share, had.attempt, had.answer, had.proof):
        text = text.replace(name, "ID")
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "TOKEN", text)
    return text, {name: value for name, value in answer.headers.items() if name != "Content-Length"}


@pytest.mark.parametrize("call", [call for call in ROWS if not call.startswith("GET")])
def test_a_cookie_alone_changes_nothing(call: str) -> None:
    owner = Browser()
    had = give_everything(owner.learner)
    before = database()
    forged = Client(enforce_csrf_checks=True)
    forged.cookies["sessionid"] = owner.cookies["sessionid"].value
    assert send(forged, call, ROWS[call], had).status_code == 403
    assert database() == before


@pytest.mark.parametrize("call", [call for call in ROWS if "{classroom}" in call])
def test_the_instructor_of_a_class_is_answered(call: str) -> None:
    had = give_everything(Browser().learner)
    client = Client(enforce_csrf_checks=True)
    client.force_login(Classroom.objects.get(pk=had.classroom).instructor)
    client.get("/classes")
    answer = send(client, call, ROWS[call], had)
    assert answer.status_code == (200 if call.startswith("GET") else 302)


@pytest.mark.parametrize("call", [call for call in ROWS if "{written}" in call])
def test_the_author_of_an_exercise_is_answered(call: str) -> None:
    had = give_everything(Browser().learner)
    client = Client(enforce_csrf_checks=True)
    client.force_login(Written.objects.get(pk=had.written).author)
    client.get("/exercises")
    row = ROWS[call]._replace(body=lambda _: {"path-0": "index.md", "text-0": "---\nid: mine\n---\n"})
    answer = send(client, call, row, had)
    assert answer.status_code == (200 if call.startswith("GET") else 302)


SOCKETS = {
    "/ws/builds/{wanted}": (4403, 1000, 4403),
    "/ws/operations/{wanted}": (4403, 1000, 4403),
    "/ws/shared/{wanted}": (1000, 1000, 1000),
    "/": (4404, 4404, 4404),
}
"""What each closes with: for nobody, the owner, another learner. 1000 comes after the last event."""


def test_every_socket_of_the_site_has_a_row() -> None:
    assert set(SOCKETS) == set(sockets())


@pytest.mark.parametrize("path", SOCKETS)
async def test_a_socket_tells_only_those_who_may_see_it(path: str) -> None:
    owner, other = await sync_to_async(Browser)(), await sync_to_async(Browser)()
    had = await sync_to_async(give_everything)(owner.learner)
    place = path.format(wanted=had.share if "shared" in path else had.build)
    for client, code in zip((None, owner, other), SOCKETS[path], strict=True):
        key = client.cookies["sessionid"].value if client else ""
        socket = Socket(place, {"cookie": f"sessionid={key}", "origin": "http://localhost"})
        assert await socket.connect()
        events, closed = await socket.read_to_end()
        assert closed == code
        assert bool(events) == (code == 1000)
        await socket.disconnect()
        foreign = Socket(place, {"cookie": f"sessionid={key}", "origin": "http://evil.example"})
        assert not await foreign.connect()
