import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builds.dockerfile import Plan, needed_stages, parse, rounds
from builds.instructions import DockerfileUnreadable, directives

LINES = ("FROM lab/base", " AS a", "\n", "RUN ", "ARG A=", "ENV A=$A$A", "COPY --from=a ", "<<EOF\n", "EOF\n")
BITS = (
    "\\\n",
    "# syntax=x",
    "`",
    "${A:-${B}}",
    "[",
    '"',
    "'",
    "$",
    "{",
    "\t",
    " " * 300,
    "\0",
    "\ufeff",
    "é",
)
WORDS = st.sampled_from([*LINES, *BITS, "--mount=from="])


def columns(plan: Plan) -> list[tuple[str, int, str, bool]]:
    return [(step.stage, step.number, step.keyword, step.makes_layer) for step in plan.steps]


def test_steps_count_from_zero_in_every_stage() -> None:
    plan = parse("FROM lab/base AS one\nRUN a\nENV B=c\nFROM one\nCOPY x y\n")
    assert columns(plan) == [
        ("one", 0, "FROM", True),
        ("one", 1, "RUN", True),
        ("one", 2, "ENV", False),
        ("1", 0, "FROM", False),
        ("1", 1, "COPY", True),
    ]


def test_a_global_argument_is_no_step_and_names_the_base() -> None:
    plan = parse("ARG BASE=lab/base\nARG TAG\nFROM $BASE:${TAG:-1}\nFROM ${BASE}${TAG}\n", {"TAG": "x"})
    assert [stage.base for stage in plan.stages] == ["lab/base:x", "lab/basex"]
    assert [step.keyword for step in plan.steps] == ["FROM", "FROM"]


@pytest.mark.parametrize(
    ("text", "line", "end_line", "instruction"),
    [
        ("FROM x\n\n# note\nRUN a && \\\n  # inside\n  b\n", 4, 6, "RUN a && \\\n  # inside\n  b"),
        ("FROM x\nRUN <<A <<B\na\nA\nb\nB\n", 2, 6, "RUN <<A <<B\na\nA\nb\nB"),
        ("# escape=`\nFROM x\nRUN a `\n b\\\n", 3, 4, "RUN a `\n b\\"),
        ("\ufeffFROM x\r\nrun a\r\n", 2, 2, "run a"),
    ],
)
def test_a_step_is_its_lines_as_written(text: str, line: int, end_line: int, instruction: str) -> None:
    step = parse(text).steps[1]
    assert (step.line, step.end_line, step.instruction, step.keyword) == (line, end_line, instruction, "RUN")


def test_a_working_directory_that_is_the_root_makes_no_layer() -> None:
    text = "FROM x\nWORKDIR /\nWORKDIR /a\nWORKDIR ..\nENV D=/b/..\nWORKDIR $D\nWORKDIR $D/c\n"
    assert [step.makes_layer for step in parse(text).steps] == [True, False, True, False, False, True, True]


def test_a_working_directory_is_spelled_as_buildkit_does() -> None:
    """It cleans only what it joins: a step runs elsewhere for it in `/v//x` than in `/v/x`."""
    text = "FROM x\nWORKDIR /v//x/\nWORKDIR ./y/\nWORKDIR $UNSET/z\nWORKDIR //\n"
    assert [scope.folder for scope in parse(text).scopes] == ["/", "/v//x/", "/v/x/y", "/z", "//"]


def test_from_knows_a_stage_by_its_lower_case_name_only() -> None:
    plan = parse("FROM scratch AS Up\nFROM up\nFROM UP\nFROM scratch\n")
    assert [(stage.base_stage, stage.base) for stage in plan.stages] == [
        (None, "scratch"),
        (0, "up"),
        (None, "UP"),
        (None, "scratch"),
    ]


def test_needed_stages_follow_every_way_of_using_one() -> None:
    text = (
        "FROM x AS a\nFROM x AS b\nFROM a AS c\nFROM x AS unused\nFROM x\n"
        "COPY --from=B /f /\nRUN --mount=type=bind,from=c,target=/c true\n"
    )
    assert needed_stages(parse(text)) == {0, 1, 2, 4}
    assert needed_stages(parse(text), "c") == {0, 2}
    assert needed_stages(parse(text), "1") == {1}


