import base64
import random
from typing import Any

import msgspec
import pytest

from builds.dockerfile import Plan, parse
from builds.events import BuildEvent, Linted, Logged, StepFinished, StepStarted
from builds.instructions import DockerfileUnreadable
from builds.recording import Recording
from builds.secrets.redact import MARK, Redactor
from builds.status import DECODER, StatusMessage
from builds.translate import Translator
from tests.recordings import NAMES, load

LIVE = (StepStarted, StepFinished, Linted, Logged)
PLAN = parse("FROM lab/base\nRUN a\n")
BASE, RUN = "sha256:b", "sha256:r"


def plan_of(recording: Recording) -> Plan | None:
    try:
        return parse(recording.request.dockerfile, recording.request.build_args)
    except DockerfileUnreadable:
        return None


def translate(recording: Recording) -> tuple[Translator, list[BuildEvent]]:
    assert recording.evidence is not None
    translator = Translator(plan_of(recording), recording.request.target, 1_000_000)
    return translator, [
        event for message in recording.evidence.messages for event in translator.read(message)
    ]


def test_what_onbuild_held_back_says_its_own_words_wherever_it_runs() -> None:
    """BuildKit's count is ahead in the stage that only a trigger names; each step there says what it is."""
    recording = load("triggers")
    _, events = translate(recording)
    steps = parse(recording.request.dockerfile).steps
    said = {steps[x.step].instruction: x.text for x in events if isinstance(x, Logged) and x.step is not None}
    assert {
        text: words.split("echo ")[-1].replace("$NAME", "held") + "\n" for words, text in said.items()
    } == {text: text for text in said.values()}
    ended = {event.step for event in events if isinstance(event, StepFinished)}
    assert ended == {index for index, step in enumerate(steps) if step.makes_layer}


def message(**parts: list[dict[str, Any]]) -> StatusMessage:
    return DECODER.decode(msgspec.json.encode(parts))


def vertex(
    digest: str, name: str, at: int | None = None, end: int | None = None, **more: object
) -> dict[str, Any]:
    times = {"started": at, "completed": end}
    stamps = {
        key: f"2026-01-01T00:00:{value:02}.000000001Z" for key, value in times.items() if value is not None
    }
    return {"digest": digest, "name": name, **stamps, **more}


def log(digest: str, data: bytes, stream: int = 1) -> dict[str, Any]:
    return {"vertex": digest, "stream": stream, "data": base64.b64encode(data).decode()}


def declared(log_bytes: int = 1000, *secrets: str) -> Translator:
    translator = Translator(PLAN, None, log_bytes, Redactor(secrets))
    vertices = [vertex(RUN, "[2/2] RUN a", inputs=[BASE]), vertex(BASE, "[1/2] FROM docker.io/lab/base")]
    assert list(translator.read(message(vertexes=vertices))) == []
    return translator


@pytest.mark.parametrize("name", NAMES)
def test_recorded_messages_make_the_recorded_events(name: str) -> None:
    recording = load(name)
    live = [entry.event for entry in recording.entries() if isinstance(entry.event, LIVE)]
    assert translate(recording)[1] == live


@pytest.mark.parametrize("name", NAMES)
def test_every_step_starts_and_ends_at_most_once_and_in_this_order(name: str) -> None:
    _, events = translate(load(name))
    started = [event.step for event in events if isinstance(event, StepStarted)]
    finished = [event.step for event in events if isinstance(event, StepFinished)]
    assert len(started) == len(set(started))
    assert len(finished) == len(set(finished))
    for step in finished:
        assert events.index(StepStarted(step)) < next(
            place
            for place, event in enumerate(events)
            if isinstance(event, StepFinished) and event.step == step
        )


def test_a_failing_step_is_told_with_the_engines_words() -> None:
    translator, _ = translate(load("failing-run"))
    assert translator.step_error is not None
    assert translator.step_error.step == 5
    assert "did not complete successfully: exit code: 1" in translator.step_error.error
    assert 0 < translator.step_error.seconds < 10


def test_buildkits_checks_are_told_by_rule_and_line_in_its_own_words() -> None:
    _, events = translate(load("linted"))
    lints = [event for event in events if isinstance(event, Linted)]
    assert [(lint.line, lint.rule) for lint in sorted(lints, key=lambda lint: lint.line)] == [
        (1, "FromAsCasing"),
        (2, "LegacyKeyValueFormat"),
        (6, "JSONArgsRecommended"),
    ]
    assert "'as' and 'FROM' keywords' casing do not match" in {lint.text for lint in lints}
    assert all(lint.url.startswith("https://docs.docker.com/go/dockerfile/rule/") for lint in lints)
    assert not [event for event in events if isinstance(event, Logged) and event.stream == "warning"]


def warning(short: str, url: str = "", **more: object) -> dict[str, Any]:
    return {"short": base64.b64encode(short.encode()).decode(), "url": url, **more}


