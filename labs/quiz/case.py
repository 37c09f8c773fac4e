"""A Dockerfile that no lab has, with words of its own in each variant: `labs/bank/cases/<name>.yaml`."""

from collections.abc import Mapping
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from labs.exercise import Change, Context, Files, Text, edited

Words = Mapping[str, str]
"""What stands in a variant for `~word~`, wherever in the case and its questions."""


Worded = TypeVar("Worded", bound=msgspec.Struct)


class CaseBuild(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A build of the case's start after `changes`, with `files` laid over; without the cache on request."""

    changes: tuple[Change, ...] = ()
    files: Files = {}
    no_cache: bool = False


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`builds` are made one after another, on an engine that has built nothing before."""

    dockerfile: Text
    variants: Annotated[tuple[dict[str, str], ...], Meta(min_length=2, max_length=12)]
    builds: Annotated[tuple[CaseBuild, ...], Meta(min_length=1, max_length=5)] = (CaseBuild(),)
    files: Files = {}

    def built(self, variant: int) -> list[tuple[Context, bool]]:
        """What each build is made of, and whether it does without the cache.

        Raises ValueError where there is nothing to change.
        """
        fresh = worded(self, self.variants[variant])
        start = Context(fresh.dockerfile, fresh.files)
        return [(edited(start.over(one.files), one.changes), one.no_cache) for one in fresh.builds]


def worded(value: Worded, words: Words) -> Worded:
    """The same with each `~word~` in the variant's words. Raises msgspec.ValidationError."""
    return msgspec.convert(_worded(msgspec.to_builtins(value), words), type(value))


def _worded(value: object, words: Words) -> object:
    if isinstance(value, str):
        for word, said in words.items():
            value = value.replace(f"~{word}~", said)
        return value
    if isinstance(value, dict):
        return {_worded(key, words): _worded(one, words) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_worded(one, words) for one in value]
    return value
