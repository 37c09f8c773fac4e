"""docs/api.md names what there is."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from django.test import Client

from builds.events import BuildEvent, Difference, Failed, PathChange, PlannedStep, Reason, ReasonKind
from builds.operations.policy import Bounds
from builds.operations.request import REQUESTS
from builds.policy import TAG_LENGTH, Limits
from builds.state import BuildState, ContainerState, ErrorState, ImageState, LayerState, StageState, StepState

TEXT = (Path(__file__).parents[2] / "docs/api.md").read_text()
EVENTS = get_args(BuildEvent)


def row(name: str) -> str:
    """The table row that begins with `name`."""
    found = re.search(rf"^\| `{name}` \|.*$", TEXT, re.MULTILINE)
    assert found, f"docs/api.md has no row for {name}"
    return found[0]


def missing(fields: tuple[str, ...], text: str) -> list[str]:
    return [field for field in fields if not re.search(rf"\b{field}\b", text)]


def test_every_call_of_the_description_is_named(visitor: Client) -> None:
    schema = visitor.get("/api/openapi.json").json()
    calls = {f"{method.upper()} {path}" for path, found in schema["paths"].items() for method in found}
    named = {call.partition("?")[0] for call in re.findall(r"^\| `([A-Z]+ /api/[^`]*)`", TEXT, re.MULTILINE)}
    assert named == calls


def test_every_status_of_the_description_is_explained(visitor: Client) -> None:
    schema = visitor.get("/api/openapi.json").json()
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    faults = {status for each in operations for status in each["responses"] if int(status) >= 400}
    assert {status for status in faults if f"\n| {status} |" not in TEXT} == set()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.__name__))
def test_every_event_is_named_with_its_fields(event: type[msgspec.Struct]) -> None:
    assert missing(event.__struct_fields__, row(str(event.__struct_config__.tag))) == []


def test_no_event_is_named_that_does_not_exist() -> None:
    table = TEXT.split("| type | fields |")[1].split("\n\n")[0]
    named = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert sorted(named) == sorted(str(event.__struct_config__.tag) for event in EVENTS)


def test_every_word_of_a_reason_is_named() -> None:
    for kind in get_args(ReasonKind):
        row(kind)
    explained = TEXT.split("### Why a step was not cached")[1].split("## WebSocket")[0]
    words = (*Reason.__struct_fields__, *PathChange.__struct_fields__, *get_args(Difference))
    assert missing(words, explained) == []
    reason = msgspec.inspect.type_info(Failed).fields[0].type  # type: ignore[attr-defined]
    assert missing(reason.values, row("failed")) == []


@pytest.mark.parametrize("kind", REQUESTS)
def test_every_operation_is_named_with_its_fields(kind: str) -> None:
    assert missing(REQUESTS[kind].__struct_fields__, row(kind)) == []


def test_every_field_of_the_state_is_named() -> None:
    state = TEXT.split("## State")[1].split("## The feed")[0]
    for part in (StageState, BuildState, StepState, LayerState, ImageState, ContainerState, ErrorState):
        assert missing(part.__struct_fields__, state) == []
    assert missing(PlannedStep.__struct_fields__, row("planned")) == []


def test_the_limits_are_those_in_force() -> None:
    limits, bounds, table = Limits(), Bounds(), TEXT.split("## Limits")[1].split("## Errors")[0]
    for number in (
        limits.steps,
        limits.stages,
        limits.files,
        limits.path_bytes,
        limits.name_bytes,
        limits.build_args,
        limits.build_arg_bytes,
        limits.secrets,
        limits.secret_bytes // 1024,
        bounds.command_bytes,
        bounds.command_words,
        limits.dockerfile_bytes // 1024,
        limits.context_bytes // 2**20,
        limits.log_bytes // 2**20,
        int(bounds.wall_seconds),
        bounds.log_bytes // 2**20,
        bounds.kept_containers,
        bounds.archive_bytes // 2**20,
        bounds.tags,
        bounds.diff_paths,
        TAG_LENGTH,
    ):
        assert re.search(rf"\b{number:,}\b", table), number
