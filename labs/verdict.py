"""Judges checks by what was recorded, and says by which fact."""

import msgspec

from labs.checks import Builds, Check, describe, id_of
from labs.checks.check import Seen


class Verdict(msgspec.Struct, frozen=True):
    """`found` says the fact that was used, in words."""

    id: str
    text: str
    passed: bool
    found: str


def judge(check: Check, builds: Builds) -> Verdict:
    """`builds` are the script's, by id; one that the script did not come to is missing."""
    return Verdict(id_of(check), describe(check), *_seen(check, builds))


def _seen(check: Check, builds: Builds) -> Seen:
    facts = builds.get(check.build)
    if facts is None:
        return Seen(False, f"build {check.build} did not happen")
    if check.needs_image and not facts.built:
        return Seen(False, "the build did not end with an image")
    return check.look(facts, builds)
