"""Pure: which secrets may be given to a build."""

import re
from collections.abc import Iterator, Mapping

from builds.policy import Limits, Problem, problem_over, size_of

ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}", re.ASCII)
"""What fits, unquoted, into `--mount=type=secret,id=ID`."""


def check(secrets: Mapping[str, str], limits: Limits) -> list[Problem]:
    """Everything wrong with ids and values. No message holds anything of a value."""
    if len(secrets) > limits.secrets:
        return [problem_over("secrets", limits.secrets, f"There are {len(secrets)} secrets")]
    return [problem for id, value in secrets.items() for problem in _check(id, value, limits)]


def _check(id: str, value: str, limits: Limits) -> Iterator[Problem]:
    if not ID.fullmatch(id):
        message = (
            f"{id[:80]!r} is no id for a secret; expected 1 to 64 letters, digits, _, - and dots, "
            "beginning with a letter, a digit or _."
        )
        yield Problem("secret", message)
        return
    size = size_of(value)
    if size < 0 or "\0" in value:
        yield Problem("secret", f"The value of secret {id} is not text; expected Unicode without NUL.")
    elif not value.strip():
        yield Problem("secret", f"Secret {id} has no value; give it one, or leave the secret out.")
    elif size > limits.secret_bytes:
        found = f"The value of secret {id} has {size} bytes"
        yield problem_over("secret_bytes", limits.secret_bytes, found)
