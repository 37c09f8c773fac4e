import msgspec
import pytest

from builds.dockerfile import parse
from builds.events import StepFinished
from builds.reasons.explain import Explainer
from tests.builds.reasons.compared import THREE, built, past, reasons, verdict


@pytest.mark.parametrize(
    ("before", "after", "step", "kind", "text"),
    [
        ("RUN npm ci", "RUN npm install", 1, "instruction_changed", "`npm ci` → `npm install`"),
        ("COPY a /a", "COPY a /b", 1, "instruction_changed", "`COPY a /a` → `COPY a /b`"),
        ("COPY a /a", "COPY --chmod=600 a /a", 1, "flag_changed", "--chmod changed"),
        ("COPY a /a", "COPY --link a /a", 1, "flag_changed", "--link changed"),
        (
            "RUN --mount=type=secret,id=a x",
            "RUN --mount=type=secret,id=b x",
            1,
            "flag_changed",
            "--mount changed",
        ),
        ("COPY a /a", "ARG V=1\nCOPY --chown=7 a /a", 2, "flag_changed", "--chown changed"),
        ("RUN x\nRUN y", "RUN z", 1, "nothing_matches", "no earlier build had this step"),
        ("RUN echo a  b", "RUN echo a b", 1, "instruction_changed", "command changed"),
        ("ARG V=1\nRUN x", "ARG V=2\nRUN x", 2, "environment_changed", "V changed"),
        ("ENV V=1\nRUN x", "ENV V=1 W=2\nRUN x", 2, "environment_changed", "W changed"),
        (
            "ENV V=1\nENV W=1\nRUN x",
            "ENV W=1\nENV V=1\nRUN x",
            3,
            "environment_changed",
            "the order of W and V",
        ),
        ("ARG F=a\nCOPY $F /f", "ARG F=b\nCOPY $F /f", 2, "environment_changed", "F changed"),
        (
            "ENV V=1 W=1\nCOPY <<E /f\n$V $W\nE",
            "ENV V=2 W=1\nCOPY <<E /f\n$V $W\nE",
            2,
            "environment_changed",
            "V changed",
        ),
        ("RUN x", "ENV V=1\nRUN --network=default x", 2, "environment_changed", "V changed"),
        ("RUN x", 'USER 7\nRUN ["/bin/sh", "-c", "x"]', 2, "environment_changed", "USER (instruction)"),
        ("COPY a /a", "COPY --chmod=0644 --link=false a /a", 1, "flag_changed", "--chmod changed"),
        ("WORKDIR /w\nRUN x", "WORKDIR /w/\nRUN x", 2, "environment_changed", "WORKDIR (instruction)"),
        ("RUN x", "RUN x\nRUN y", 2, "nothing_matches", "no earlier build had this step"),
        ("RUN x\nRUN y", "RUN y\nRUN x", 1, "nothing_matches", "on other steps"),
        ("RUN x\nRUN y", "RUN y", 1, "nothing_matches", "on other steps"),
        ("RUN x", "RUN x", 1, "nothing_matches", "any more"),
        ("RUN a\nRUN b\nRUN c\nRUN d", "COPY a /x\nRUN f", 1, "nothing_matches", "no earlier build"),
    ],
)
def test_what_changed_in_the_dockerfile_is_named(
    before: str, after: str, step: int, kind: str, text: str
) -> None:
    then, now = (built(f"FROM lab/base\n{lines}\n", {"a": "1", "b": "1"}) for lines in (before, after))
    reason = reasons(now, past(then), [step])[step]
    assert reason.kind == kind
    assert text in reason.text


def test_another_base_is_named_where_the_rest_is_the_same() -> None:
    told = reasons(built(THREE.replace("lab/base", "lab/cc")), past(built()), [1, 2, 3])
    assert (told[1].kind, told[1].before, told[1].after) == (
        "base_changed",
        "FROM lab/base",
        "FROM lab/cc",
    )
    assert told[3].culprit == 1


def test_a_copy_from_a_rebuilt_stage_names_the_step_there() -> None:
    text = "FROM lab/base AS build\nRUN {} > /x\nFROM lab/base\nCOPY --from=build /x /x\nRUN true\n"
    told = reasons(built(text.format("b")), past(built(text.format("a"))), [1, 3, 4])
    assert [told[step].kind for step in (1, 3, 4)] == [
        "instruction_changed",
        "source_rebuilt",
        "parent_rebuilt",
    ]
    assert told[3].culprit == told[4].culprit == 1
    assert told[3].text.startswith("step 1 of stage build was rebuilt")


def test_a_linked_copy_with_a_mode_stands_on_what_lies_below() -> None:
    text = "FROM lab/base\nRUN {}\nCOPY --link --chmod=640 a /a\n"
    told = reasons(built(text.format("b")), past(built(text.format("a"))), [1, 2])
    assert (told[2].kind, told[2].culprit) == ("parent_rebuilt", 1)


