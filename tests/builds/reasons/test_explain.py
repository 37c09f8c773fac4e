"""In which order reasons are told, and what is said where little is known."""

import time

import pytest

from builds.dockerfile import parse
from builds.events import Harmless
from builds.reasons.explain import Explainer
from builds.reasons.past import PastBuild
from tests.builds.reasons.compared import THREE, built, past, reasons, verdict


def test_the_first_build_has_nothing_to_compare_with() -> None:
    told = reasons(built(), [], [1, 2, 3])
    assert {step: reason.kind for step, reason in told.items()} == dict.fromkeys((1, 2, 3), "first_build")


def test_a_build_that_never_ran_a_step_is_nothing_to_compare_with() -> None:
    earlier = [PastBuild("x", built(), frozenset({0}))]
    assert reasons(built(), earlier, [1])[1].kind == "first_build"


def test_earlier_builds_that_are_too_large_to_compare_are_not_denied() -> None:
    ignore = {".dockerignore": "*.log\n" * 1000}
    earlier = past(built(files={"a": "one"} | ignore | {f"f{number}": "" for number in range(300)}))
    assert reasons(built(), earlier, [1])[1].kind == "unsure"


def test_what_is_cached_is_not_explained() -> None:
    assert reasons(built(), past(built()), []) == {}


def test_no_cache_is_the_reason_for_all() -> None:
    told = reasons(built(no_cache=True), past(built()), [1, 2, 3])
    assert {reason.kind for reason in told.values()} == {"no_cache"}


def test_a_reason_waits_for_the_verdict_below() -> None:
    explainer = Explainer(built(files={"a": "two"}), parse(THREE), past(built()))
    assert explainer.finished(verdict(2, False)) == []
    assert explainer.finished(verdict(1, False)) == []
    told = explainer.finished(verdict(0, None))
    assert [(event.step, event.reason.kind) for event in told] == [
        (1, "files_changed"),
        (2, "parent_rebuilt"),
    ]


def test_fifty_builds_are_compared_with_in_a_moment() -> None:
    files = {f"f{number}": "text" * 500 for number in range(20)}
    earlier = past(*(built(THREE.replace("true", f"echo {n}"), files) for n in range(50)))
    began = time.monotonic()
    reasons(built(files=files), earlier, [3])
    assert time.monotonic() - began < 0.5  # 0.04 on a quiet machine


@pytest.mark.parametrize(
    ("mount", "given", "told"),
    [
        ("id=token", ("token",), "token"),
        ("target=/etc/token", ("token",), "token"),
        ("id=token,env=TOKEN", ("token",), "token"),
        ("id=token", (), None),
        ("id=token", ("other",), None),
    ],
)
def test_only_of_a_secret_that_was_given_it_is_said_that_its_value_does_not_count(
    mount: str, given: tuple[str, ...], told: str | None
) -> None:
    request = built(f"FROM lab/base\nRUN --mount=type=secret,{mount} x\nRUN true\n", secrets=given)
    found = reasons(request, past(request), [])
    expected = {1: Harmless("secret", told)} if told else {}
    assert {step: reason.harmless[0] for step, reason in found.items()} == expected
