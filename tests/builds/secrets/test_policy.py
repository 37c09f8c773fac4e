import pytest

from builds.policy import Limits
from builds.secrets.policy import check

LIMITS = Limits(secrets=2, secret_bytes=10)
VALUE = "hunter22é"


@pytest.mark.parametrize("id", ["token", "a", "A_b-1.pem", "0", "_x", "x" * 64])
def test_an_id_that_a_mount_can_name_is_let_through(id: str) -> None:
    assert check({id: VALUE}, LIMITS) == []


@pytest.mark.parametrize("id", ["", "a b", "a,b", 'a"', "a=b", "é", "-x", ".x", "a\n", "x" * 65, "a/b", "$a"])
def test_any_other_is_refused_with_what_was_expected(id: str) -> None:
    (problem,) = check({id: VALUE}, LIMITS)
    assert problem.code == "secret"
    assert "expected 1 to 64 letters" in problem.message


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "has no value"),
        (" \n", "has no value"),
        ("a\0b", "without NUL"),
        ("\ud800", "not text"),
        ("hunter22éé", "has 12 bytes; the limit is 10"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_not_repeated(value: str, words: str) -> None:
    (problem,) = check({"token": value}, LIMITS)
    assert "token" in problem.message
    assert words in problem.message
    assert not value.strip() or value not in problem.message


def test_more_than_may_be_are_refused() -> None:
    (problem,) = check({str(number): VALUE for number in range(3)}, LIMITS)
    assert (problem.limit, problem.value) == ("secrets", 2)
