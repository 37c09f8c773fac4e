"""Steps that are written otherwise and yet cached: what stands on them is explained as if they were not."""

from typing import Any

import pytest

from tests.builds.reasons.compared import built, past, reasons


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RUN x y", "RUN --network=default x y"),
        ("RUN x y", "RUN --network=none x y"),
        ("RUN --mount=type=cache,target=/c x y", "RUN --mount=type=cache,id=i,target=/c x y"),
        ("RUN --mount=type=cache,target=/c x", "RUN --mount=target=/c,type=cache x"),
        ("RUN --mount=source=a,target=/c x", "RUN --mount=source=b,target=/c x"),
        ("RUN x y", "RUN   x y  "),
        ("RUN x && y", "RUN x && \\\n  y"),
        ("RUN echo x", 'RUN ["/bin/sh", "-c", "echo x"]'),
        ("RUN <<E\nx\nE", "RUN <<F\nx\nF"),
    ],
)
def test_what_stands_on_a_step_written_otherwise_names_what_changed(before: str, after: str) -> None:
    """BuildKit had each of them in its cache, on a real engine."""
    then, now = (
        built(f"FROM lab/base\n{line}\nCOPY d /d\nRUN z\n", {"a": "1", "b": "1", "d": text})
        for line, text in ((before, "1"), (after, "2"))
    )
    told = reasons(now, past(then), [2, 3])
    assert [change.path for change in told[2].paths] == ["d"]
    assert told[3].culprit == 2
    assert told[1].harmless[0].what == "spelling"


def test_two_steps_written_otherwise_are_recognised_one_upon_the_other() -> None:
    text = "FROM lab/base\nRUN {0}x y\nRUN {0}v w\nRUN {1}\n"
    told = reasons(built(text.format("--network=none ", "b")), past(built(text.format("", "a"))), [3])
    assert (told[3].kind, told[3].before) == ("instruction_changed", "RUN a")


@pytest.mark.parametrize(
    ("line", "files"),
    [("RUN other words", {"d": "1"}), ("COPY a /a", {"a": "2", "d": "1"}), ("WORKDIR /else", {"d": "1"})],
)
def test_a_step_that_is_like_none_is_not_taken_for_one(line: str, files: dict[str, Any]) -> None:
    then = built("FROM lab/base\nRUN x\nCOPY d /d\n", {"a": "1", "d": "1"})
    also = built("FROM lab/base\nCOPY a /a\nCOPY d /d\n", {"a": "1", "d": "1"})
    told = reasons(built(f"FROM lab/base\n{line}\nCOPY d /d\n", files), past(then, also), [2])
    assert told[2].kind == "unsure"


def test_of_several_the_most_like_is_recognised() -> None:
    text = "FROM lab/base\nRUN {}\nCOPY d /{}\n"
    earlier = past(*(built(text.format(x, "d"), {"d": x}) for x in ("a b c", "a b d", "a e f")))
    reason = reasons(built(text.format("a  b d", "e"), {"d": "new"}), earlier, [2])[2]
    assert (reason.kind, reason.build) == ("instruction_changed", "build 1")