def test_a_check_is_told_once_and_leads_to_buildkits_own_pages_alone() -> None:
    translator = declared()
    at = [{"start": {"line": 2}, "end": {"line": 3}}]
    said = warning("StageNameCasing: words: more (line 2)", "https://evil.example/", range=at)
    events = [event for _ in range(2) for event in translator.read(message(warnings=[said]))]
    assert events == [Linted("StageNameCasing", "words: more", "", 2, 3)]


def test_a_warning_without_a_rule_or_a_line_is_one_of_the_build() -> None:
    translator = declared()
    events = list(translator.read(message(warnings=[warning("no rule"), warning("Rule: nowhere")])))
    assert events == [Logged(None, "warning", "no rule\n"), Logged(None, "warning", "Rule: nowhere\n")]


def test_a_base_that_two_stages_share_starts_in_both() -> None:
    _, events = translate(load("unused-stage"))
    assert [event.step for event in events if isinstance(event, StepStarted)][:2] == [0, 6]


@pytest.mark.parametrize("name", ["first-build", "unused-stage"])
def test_the_order_in_which_vertices_are_declared_does_not_matter(name: str) -> None:
    recording = load(name)
    assert recording.evidence is not None
    expected = translate(recording)[1]
    everything = [vertex for one in recording.evidence.messages for vertex in one.vertexes]
    untimed = {vertex.digest: vertex for vertex in everything if vertex.started is None}
    for seed in range(20):
        shuffled = list(untimed.values())
        random.Random(seed).shuffle(shuffled)
        translator = Translator(plan_of(recording), None, 1_000_000)
        messages = [*(StatusMessage(vertexes=(vertex,)) for vertex in shuffled), *recording.evidence.messages]
        assert [event for one in messages for event in translator.read(one)] == expected


def test_from_starts_and_ends_once_though_buildkit_says_so_twice() -> None:
    translator = declared()
    name = "[1/2] FROM docker.io/lab/base"
    twice = [vertex(BASE, name, 1), vertex(BASE, name, 1, 3), vertex(BASE, name, 4, cached=True)]
    messages = [message(vertexes=[one]) for one in [*twice, vertex(BASE, name, 4, 9, cached=True)]]
    events = [event for one in messages for event in translator.read(one)]
    assert events == [StepStarted(0), StepFinished(0, cached=None, seconds=2.0)]


def test_a_character_cut_in_two_comes_out_whole() -> None:
    translator = declared()
    parts = [log(RUN, "é".encode()[:1]), log(RUN, b"x", stream=2), log(RUN, "é".encode()[1:])]
    events = [event for part in parts for event in translator.read(message(logs=[part]))]
    assert events == [Logged(1, "stderr", "x"), Logged(1, "stdout", "é")]


def test_what_is_no_text_is_replaced_even_at_the_end() -> None:
    translator = declared()
    assert list(translator.read(message(logs=[log(RUN, b"a\0\xc3")]))) == [Logged(1, "stdout", "a\ufffd")]
    ended = list(translator.read(message(vertexes=[vertex(RUN, "[2/2] RUN a", 1, 2, inputs=[BASE])])))
    assert ended == [
        StepStarted(1),
        Logged(1, "stdout", "\ufffd"),
        StepFinished(1, cached=False, seconds=1.0),
    ]


def said(translator: Translator, *pieces: bytes) -> list[str]:
    """What is told of a step's output, which comes in pieces, and of its sudden end."""
    messages = [message(logs=[log(RUN, piece)]) for piece in pieces]
    events = [event for each in messages for event in translator.read(each)]
    return [event.text for event in [*events, *translator.rest()] if isinstance(event, Logged)]


def test_a_secret_is_taken_out_however_messages_cut_it() -> None:
    value = "hünter22"
    whole = f"a {value} b\n".encode()
    for cut in range(len(whole)):
        assert "".join(said(declared(1000, value), whole[:cut], whole[cut:])) == f"a {MARK} b\n"


def test_what_was_held_back_as_the_beginning_of_a_secret_is_told_at_a_sudden_end() -> None:
    assert "".join(said(declared(1000, "hunter22"), b"ran hun")) == "ran hun"


def test_half_a_secret_at_the_limit_of_output_is_not_told() -> None:
    texts = said(declared(9, "hunter22"), b"ran hunter22\n")
    assert texts[0] == "ran "
    assert "hunt" not in "".join(texts)


def test_a_secret_is_taken_out_of_an_error_and_of_a_warning() -> None:
    translator = declared(1000, "hunter22")
    failed = vertex(RUN, "[2/2] RUN a", at=1, end=2, inputs=[BASE], error="cannot run hunter22")
    assert list(translator.read(message(vertexes=[failed]))) == [StepStarted(1)]
    assert translator.step_error is not None
    assert translator.step_error.error == f"cannot run {MARK}"
    warned = {"vertex": RUN, "level": 1, "short": base64.b64encode(b"odd: hunter22").decode()}
    (told,) = translator.read(message(warnings=[warned]))
    assert told == Logged(None, "warning", f"odd: {MARK}\n")


