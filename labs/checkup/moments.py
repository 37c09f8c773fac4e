"""When the checkup's questions are asked: pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class Moment(StrEnum):
    """In their order. Two are counted from the end of the second one."""

    BEFORE = "before"
    AFTER = "after"
    WEEK = "week"
    MONTH = "month"


WAITS = {Moment.WEEK: timedelta(days=7), Moment.MONTH: timedelta(days=28)}
Done = Mapping[Moment, datetime]
"""When the last question of a moment was answered, of those that are over."""


def upcoming(done: Done) -> Moment | None:
    """The first one that is not over; None when all are."""
    return next((moment for moment in Moment if moment not in done), None)


def opens(moment: Moment, done: Done) -> datetime | None:
    """When it may be answered from; None for at once."""
    return done[Moment.AFTER] + WAITS[moment] if moment in WAITS else None
