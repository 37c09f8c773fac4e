"""How often something happened in a while, counted by all of the site's processes together.

While the shared store is away each process counts by itself: every limit still holds, for each process alone.
That is said in the log and in `/metrics`.
"""

import logging

from django.core.cache import BaseCache, caches
from redis.exceptions import RedisError

SHARED, OWN = "default", "own"
SILENCE = 60
"""Seconds between two lines in the log while the store is away."""

logger = logging.getLogger(__name__)


def increase(name: str, seconds: int) -> int:
    """Count one more under `name`; how many that makes. They are forgotten after so many seconds."""
    try:
        return _increase(caches[SHARED], name, seconds)
    except (RedisError, OSError) as error:
        if caches[OWN].add("away", True, SILENCE):
            logger.error("the counter store is away (%s); each process counts by itself", error)
        return _increase(caches[OWN], name, seconds)


def answers() -> bool:
    """Whether the shared store does."""
    try:
        caches[SHARED].get("any")
    except (RedisError, OSError):
        return False
    return True


def _increase(store: BaseCache, name: str, seconds: int) -> int:
    if store.add(name, 1, seconds):
        return 1
    try:
        return store.incr(name)
    except ValueError:  # its time was over just now
        return 1
