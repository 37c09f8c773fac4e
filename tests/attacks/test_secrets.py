"""Where the value of a secret might be found afterwards, or by whoever looks on. It is nowhere.

The same search finds a build argument, which is no place for secrets.
"""

import gzip
import json
import os
import pwd
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from builds.secrets.redact import MARK
from engine.instance import claim
from tests.site import Guest, Site, descendants

pytestmark = pytest.mark.engine
CHUNK = 2**20
USES = """\
FROM lab/base
ARG WORD
RUN --mount=type=secret,id=token wc -c < /run/secrets/token > /length; sleep 3
"""
PRINTS = """\
FROM lab/base
RUN --mount=type=secret,id=token cat /run/secrets/token
RUN --mount=type=secret,id=token cut -c 1-9 /run/secrets/token | tr -d '\\n'; sleep .3; cut -c 10- /run/secrets/token
"""
FAILS = "FROM lab/base\nRUN --mount=type=secret,id=token cat /run/secrets/token >&2; exit 3\n"


@pytest.fixture
def value() -> str:
    return f"hunter-{uuid.uuid4().hex}"


def test_a_value_is_nowhere_but_in_the_step_that_mounts_it(site: Site, guest: Guest, value: str) -> None:
    word = f"word-{uuid.uuid4().hex}"
    build = guest.start(USES, secrets={"token": value}, build_args={"WORD": word})
    guest.wait_until(build, lambda state: state["steps"][2:] and state["steps"][2]["status"] == "running")
    time.sleep(0.5)
    assert programs("cmdline", word), "the search finds nothing at all"
    assert programs("cmdline", value) == []
    assert set(programs("environ", value)) == {"docker-buildx"}
    state = guest.wait(build)
    assert state["status"] == "completed", state["error"]
    assert any(name.endswith("/bulk.img") for name in files_with(site, word)), "the image has its history"
    assert files_with(site, value) == []
    answers = dict(answers_about(guest, state))
    assert [name for name, content in answers.items() if word.encode() in content]
    assert [name for name, content in answers.items() if value.encode() in content] == []
    (length,) = guest.get(f"/api/builds/{build}/files?prefix=length").json()["items"]
    assert length["size"] == len(f"{len(value)}\n")


@pytest.mark.parametrize(("dockerfile", "said"), [(PRINTS, f"{MARK}{MARK}\n"), (FAILS, MARK)])
def test_a_printed_one_is_recorded_nowhere_and_goes_from_the_engine_when_that_is_emptied(
    site: Site, guest: Guest, value: str, dockerfile: str, said: str
) -> None:
    state = guest.build(dockerfile, secrets={"token": value})
    assert state["status"] == ("failed" if dockerfile == FAILS else "completed"), state["error"]
    texts = [event["text"] for event in guest.events(state["id"]) if event["type"] == "logged"]
    assert "".join(texts) == said
    assert [name for name, content in answers_about(guest, state) if value.encode() in content] == []
    assert {Path(name).name for name in files_with(site, value)} <= {"bulk.img"}
    assert guest.post("/api/engine/reset").status_code == 204
    assert files_with(site, value) == []


def test_nor_on_a_page_or_in_the_answer_of_a_refused_request(guest: Guest, value: str) -> None:
    body = {"dockerfile": "FROM lab/base\n", "secrets": {"a b": value, "token": f"{value}\0"}}
    answer = guest.post("/api/builds", body)
    assert answer.status_code == 422
    assert value not in answer.text


def test_a_waiting_one_lies_in_memory_that_only_the_site_can_see(
    site: Site, guest: Guest, value: str
) -> None:
    guest.start("FROM lab/base\nRUN sleep 5\n", no_cache=True)
    waiting = guest.start("FROM lab/base\n", secrets={"token": value})
    folder = claim(site.var).run_dir / "secrets"
    assert list(folder.iterdir()) == []
    worker = site.pids("celery", "builds@")[0]
    inside = Path(f"/proc/{worker}/root") / folder.relative_to("/")
    (file,) = inside.iterdir()
    assert (inside.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    assert value in file.read_text()
    mounts = Path(f"/proc/{worker}/mountinfo").read_text().splitlines()
    assert [line for line in mounts if line.split()[4] == str(folder) and " - tmpfs " in line]
    assert guest.wait(waiting)["status"] == "completed"
    assert list(inside.iterdir()) == []


def programs(what: str, text: str) -> list[str]:
    """The programs of all processes that hold the text in their arguments or environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int(folder.name) != os.getpid() and text.encode() in (folder / what).read_bytes():
                found.append((folder / "comm").read_text().strip())
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def files_with(site: Site, text: str) -> list[str]:
    """Of all that the site has on disk: database, broker, logs, engines' disks; and in its private view."""
    views = [Path(f"/proc/{pid}/root") for pid in descendants(site.process.pid)]
    places = [site.var, claim(site.var).run_dir, *_of_the_site(Path("/dev/shm")), *_of_the_site(Path("/tmp"))]
    places += [view / claim(site.var).run_dir.relative_to("/") for view in views]
    files = {identity(file): file for place in places for file in _files(place)}
    return sorted(str(file) for file in files.values() if _holds(file, text.encode()))


def answers_about(guest: Guest, state: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """All that the API and the page tell of a build: its log, recording, image and layers."""
    build = f"/api/builds/{state['id']}"
    for path in (build, f"{build}/events", f"{build}/recording?blobs=true", f"/builds/{state['id']}/"):
        yield path, guest.get(path).content
    for layer in state["layers"]:
        yield (
            f"layer {layer['index']}",
            gzip.decompress(guest.get(f"{build}/layers/{layer['index']}/blob").content),
        )
    yield "steps", json.dumps(state["steps"]).encode()


def identity(path: Path) -> tuple[int, int] | Path:
    """The same file, seen in several views."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return path
    return status.st_dev, status.st_ino


def _of_the_site(folder: Path) -> list[Path]:
    account = pwd.getpwnam("layerlab").pw_uid
    return [path for path in folder.iterdir() if path.lstat().st_uid == account]


def _files(place: Path) -> Iterable[Path]:
    yield from [place] if place.is_file() else []
    for folder, _, names in os.walk(place):
        yield from (
            path for name in names if (path := Path(folder, name)).is_file() and not path.is_symlink()
        )


def _holds(path: Path, text: bytes) -> bool:
    """Reads only what a sparse file really holds."""
    try:
        with path.open("rb", buffering=0) as file:
            place, size = 0, os.fstat(file.fileno()).st_size
            while place < size:
                place = os.lseek(file.fileno(), place, os.SEEK_DATA)
                if text in os.pread(file.fileno(), CHUNK + len(text), place):
                    return True
                place += CHUNK
    except OSError:  # no more data, or gone
        return False
    return False
