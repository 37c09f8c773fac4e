import msgspec
import pytest

from labs.checks import Check, texts
from labs.verdict import judge
from labs.wording import describe
from tests.labs.exercises import a_build, a_failure


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
        ({"check": "steps_run", "op": "<", "n": 2}, False, "2 steps ran"),
        ({"check": "step_cached", "match": "^COPY"}, True, "was cached"),
        ({"check": "step_cached", "match": "^RUN"}, False, "ran"),
        ({"check": "step_cached", "match": "pip"}, False, "no such step"),
        ({"check": "step_ran", "match": "^RUN"}, True, "ran"),
        ({"check": "step_ran", "match": "COPY|RUN rm"}, False, "was cached"),
        ({"check": "step_exists", "match": "pip", "want": False}, True, "0 such steps"),
        ({"check": "layer_count", "op": "==", "n": 3}, True, "3 layers"),
        ({"check": "layer_count", "op": "==", "n": 4, "minus_base": False}, True, "4 layers"),
        ({"check": "empty_layers", "op": "==", "n": 0}, False, "1 empty layer (RUN ls)"),
        ({"check": "image_bytes", "op": "<=", "n": 229}, True, "229 bytes above the base"),
        ({"check": "config", "key": "Env", "value": "A=b"}, True, "A=b"),
        ({"check": "config", "key": "Env", "value": "A"}, True, "A=b"),
        ({"check": "config", "key": "Env", "value": "A=c"}, False, "A=b"),
        ({"check": "config", "key": "Labels", "value": "team=web"}, True, "team=web"),
        ({"check": "config", "key": "Cmd"}, True, "sh"),
        ({"check": "config", "key": "User"}, False, "not set"),
        ({"check": "path_in_image", "path": "/s"}, False, "not in the image"),
        ({"check": "path_in_image", "path": "/bin/sh"}, True, "in the image"),
        ({"check": "path_in_any_layer", "path": "/s", "want": False}, False, "layer 2"),
        ({"check": "path_in_any_layer", "path": "t", "want": False}, True, "no layer"),
        ({"check": "path_mode", "path": "/bin/sh", "mode": "755", "uid": 0}, True, "755"),
        ({"check": "path_mode", "path": "/s", "mode": "600"}, False, "644"),
        ({"check": "text_anywhere", "text": "nowhere"}, True, "no layer"),
        ({"check": "text_anywhere", "text": "found"}, False, "layer 2"),
        ({"check": "text_anywhere", "text": "history"}, False, "the config"),
        ({"check": "dockerfile", "match": r"^copy\s"}, True, "such"),
        ({"check": "stdout", "run": "c1", "match": "x"}, False, "did not run"),
    ],
    ids=str,
)
def test_a_check_is_judged_by_what_was_recorded_and_says_by_what(
    fields: dict[str, object], passed: bool, found: str
) -> None:
    verdict = judge(check_of(**fields), {"b1": a_build(), "b2": a_failure()})
    assert (verdict.passed, verdict.text) == (passed, describe(check_of(**fields)))
    assert found in verdict.found


def test_an_author_may_give_a_check_a_name_and_words() -> None:
    verdict = judge(check_of(check="build_ok", id="first", says="It builds"), {"b1": a_build()})
    assert (verdict.id, verdict.text) == ("first", "It builds")


def test_texts_are_looked_for_in_their_own_build_only() -> None:
    wanted = texts([check_of(check="text_anywhere", text="abcd", build="b2"), check_of(check="build_ok")])
    assert wanted == {"b2": {"abcd"}}