def test_of_long_commands_the_difference_is_shown() -> None:
    text = f"FROM lab/base\nRUN echo {'x' * 1000} {{}} {'y' * 1000}\n"
    reason = reasons(built(text.format("new")), past(built(text.format("old"))), [1])[1]
    for said in (reason.text, f"{reason.before} → {reason.after}"):
        before, _, after = said.partition(" → ")
        assert (" old y" in before, " new y" in after) == (True, True)
        assert len(said) < 900


def test_a_linked_copy_does_not_mind_what_lies_below() -> None:
    text = "FROM lab/base\nRUN {}\nCOPY --link a /a\nRUN y\n"
    told = reasons(built(text.format("b"), {"a": "2"}), past(built(text.format("a"))), [1, 2, 3])
    assert [told[step].kind for step in (1, 2, 3)] == [
        "instruction_changed",
        "files_changed",
        "parent_rebuilt",
    ]
    assert told[3].culprit == 1


def test_new_content_of_a_base_is_told_from_its_digest() -> None:
    earlier = [msgspec.structs.replace(past(built())[0], bases={0: "sha256:" + "1" * 64})]
    explainer = Explainer(built(), parse(THREE), earlier)
    told = [
        explainer.finished(verdict(1, False)),
        explainer.finished(StepFinished(0, None, 0.1, "sha256:" + "2" * 64)),
    ]
    assert told[0] == []
    reason = told[1][0].reason
    assert (reason.kind, reason.build) == ("base_changed", "build 0")
    assert reason.text == "the base has new content under the same name: `FROM lab/base`"
    assert reason.before == "FROM lab/base sha256:" + "1" * 64


def test_a_base_whose_earlier_content_is_unknown_is_left_open() -> None:
    explainer = Explainer(built(), parse(THREE), past(built()))
    explainer.finished(StepFinished(0, None, 0.1, "sha256:" + "2" * 64))
    assert explainer.finished(verdict(1, False))[0].reason.kind == "unsure"


def test_another_name_of_the_same_content_changes_nothing() -> None:
    digest = "sha256:" + "1" * 64
    earlier = [msgspec.structs.replace(past(built())[0], bases={0: digest})]
    request = built(THREE.replace("lab/base", "lab/base:v2"), {"a": "two"})
    explainer = Explainer(request, parse(request.dockerfile), earlier)
    explainer.finished(StepFinished(0, None, 0.1, digest))
    assert explainer.finished(verdict(1, False))[0].reason.kind == "files_changed"


def test_a_stages_name_does_not_count() -> None:
    text = "FROM lab/base AS {0}\nRUN a\nFROM lab/base\nCOPY --from={0} /x /x\nRUN --mount=from={0} {1}\n"
    told = reasons(built(text.format("one", "y")), past(built(text.format("two", "x"))), [4])
    assert (told[4].kind, told[4].before) == ("instruction_changed", "RUN --mount=from=two x")


def test_the_chain_from_the_culprit_is_named() -> None:
    text = "FROM lab/base AS build\nRUN {} > /x\nRUN b\nFROM lab/base\nCOPY --from=build /x /x\nRUN true\n"
    told = reasons(built(text.format("b")), past(built(text.format("a"))), [1, 2, 4, 5])
    assert {step: reason.chain for step, reason in told.items()} == {1: (), 2: (1,), 4: (1, 2), 5: (1, 2, 4)}
    assert {reason.culprit for step, reason in told.items() if step > 1} == {1}


def test_of_equally_close_builds_the_newest_is_compared_with() -> None:
    lines = ["COPY . .", "COPY --chmod=700 . .", "COPY --chmod=600 . ."]
    *earlier, now = (built(f"FROM lab/base\n{line}\n") for line in lines)
    reason = reasons(now, past(*earlier), [1])[1]
    assert (reason.kind, reason.names, reason.before) == (
        "flag_changed",
        ("--chmod",),
        "COPY --chmod=700 . .",
    )


@pytest.mark.parametrize("names", [("", ""), (" AS one", " AS two")])
def test_an_edited_command_is_told_from_the_one_at_its_place_in_another_stage(names: tuple[str, str]) -> None:
    text = f"FROM lab/base{names[0]}\nRUN a\nFROM lab/base{names[1]}\nRUN {{}}\nRUN c\n"
    reason = reasons(built(text.format("d")), past(built(text.format("b"))), [3])[3]
    assert (reason.kind, reason.before, reason.after) == ("instruction_changed", "RUN b", "RUN d")


def test_an_edited_command_of_alike_stages_came_for_the_one_at_its_place() -> None:
    text = "FROM lab/base\nRUN a\nFROM lab/base\nRUN {}\n"
    reason = reasons(built(text.format("d")), past(built(text.format("b"))), [3])[3]
    assert (reason.before, reason.after) == ("RUN b", "RUN d")