def test_triggers_run_first_in_each_stage_built_upon_theirs_and_in_no_other() -> None:
    text = (
        "FROM lab/base AS a\nENV V=1\nONBUILD RUN x \\\n  # why\n  y\nonbuild ENV V=2 W=$V\nRUN z\n"
        "FROM a AS b\nUSER 7\nFROM b\nFROM a\n"
    )
    plan = parse(text)
    ran = [(step.stage_index, step.number, step.keyword, step.line, step.trigger) for step in plan.steps[5:]]
    pulled = [(1, "RUN", 3), (2, "ENV", 6)]
    assert ran == [
        (1, 0, "FROM", 8, None),
        *((1, number, keyword, 8, line) for number, keyword, line in pulled),
        (1, 3, "USER", 9, None),
        (2, 0, "FROM", 10, None),
        (3, 0, "FROM", 11, None),
        *((3, number, keyword, 11, line) for number, keyword, line in pulled),
    ]
    assert plan.steps[6].instruction == "RUN x \\\n  # why\n  y"
    assert plan.scopes[-1].variables == {"V": "2", "W": "1"}
    assert plan.scopes[4].variables == {"V": "1"}


def test_a_trigger_may_have_a_heredoc() -> None:
    held_back = "ONBUILD RUN cat \\\n  <<EOF\nRUN b\nEOF\n onbuild COPY <<A <<B /\na\nA\nb\nB\n"
    plan = parse(f"FROM x AS a\n{held_back}FROM a\nRUN c\n")
    held = [step.instruction for step in plan.steps if step.trigger]
    assert held == ["RUN cat \\\n  <<EOF\nRUN b\nEOF", "COPY <<A <<B /\na\nA\nb\nB"]
    assert [(step.keyword, step.line) for step in plan.steps if not step.trigger] == [
        *[("FROM", 1), ("ONBUILD", 2), ("ONBUILD", 6)],
        *[("FROM", 11), ("RUN", 12)],
    ]
    assert [one.content for one in plan.scopes[5].instruction.heredocs] == ["a\n", "b\n"]


@pytest.mark.parametrize("held", ["FROM x", "ONBUILD RUN x", "MAINTAINER x", "NOTHING x", ""])
def test_what_buildkit_lets_no_trigger_be_cannot_be_read(held: str) -> None:
    with pytest.raises(DockerfileUnreadable) as caught:
        parse(f"FROM x\nONBUILD {held}\n")
    assert caught.value.line == 2


def test_a_stage_that_only_a_trigger_names_is_needed_and_found_a_round_later() -> None:
    text = (
        "FROM x AS y\nFROM x AS b\nONBUILD COPY --from=y / /\nFROM b AS z\nFROM x AS a\n"
        "ONBUILD RUN --mount=from=z,target=/m true\nFROM a\n"
    )
    assert rounds(parse(text)) == {4: 0, 3: 0, 2: 1, 1: 1, 0: 2}
    assert needed_stages(parse(text), "a") == {3}


def test_directives_are_read_only_at_the_top() -> None:
    assert list(directives("#!/x\n# syntax = a/b\n#escape=`\nFROM x\n# syntax=c\n")) == [
        ("syntax", "a/b", 2),
        ("escape", "`", 3),
    ]
    assert list(directives("// syntax=a\n")) == [("syntax", "a", 1)]
    assert list(directives("\n# syntax=a\n")) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM x\nRUNN a\n", 2),
        ("RUN a\n", 1),
        ("FROM x y\n", 1),
        ("FROM x\nRUN <<EOF\n", 2),
        ("", None),
        ("FROM x\nRUN " + "[" * 30_000, None),
    ],
)
def test_what_cannot_be_read_says_where(text: str, line: int | None) -> None:
    with pytest.raises(DockerfileUnreadable) as caught:
        parse(text)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        "# a=b" + " " * 60_000 + "c\nFROM x\n",
        "FROM x\n" + "ENV A=$A$A$A\n" * 4000,
        "ARG A=" + "x" * 1000 + "\nFROM x\nARG A\n" + "WORKDIR $A$A$A$A\n" * 3000,
        "FROM x AS s0\n" + "".join(f"FROM s{n} AS s{n + 1}\n" for n in range(3000)),
        "FROM x AS a\n" + "ONBUILD RUN x\n" * 3000 + "FROM a\n" * 3000,
        "FROM x\nENV A=aaaaaaaa\nWORKDIR ${A//" + "*a" * 2000 + "/b}\n",
    ],
)
def test_hostile_text_takes_no_long_time(text: str) -> None:
    began = time.process_time()
    plan = parse(text)
    assert time.process_time() - began < 3
    assert plan.steps


@given(st.lists(WORDS, max_size=40).map("".join) | st.text(max_size=300))
@example("FROM x\nRUN <<" + "9" * 5000)
@settings(deadline=2000)
def test_any_text_is_a_plan_within_its_lines_or_one_error(text: str) -> None:
    try:
        plan = parse(text, {"A": "$A$A"})
    except DockerfileUnreadable:
        return
    count = text.count("\n") + 1
    assert plan.stages
    assert all(1 <= step.line <= step.end_line <= count for step in plan.steps)
    assert [step.line for step in plan.steps] == sorted(step.line for step in plan.steps)
    assert needed_stages(plan) <= set(range(len(plan.stages)))
