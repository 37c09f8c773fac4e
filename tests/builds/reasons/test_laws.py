"""What holds for any two builds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from builds.dockerfile import parse
from tests.builds.reasons.compared import built, past, reasons

WORDS = st.sampled_from(["a", "b", "d", "$V", "${V}", ".", "*", "/a", "<<E", "--from=0", "--link", "[", '"'])
LINES = st.builds(
    lambda keyword, words: f"{keyword} {' '.join(words)}",
    st.sampled_from(["FROM", "RUN", "COPY", "ADD", "WORKDIR", "ENV", "ARG", "USER", "SHELL"]),
    st.lists(WORDS, max_size=4),
)
TEXTS = st.lists(LINES, max_size=8).map(lambda lines: "\n".join(["FROM lab/base", *lines]))


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.data())
def test_any_two_dockerfiles_can_be_compared(now: str, then: str, data: st.DataObject) -> None:
    try:
        steps = parse(now).steps
        parse(then)
    except ValueError:
        return
    except Exception as error:
        assert type(error).__name__ == "DockerfileUnreadable"  # noqa: PT017
        return
    running = [n for n, step in enumerate(steps) if step.makes_layer and step.keyword != "FROM"]
    rebuilt = data.draw(st.lists(st.sampled_from(running), unique=True) if running else st.just([]))
    told = reasons(built(now, {"a": "1"}), past(built(then, {"a": "1", "b": "2"})), rebuilt)
    assert {step for step, reason in told.items() if reason.kind != "cached_anyway"} == set(rebuilt)


CLAIMS = {"instruction_changed", "flag_changed", "files_changed", "environment_changed", "base_changed"}
FILES = st.dictionaries(st.sampled_from(["a", "b", "d/a", "d/b"]), st.sampled_from(["1", "2"]), min_size=1)
STEPS = st.lists(
    st.sampled_from(
        ["COPY a /a", "COPY d /d", "COPY . /all", "RUN x", "RUN y", "ENV V=1", "COPY --link b /"]
    ),
    min_size=1,
    max_size=6,
).map(lambda lines: "\n".join(["FROM lab/base", *lines]))


@settings(max_examples=200, deadline=None)
@given(STEPS, FILES, st.data())
def test_what_is_asked_for_twice_is_never_said_to_have_changed(
    text: str, files: dict[str, str], data: st.DataObject
) -> None:
    request = built(text, files)
    told = reasons(request, past(request), _rebuilt(text, data))
    assert {reason.kind for reason in told.values()} & CLAIMS == set()
    assert {change.what for reason in told.values() for change in reason.harmless} <= {"linked"}


@settings(max_examples=300, deadline=None)
@given(STEPS, STEPS, FILES, FILES, st.data())
def test_evidence_is_true(
    now: str, then: str, files: dict[str, str], old_files: dict[str, str], data: st.DataObject
) -> None:
    rebuilt = _rebuilt(now, data)
    told = reasons(built(now, files), past(built(then, old_files)), rebuilt)
    steps = parse(now).steps
    for step, reason in told.items():
        assert (step in rebuilt) is (reason.kind != "cached_anyway")
        assert {reason.culprit, *reason.chain} <= {None, *rebuilt}
        assert reason.culprit is None or (reason.culprit == reason.chain[0] and step not in reason.chain)
        source = steps[step].instruction.split()[-2]
        for change in reason.paths:
            assert files.get(change.path) != old_files.get(change.path) or change.path in ("Dockerfile", "d")
            assert source == "." or change.path.split("/")[0] == source


def _rebuilt(text: str, data: st.DataObject) -> list[int]:
    """As BuildKit may have it: what stands on a rebuilt step is rebuilt, save for a linked copy."""
    found: list[int] = []
    for index, step in enumerate(parse(text).steps):
        if step.keyword in ("RUN", "COPY"):
            forced = bool(found) and "--link" not in step.instruction
            if forced or data.draw(st.booleans()):
                found.append(index)
    return found