def test_what_changed_since_the_last_build_is_named_though_an_older_one_is_as_near() -> None:
    lines = ("RUN x\nRUN y", "SHELL [{}]\nRUN x\nRUN y", "RUN x\nRUN z", "SHELL [{}]\nRUN x\nRUN z")
    shell = '"/bin/ash", "-c"'
    *earlier, now = (built("FROM lab/base\n" + each.replace("{}", shell) + "\n") for each in lines)
    reason = reasons(now, past(*earlier), [3])[3]
    assert (reason.kind, reason.names, reason.build) == (
        "environment_changed",
        ("SHELL (instruction)",),
        "build 2",
    )


@pytest.mark.parametrize("below", ["", "RUN x\n"])
def test_another_base_than_the_last_build_s_is_named_before_what_an_older_build_had(below: str) -> None:
    lines = ("cc\n{}RUN y", "base\n{}RUN z", "cc\n{}RUN z")
    *earlier, now = (built(f"FROM lab/{each.format(below)}\n") for each in lines)
    last = 1 + bool(below)
    reason = reasons(now, past(*earlier), [last])[last]
    assert (reason.kind, reason.before, reason.build) == ("base_changed", "FROM lab/base", "build 1")


def test_a_step_below_that_is_gone_is_blamed_before_what_an_older_build_had() -> None:
    lines = ("RUN y", "ARG V=1\nRUN x\nRUN y", "ARG V=1\nRUN y")
    *earlier, now = (built(f"FROM lab/base\n{each}\n") for each in lines)
    reason = reasons(now, past(*earlier), [2])[2]
    assert (reason.kind, reason.build) == ("nothing_matches", "build 1")
    assert reason.text == "in the last build it stood on other steps"


def test_a_comment_that_stands_above_another_step_now_has_not_changed() -> None:
    then, now = (built(f"FROM lab/base\n# note\nLABEL a=b\n{x}COPY --link a /a\n") for x in ("", "RUN x\n"))
    assert [change.what for change in reasons(now, past(then), [2])[3].harmless] == ["linked"]
    then, now = (built(f"FROM lab/base\n# note\n{x}COPY --link a /a\n", {"a": "1"}) for x in ("RUN x\n", ""))
    assert reasons(now, past(then), []) == {}


def test_of_two_builds_that_differ_in_as_much_the_last_one_is_compared_with() -> None:
    text = "FROM lab/base\nRUN --mount=source=a,target=/a {}\n"
    states = [("x", "1"), ("y", "2"), ("x", "2")]
    *earlier, now = (built(text.format(word), {"a": file}) for word, file in states)
    reason = reasons(now, past(*earlier), [1])[1]
    assert (reason.kind, reason.build) == ("instruction_changed", "build 1")
    now = built(text.format("x"), {"a": "3"})
    reason = reasons(now, past(*earlier), [1])[1]
    assert (reason.kind, reason.build) == ("files_changed", "build 0")


def test_another_base_is_named_though_another_project_stood_on_it() -> None:
    earlier = past(built("FROM lab/cc\nRUN else\nRUN more\n"), built())
    reason = reasons(built(THREE.replace("lab/base", "lab/cc")), earlier, [1, 2, 3])[1]
    assert (reason.kind, reason.before, reason.after) == ("base_changed", "FROM lab/base", "FROM lab/cc")
    assert reason.build == "build 1"


def test_a_flag_that_does_not_count_is_not_blamed_for_what_a_file_did() -> None:
    then = built("FROM lab/base\nRUN --mount=source=a,target=/a x\n", {"a": "1"})
    now = built("FROM lab/base\nRUN --network=none --mount=target=/a,src=./a x\n", {"a": "2"})
    assert reasons(now, past(then), [1])[1].kind == "files_changed"


def test_a_new_step_on_a_base_that_an_older_build_changed_is_new() -> None:
    earlier = past(built(), built(THREE.replace("lab/base", "lab/cc")))
    edited = THREE.replace("lab/base", "lab/cc").replace("COPY", "RUN new\nCOPY")
    assert reasons(built(edited), earlier, [1, 2, 3, 4])[1].kind == "nothing_matches"


def test_a_stage_that_no_build_needed_before_has_nothing_that_matches() -> None:
    text = "FROM lab/cc AS one\nRUN a\nFROM lab/base AS two\nRUN b\n"
    earlier = [msgspec.structs.replace(past(built(text))[0], finished=frozenset({2, 3}), bases={})]
    explainer = Explainer(built(text, target="one"), parse(text), earlier)
    explainer.finished(StepFinished(0, None, 0.1, "sha256:" + "2" * 64))
    reason = explainer.finished(verdict(1, False))[0].reason
    assert (reason.kind, reason.text) == ("nothing_matches", "no earlier build had finished this step")


def test_another_base_is_named_through_a_linked_copy() -> None:
    text = "FROM lab/{}\nCOPY --link a /a\nRUN x\nRUN y\n"
    reason = reasons(built(text.format("cc")), past(built(text.format("base"))), [2, 3])[2]
    assert (reason.kind, reason.after) == ("base_changed", "FROM lab/cc")
