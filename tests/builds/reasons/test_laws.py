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