def test_output_beyond_the_limit_is_left_out_and_that_is_said_once() -> None:
    translator = declared(log_bytes=5)
    events = [event for _ in range(4) for event in translator.read(message(logs=[log(RUN, b"abc")]))]
    assert [(event.stream, event.text) for event in events if isinstance(event, Logged)][:2] == [
        ("stdout", "abc"),
        ("stdout", "ab"),
    ]
    assert [event.stream for event in events if isinstance(event, Logged)].count("warning") == 1
    assert len(events) == 3


def test_what_is_cancelled_because_of_a_failure_is_not_its_cause() -> None:
    translator = declared()
    name = "[2/2] RUN a"
    for error in ("context canceled", "exit code: 3", "exit code: 4"):
        list(translator.read(message(vertexes=[vertex(RUN, name, 1, 2, error=error)])))
    assert translator.step_error is not None
    assert translator.step_error.error == "exit code: 3"


def test_another_try_says_only_what_is_new() -> None:
    translator = declared()
    list(translator.read(message(vertexes=[vertex(BASE, "[1/2] FROM x", 1, 2)])))
    list(translator.read(message(vertexes=[vertex(RUN, "[2/2] RUN a", 2, 3, error="parent snapshot x")])))
    translator.restart()
    assert translator.step_error is None
    again = [vertex(BASE, "[1/2] FROM x", 4, 5), vertex(RUN, "[2/2] RUN a", 5, 7, inputs=[BASE])]
    assert list(translator.read(message(vertexes=again))) == [StepFinished(1, cached=False, seconds=2.0)]


def test_without_a_plan_output_and_warnings_still_come_through() -> None:
    translator = Translator(None, None, 100)
    warned = {"short": base64.b64encode(b"FromAsCasing: x").decode(), "level": 1}
    told = message(vertexes=[vertex(RUN, "[2/2] RUN a", 1, 2)], logs=[log(RUN, b"a")], warnings=[warned])
    assert list(translator.read(told)) == [
        Logged(None, "stdout", "a"),
        Logged(None, "warning", "FromAsCasing: x\n"),
    ]


SHARED = """\
FROM lab/base AS a
RUN same
FROM lab/base AS b
RUN   same
FROM lab/base
COPY --from=a /x /
COPY --from=b /x /
"""


def test_a_step_that_two_stages_have_alike_starts_in_both() -> None:
    """As BuildKit 0.25 names them: everything shared stands under stage b."""
    plan = parse(SHARED)
    translator = Translator(plan, None, 100)
    graph = [
        vertex("4", "[stage-2 3/3] COPY --from=b /x /", inputs=["3", "2"]),
        vertex("3", "[stage-2 2/3] COPY --from=a /x /", inputs=["1", "2"]),
        vertex("2", "[b 2/2] RUN   same", inputs=["1"]),
        vertex("1", "[b 1/2] FROM docker.io/lab/base"),
    ]
    list(translator.read(message(vertexes=graph)))
    timed = [
        vertex("1", "[b 1/2] FROM docker.io/lab/base", 1, 2),
        vertex("2", "[b 2/2] RUN   same", 2, 4, inputs=["1"]),
    ]
    events = list(translator.read(message(vertexes=timed)))
    assert [event.step for event in events if isinstance(event, StepFinished)] == [0, 2, 4, 1, 3]


def test_a_linked_copy_has_ended_when_it_is_in_place_and_its_own_verdict_counts() -> None:
    translator = Translator(parse("FROM lab/base\nCOPY --link a /\n"), None, 100)
    group = {"id": "g", "name": "n"}

    def copy(*times: int, **more: Any) -> dict[str, Any]:
        weak = {**group, "weak": True}
        return vertex("c", "[2/2] COPY --link a /", *times, progressGroup=weak, inputs=["ctx"], **more)

    def link(*times: int) -> dict[str, Any]:
        return vertex("l", "[2/2] LINK COPY --link a /", *times, progressGroup=group, inputs=["f", "c"])

    list(translator.read(message(vertexes=[link(), copy(), vertex("f", "[1/2] FROM lab/base")])))
    first = list(translator.read(message(vertexes=[copy(1, 2, cached=True)])))
    second = list(translator.read(message(vertexes=[link(3, 4)])))
    assert (first, second) == ([StepStarted(1)], [StepFinished(1, cached=True, seconds=3.0)])


@pytest.mark.parametrize(
    "name", ["[9/2] RUN a", "[0/2] RUN a", "[2/2] COPY a", "[nowhere 2/2] RUN a", "[stage-7 2/2] RUN a"]
)
def test_a_vertex_that_fits_no_step_is_nobodys(name: str) -> None:
    translator = Translator(PLAN, None, 100)
    assert list(translator.read(message(vertexes=[vertex("x", name, 1, 2)]))) == []


@pytest.mark.parametrize(
    "name",
    ["[2/2] RUN a", "[stage-0 2/2] RUN a", "[linux/amd64 2/2] RUN a", "[linux/amd64 stage-0 2/2] RUN a"],
)
def test_a_sole_stage_is_known_by_every_name_buildkit_gives_it(name: str) -> None:
    translator = Translator(PLAN, None, 100)
    events = list(translator.read(message(vertexes=[vertex("x", name, 1, 2)])))
    assert events == [StepStarted(1), StepFinished(1, cached=False, seconds=1.0)]
