"""Whoever hits a limit reads which it is, its value, and what to try."""

import io
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from builds import exchange, imports, services
from builds.advice import ADVICE
from builds.models import Learner
from builds.operations.policy import Bounds
from builds.operations.request import RunRequest
from builds.policy import Limits
from builds.quotas import TooMany
from builds.request import BuildRequest
from builds.services import RequestRefused
from tests.archives import oci, tar_of
from tests.builds.operations import queued
from tests.builds.told import tells

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
BASE = "FROM lab/base\n"
CHAIN = "FROM lab/base AS a\nRUN a\nRUN b\nFROM a\nENV A=b\nCOPY x /\n"
RECORDING = Path("tests/recordings/first-build.json")
Hit = Callable[[Learner], object]


def build(
    learner: Learner,
    dockerfile: str = BASE,
    secrets: dict[str, str] | None = None,
    **parts: dict[str, str],
) -> None:
    services.submit_build(learner, BuildRequest(dockerfile, **parts), secrets=secrets)  # type: ignore[arg-type]


def again(learner: Learner) -> None:
    services.cancel(queued(learner))
    build(learner)


def wait(learner: Learner) -> None:
    queued(learner)
    build(learner)


def command(learner: Learner) -> None:
    services.submit(learner, RunRequest(uuid.uuid4(), "sleep 9"))


def image(learner: Learner) -> None:
    imports.keep_images(learner, io.BytesIO(oci(tar_of({"a": b"1"}))), "a.tar")


ROWS: dict[str, tuple[str, int, str, Hit]] = {
    "dockerfile_bytes": ("DOCKERFILE_BYTES", 9, "Dockerfile", build),
    "files": ("CONTEXT_FILES", 1, "files", lambda who: build(who, files={"a": "", "b": ""})),
    "context_bytes": ("CONTEXT_BYTES", 3, "files", lambda who: build(who, files={"a": "1234"})),
    "build_args": ("BUILD_ARGS", 1, "arguments", lambda who: build(who, build_args={"A": "", "B": ""})),
    "build_arg_bytes": ("BUILD_ARG_BYTES", 2, "argument A", lambda who: build(who, build_args={"A": "123"})),
    "steps": ("BUILD_STEPS", 2, "instructions", lambda who: build(who, BASE + "ENV A=b\n" * 2)),
    "stages": ("BUILD_STAGES", 1, "stages", lambda who: build(who, BASE * 2)),
    "layers": ("BUILD_LAYERS", 2, "layers", lambda who: build(who, CHAIN)),
    "builds_waiting": ("BUILDS_WAITING", 1, "queued or running", wait),
    "builds_per_minute": ("BUILDS_PER_MINUTE", 1, "minute", again),
    "secrets": ("BUILD_SECRETS", 1, "secrets", lambda who: build(who, secrets={"a": "x", "b": "x"})),
    "secret_bytes": ("BUILD_SECRET_BYTES", 1, "secret a", lambda who: build(who, secrets={"a": "xx"})),
    "command_bytes": ("COMMAND_BYTES", 4, "command", command),
    "images_kept": ("IMAGES_KEPT", 0, "images", image),
    "image_unpacked_bytes": ("IMAGE_UNPACKED_BYTES", 1, "unpacked", image),
    "image_files": ("IMAGE_FILES", 0, "paths", image),
    "recordings_kept": (
        "RECORDINGS_KEPT",
        0,
        "recordings",
        lambda who: exchange.keep(who, RECORDING.read_bytes()),
    ),
}


ELSEWHERE = {
    "tests/accounts/test_doors.py": ("logins_per_hour", "login_failures", "signups_per_hour"),
    "tests/labs/classes/test_joining.py": ("classes_kept", "class_places", "class_guests_per_hour"),
    "tests/accounts/test_passwords.py": ("resets_per_hour", "password_tries_per_hour", "tokens_kept"),
    "tests/config/test_body_room.py": ("body_bytes_per_address", "body_bytes_at_once", "body_seconds"),
    "tests/labs/authoring/test_proving.py": ("proofs_at_once", "proofs_per_hour"),
    "tests/labs/authoring/test_views.py": ("exercises_kept",),
    "tests/api/test_builds.py": ("body_bytes",),
    "tests/api/test_downloads.py": ("downloads_per_minute", "shared_downloads_per_minute"),
    "tests/api/test_images.py": ("image_bytes",),
    "tests/builds/test_hits.py": (
        *("wall_seconds", "log_bytes", "step_log_kib"),
        *("step_memory_mib", "step_pids", "bulk_mib"),
    ),
    "tests/builds/test_kept_containers.py": ("kept_containers",),
    "tests/builds/test_quotas.py": ("guests_per_hour",),
    "tests/builds/test_tampering.py": ("archive_bytes",),
    "tests/builds/test_writable_layers.py": ("tags",),
    "tests/visualizer/test_socket_limits.py": (
        *("sockets_per_learner", "sockets_per_address", "socket_frames_per_minute"),
    ),
}
"""Where the limits are hit that take a real engine, a body or a connection. Each test calls `tells`."""


def test_every_limit_with_advice_is_hit_by_a_test() -> None:
    told = [limit for limits in ELSEWHERE.values() for limit in limits]
    assert sorted([*told, *ROWS, "command_words"]) == sorted(ADVICE)
    for path, limits in ELSEWHERE.items():
        text = Path(path).read_text()
        assert "tells(" in text
        assert [limit for limit in limits if f'"{limit}"' not in text] == [], path


def test_too_many_words_of_a_command_are_told() -> None:
    with pytest.raises(RequestRefused) as refused:
        services.submit(Learner.objects.create(), RunRequest(uuid.uuid4(), ("true",) * 101))
    tells(str(refused.value), "command_words", 100, "words")


@pytest.mark.parametrize("limit", ROWS)
def test_a_limit_hit_is_told_with_its_value_and_advice(limit: str, settings: Settings) -> None:
    setting, value, subject, hit = ROWS[limit]
    setattr(settings, setting, value)
    with pytest.raises((RequestRefused, TooMany)) as refused:
        hit(Learner.objects.create())
    tells(str(refused.value), limit, value, subject)
    first = getattr(refused.value, "problems", [refused.value])[0]
    assert (first.limit, first.value) == (limit, value)


def test_the_layers_of_a_stage_include_those_it_stands_on(settings: Settings) -> None:
    settings.BUILD_LAYERS = 3
    build(Learner.objects.create(), CHAIN)
    settings.BUILD_LAYERS = 2
    with pytest.raises(RequestRefused) as refused:
        build(Learner.objects.create(), CHAIN + "FROM lab/base\nRUN c\n")
    assert [problem.line for problem in refused.value.problems] == [6]


def test_at_their_defaults_a_stage_has_too_many_layers_before_a_dockerfile_has_too_many_steps() -> None:
    limits = Limits()
    fits, over = (BASE + "RUN a\n" * count for count in (limits.layers, limits.layers + 1))
    build(Learner.objects.create(), fits)
    with pytest.raises(RequestRefused) as refused:
        build(Learner.objects.create(), over)
    last = limits.layers + 2
    assert [(problem.limit, problem.line) for problem in refused.value.problems] == [("layers", last)]


def test_the_operators_limits_are_by_default_those_in_the_documents() -> None:
    assert (services.limits(), services.bounds()) == (Limits(), Bounds())
