import pytest

from builds.dockerfile import parse
from builds.events import Failed, StepFailed
from builds.failure import RETRY, engine_words, explain
from builds.translate import StepError
from tests.recordings import load

IMAGES = ("lab/base", "lab/cc")
PLAN = parse("FROM lab/base\nRUN a\nCOPY --from=nginx / /\n")


def failed(text: str) -> Failed:
    *_, last = explain(text, None, PLAN, IMAGES)
    assert isinstance(last, Failed)
    return last


@pytest.mark.parametrize("name", ["failing-run", "syntax-error", "unknown-base"])
def test_recorded_words_make_the_recorded_end(name: str) -> None:
    recording = load(name)
    events = [entry.event for entry in recording.entries()]
    step_error = next(
        (
            StepError(e.step, e.seconds, e.error)
            for e in events
            if isinstance(e, StepFailed) and name == "failing-run"
        ),
        None,
    )
    plan = None if name == "syntax-error" else parse(recording.request.dockerfile)
    assert recording.evidence is not None
    ends = list(explain(recording.evidence.text, step_error, plan, recording.images))
    assert ends == [event for event in events if isinstance(event, StepFailed | Failed)]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("failed to load LLB: network.host is not allowed", "policy"),
        (
            'failed to load LLB: error evaluating the source policy: source "http://x" denied by policy',
            "policy",
        ),
        ("device feature is only supported in Dockerfile frontend 1.14.0-labs or later", "policy"),
        ("the Dockerfile cannot be empty", "syntax"),
        ('target stage "nope" could not be found', "syntax"),
        ("rpc error: code = Unavailable desc = error reading from server: EOF", "engine"),
        ("Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", "engine"),
        ("something never seen before", "engine"),
    ],
)
def test_the_reason_follows_from_the_engines_words(error: str, reason: str) -> None:
    end = failed(f"ERROR: failed to build: failed to solve: {error}\n")
    assert (end.reason, end.error, end.line) == (reason, error, None)


def test_an_unknown_image_points_at_its_line_and_names_those_on_offer() -> None:
    text = (
        "Dockerfile:3\n----\n   3 | >>> COPY --from=nginx / /\n----\n"
        "ERROR: failed to build: failed to solve: nginx: could not resolve image due to policy: "
        'source "docker-image://docker.io/library/nginx:latest" denied by policy'
    )
    step_failed, end = explain(text, None, PLAN, IMAGES)
    assert isinstance(step_failed, StepFailed)
    assert isinstance(end, Failed)
    assert (end.reason, end.step, end.line) == ("base", 2, 3)
    assert "lab/base, lab/cc" in (end.hint or "")


def test_an_image_that_no_step_names_is_a_matter_of_policy() -> None:
    plan = parse("# syntax=a/b\nFROM lab/base\n")
    text = 'Dockerfile:1\nERROR: failed to solve: source "docker-image://docker.io/a/b" denied by policy'
    (end,) = explain(text, None, plan, IMAGES)
    assert isinstance(end, Failed)
    assert (end.reason, end.step, end.line) == ("policy", None, 1)


def test_a_failing_step_has_the_line_of_its_instruction_where_the_engine_names_none() -> None:
    _, end = explain("ERROR: failed to solve: exit code: 1", StepError(1, 2.0, "exit code: 1"), PLAN, IMAGES)
    assert end == Failed("step", "exit code: 1", 1, 2, None)


def test_a_required_secret_that_nobody_gave_is_told_how_to_give_it() -> None:
    error = "secret token: not found"
    _, end = explain(f"ERROR: failed to solve: {error}", StepError(1, 0.1, error), PLAN, IMAGES)
    assert isinstance(end, Failed)
    assert (end.reason, end.error) == ("step", error)
    assert "a secret of that id" in (end.hint or "")


def test_silence_has_words_too() -> None:
    assert failed("").error == "The engine gave no reason."


def test_the_engines_words_are_kept_over_several_lines() -> None:
    assert engine_words("x\nERROR: failed to solve: one\ntwo\n") == "one\ntwo"


def test_a_lost_snapshot_is_worth_another_try() -> None:
    assert RETRY.search("failed to prepare x as y: parent snapshot sha256:abc does not exist: not found")
    assert not RETRY.search("exit code: 1")
