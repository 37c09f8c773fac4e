from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.checks import Check, describe, texts
from labs.checks.check import Op
from labs.verdict import judge
from tests.labs.exercises import a_build, a_failure, another_build

KINDS = [str(kind.__struct_config__.tag) for kind in get_args(Check)]


def check_of(**fields: object) -> Check:
    check: Check = msgspec.convert(fields, Check)
    return check


@pytest.mark.parametrize(
    ("fields", "passed", "found"),
    [
        ({"check": "build_ok"}, True, "completed"),
        ({"check": "build_ok", "build": "b2"}, False, "exit code: 7"),
        ({"check": "build_fails", "build": "b2", "match": "code: 7"}, True, "exit code: 7"),
        ({"check": "build_fails"}, False, "completed"),
        ({"check": "build_ok", "build": "b3"}, False, "did not happen"),
        ({"check": "layer_count", "build": "b2", "op": "==", "n": 0}, False, "did not end with an image"),
        ({"check": "steps_run", "op": "==", "n": 2}, True, "RUN rm /s; RUN ls"),
        ({"check": "steps_run", "op": "<", "n": 2}, False, "2 steps ran (RUN rm /s"),
        ({"check": "step_cached", "match": "^COPY"}, True, "was cached"),
        ({"check": "step_cached", "match": "^RUN"}, False, "ran"),
        ({"check": "step_cached", "match": "pip"}, False, "no such step"),
        ({"check": "step_ran", "match": "^RUN"}, True, "ran"),
        ({"check": "step_ran", "match": "COPY|RUN rm"}, False, "was cached"),
        ({"check": "step_exists", "match": "pip", "want": False}, True, "0 such steps"),
        ({"check": "step_exists", "build": "b4", "match": "test"}, False, "skipped with its stage: RUN test"),
        ({"check": "path_in_image", "path": "/t"}, False, "no layer holds it"),
        (
            {"check": "layer_count", "op": "==", "n": 3},
            True,
            "3 layers above the base (COPY s /s; RUN rm /s; RUN ls)",
        ),
        ({"check": "layer_count", "op": "==", "n": 4, "minus_base": False}, True, "4 layers"),
        ({"check": "empty_layers", "op": "==", "n": 0}, False, "1 empty layer (RUN ls)"),
        (
            {"check": "image_bytes", "op": "<=", "n": 229},
            True,
            "229 bytes above the base, in layer 2: COPY s /s; layer 3",
        ),
        ({"check": "config", "key": "Env", "value": "A=b"}, True, "A=b"),
        ({"check": "config", "key": "Env", "value": "A"}, True, "A=b"),
        ({"check": "config", "key": "Env", "value": "A=c"}, False, "A=b"),
        ({"check": "config", "key": "Labels", "value": "team=web"}, True, "team=web"),
        ({"check": "config", "key": "Cmd"}, True, "sh"),
        ({"check": "config", "key": "User"}, False, "not set"),
        ({"check": "path_in_image", "path": "/s"}, False, "hidden since layer 3: RUN rm /s"),
        ({"check": "path_in_image", "path": "/bin/sh"}, True, "in the image, from layer 1"),
        ({"check": "path_in_any_layer", "path": "/s", "want": False}, False, "layer 2: COPY s /s"),
        ({"check": "path_in_any_layer", "path": "t", "want": False}, True, "no layer"),
        ({"check": "path_mode", "path": "/bin/sh", "mode": "755", "uid": 0}, True, "755"),
        ({"check": "path_mode", "path": "/s", "mode": "600"}, False, "644 and owner 0, by layer 2: COPY"),
        ({"check": "text_anywhere", "text": "nowhere"}, True, "no layer"),
        ({"check": "text_anywhere", "text": "found"}, False, "layer 2"),
        ({"check": "text_anywhere", "text": "history"}, False, "the config"),
        ({"check": "dockerfile", "match": r"^copy\s"}, True, "line 2 is such: COPY s /s"),
        ({"check": "stdout", "run": "c3", "match": "x"}, False, "did not run"),
        ({"check": "stdout", "run": "c1", "match": "^hell"}, True, "'hello'"),
        ({"check": "container_diff", "run": "c1", "match": "^added /etc/new$"}, True, "changed /etc"),
        ({"check": "container_diff", "run": "c1", "match": "/etc", "want": False}, False, "changed /etc"),
        ({"check": "container_diff", "run": "c2", "match": "/etc"}, False, "did not run"),
        ({"check": "upper_bytes", "run": "c1", "op": "<=", "n": 4096}, True, "4,096 bytes"),
        ({"check": "upper_bytes", "run": "c2", "op": ">=", "n": 0}, False, "did not run"),
        ({"check": "layer_bytes", "match": "^COPY|rm", "op": "==", "n": 200}, True, "RUN rm /s"),
        ({"check": "layer_bytes", "match": "pip", "op": ">=", "n": 0}, False, "no such step"),
        ({"check": "whiteout", "path": "/s"}, True, "layer 3"),
        ({"check": "whiteout", "path": "/t", "want": False}, True, "no layer"),
        ({"check": "content_copies", "file": "s", "op": "==", "n": 1}, True, "1 copy (layer 2: COPY s /s)"),
        ({"check": "content_copies", "file": "u", "op": ">=", "n": 0}, False, "there is no u"),
        ({"check": "shared_layers", "build": "b4", "other": "b1", "op": "==", "n": 3}, True, "3 of 4"),
        (
            {"check": "shared_layers", "other": "b4", "by": "chain_id", "op": ">", "n": 3},
            False,
            "not layer 4: RUN ls",
        ),
        ({"check": "shared_layers", "other": "b2", "op": ">=", "n": 0}, False, "no image to compare with"),
        ({"check": "same_image", "other": "b1"}, True, "one and the same"),
        ({"check": "same_image", "build": "b4", "other": "b1"}, False, "differ from layer 4: RUN ls"),
        ({"check": "same_image", "build": "b4", "other": "b1", "want": False}, True, "layer 4"),
        ({"check": "same_last_layer", "other": "b1"}, True, "the same"),
        ({"check": "same_last_layer", "other": "b4"}, False, "other (layer 4: RUN ls)"),
        ({"check": "stage_absent", "build": "b4", "stage": "test"}, True, "skipped"),
        ({"check": "stage_absent", "build": "b4", "stage": "0"}, False, "was built"),
        ({"check": "stage_absent", "stage": "test"}, False, "no stage test"),
    ],
    ids=str,
)
def test_a_check_is_judged_by_what_was_recorded_and_says_by_what(
    fields: dict[str, object], passed: bool, found: str
) -> None:
    verdict = judge(check_of(**fields), {"b1": a_build(), "b2": a_failure(), "b4": another_build()})
    assert (verdict.passed, verdict.text) == (passed, describe(check_of(**fields)))
    assert found in verdict.found


def test_an_author_may_give_a_check_a_name_and_words() -> None:
    verdict = judge(check_of(check="build_ok", id="first", says="It builds"), {"b1": a_build()})
    assert (verdict.id, verdict.text) == ("first", "It builds")


@given(st.integers(0, 5), st.sampled_from(["==", "!=", "<=", ">=", "<", ">"]))
def test_a_count_is_compared_as_it_is_written(n: int, op: Op) -> None:
    verdict = judge(check_of(check="layer_count", op=op, n=n), {"b1": a_build()})
    assert verdict.passed is eval(f"3 {op} {n}")  # noqa: S307  # two numbers and one of six operators


def test_every_kind_of_check_is_tried_above() -> None:
    source = Path(__file__).read_text()
    assert [kind for kind in KINDS if f'"check": "{kind}"' not in source] == []


def test_texts_are_looked_for_in_their_own_build_only() -> None:
    wanted = texts([check_of(check="text_anywhere", text="abcd", build="b2"), check_of(check="build_ok")])
    assert wanted == {"b2": {"abcd"}}
