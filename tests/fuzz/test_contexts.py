"""Build contexts, fuzzed: built as they were given, or refused in words; a step sees nothing else."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from builds.context import write_context
from builds.policy import Limits, check
from builds.request import BuildRequest, ContextFile
from tests.figures import fuzzed as noted
from tests.figures import note
from tests.fuzz.contexts import Files, acceptable, collisions, contexts
from tests.site import Guest
from tests.size import FULL, size

pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore:Generating overly large repr")]
SENT, BUILT, LAID_OUT = size(30, 1500), size(3, 60), size(40, 2000)
FUZZ = settings(
    max_examples=SENT,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not FULL,
)
ALL = "FROM lab/base\nCOPY . /given/\nRUN true\n"
BARRED = {"target": "no stage"}
"""The policy lets no such build begin, and checks its files all the same."""


@FUZZ
@given(contexts)
def test_what_the_policy_lets_through_is_laid_out_within_its_folder(
    tmp_path_factory: pytest.TempPathFactory, files: Files
) -> None:
    request = readable(files)
    if request is None or check(request, Limits()):
        return
    place = tmp_path_factory.mktemp("laid")
    write_context(place / "context", request)
    assert [path.name for path in place.iterdir()] == ["context"]
    for path, file in request.context().items():
        assert is_given(place / "context" / path, file)


def readable(files: Files) -> BuildRequest | None:
    """Through JSON, as it would come; None where it is no request."""
    try:
        return msgspec.json.decode(json.dumps({"dockerfile": ALL, "files": files}), type=BuildRequest)
    except (msgspec.MsgspecError, ValueError):
        return None


def is_given(path: Path, file: ContextFile) -> bool:
    if file.symlink is not None:
        return str(path.readlink()) == file.symlink
    if file.directory:
        return path.is_dir() and not path.is_symlink()
    return path.read_bytes() == file.content() and not path.is_symlink()


@pytest.mark.usefixtures("unharmed")
def test_the_site_takes_any_context_or_refuses_it_in_words(owner: Guest) -> None:
    @settings(FUZZ, max_examples=SENT)
    @given(contexts)
    def fuzz(files: Files) -> None:
        answer = sent(owner, files, **BARRED)
        assert answer.status_code in (400, 413, 422), answer.text
        assert answer.json()["detail"]

    fuzz()
    noted("build contexts, sent", SENT)


@pytest.mark.usefixtures("unharmed")
def test_any_context_is_built_as_it_was_given_or_the_build_says_why_not(owner: Guest) -> None:
    """What the layer holds lies below its folder, and is what was sent."""
    ended: list[str] = []

    @settings(FUZZ, max_examples=BUILT, phases=[Phase.generate])
    @given(acceptable | collisions())
    def fuzz(files: Files) -> None:
        answer = sent(owner, files)
        assert answer.status_code in (201, 400, 413, 422), answer.text
        if answer.status_code != 201:
            assert answer.json()["detail"]
            return
        state = owner.wait(answer.json()["id"], 180)
        ended.append(state["status"])
        if state["status"] != "completed":
            assert state["error"]["reason"] not in ("record", "internal"), state["error"]
            return
        request = readable(files)
        assert request
        entries = list(listed(owner, state))
        strange = [entry for entry in entries if not comes_from(request, entry)]
        assert entries
        assert strange == []

    fuzz()
    assert "completed" in ended
    noted("build contexts, built", len(ended))
    note("Build contexts built for real", f"{len(ended)}, of which {ended.count('completed')} succeed")


def sent(guest: Guest, files: Files, **fields: str) -> Any:
    """As ASCII, since JSON may hold half a surrogate pair and UTF-8 may not."""
    body = json.dumps({"dockerfile": ALL, "files": files} | fields).encode()
    return guest.send("POST", "/api/builds", data=body)


def listed(guest: Guest, state: Any) -> Iterator[Any]:
    """What the layer of COPY holds."""
    (layer,) = [layer for layer in state["layers"] if layer["index"] == len(state["layers"]) - 2]
    page = guest.get(f"/api/builds/{state['id']}/layers/{layer['index']}/files").json()
    assert page["next"] is None
    yield from page["items"]


def comes_from(request: BuildRequest, entry: Any) -> bool:
    """Only a given path, or a folder above one, with what was given for it. A file `.wh.x` is, in a layer,
    one that takes `x` away: whoever gives it covers a path below `given`, in their own image."""
    given = {**request.context(), "Dockerfile": ContextFile(text=request.dockerfile)}
    top, _, path = entry["path"].partition("/")
    if entry["type"] == "whiteout":
        folder, slash, name = path.rpartition("/")
        mark = f"{folder}{slash}.wh.{name}/"
        return top == "given" and any(f"{other}/".startswith(mark) for other in given)
    file = given.get(path)
    if top != "given" or (path and not any(f"{other}/".startswith(f"{path}/") for other in given)):
        return False
    if file is None or file.directory:
        return bool(entry["type"] == "directory")
    if file.symlink is not None:
        return bool(entry["target"] == file.symlink)
    return bool(entry["content"] == f"sha256:{hashlib.sha256(file.content()).hexdigest()}")
