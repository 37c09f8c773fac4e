"""How often somebody may do something, counted in a real Valkey, and what happens when that is away."""

import logging
import subprocess
import sys
import uuid

import pytest
import redis
from django.conf import settings as site
from django.core.cache import caches
from django.test import override_settings
from pytest_django.fixtures import Settings

from builds import counters, quotas
from builds.quotas import HOUR, Quota, TooMany
from tests.builds.told import tells


def quota(value: int = 2, whom: str | None = None) -> Quota:
    return Quota("guests_per_hour", value, HOUR, whom or uuid.uuid4().hex, "Too many came")


def used_up(wanted: Quota) -> TooMany:
    with pytest.raises(TooMany) as refused:
        quotas.take(wanted)
    return refused.value


@pytest.mark.usefixtures("wired")
def test_a_quota_is_told_when_it_is_used_up_and_is_ones_own() -> None:
    mine = quota()
    quotas.take(mine)
    quotas.take(mine)
    told = used_up(mine)
    tells(str(told), "guests_per_hour", 2, "Too many came")
    assert (told.limit, told.value) == ("guests_per_hour", 2)
    assert 0 < told.retry_after <= HOUR
    quotas.take(quota())


@pytest.mark.usefixtures("wired")
def test_the_next_window_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = quota(1)
    monkeypatch.setattr("builds.quotas.time.time", lambda: 7200.5)
    quotas.take(mine)
    assert used_up(mine).retry_after == 3600
    monkeypatch.setattr("builds.quotas.time.time", lambda: 10800.0)
    quotas.take(mine)


TAKE = """
import django
django.setup()
from builds import quotas
quotas.take(quotas.Quota("guests_per_hour", 1, 3600, {whom!r}, "Too many came"))
"""


def test_another_process_counts_the_same_and_the_store_holds_no_address(
    wired: str, child_environment: dict[str, str]
) -> None:
    mine = quota(1, f"192.0.2.{uuid.uuid4().int}")
    command = [sys.executable, "-c", TAKE.format(whom=mine.whom)]
    subprocess.run(command, env=child_environment, check=True, timeout=60)
    used_up(mine)
    with redis.Redis.from_url(wired) as store:
        names = [name.decode() for name in store.keys("layerlab:*guests_per_hour*")]
        assert names
        assert not [name for name in names if "192.0.2" in name]
        assert all(0 < store.ttl(name) <= HOUR for name in names)


def away() -> override_settings:
    shared = site.CACHES["default"] | {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "unix:///nonexistent/valkey.sock?db=0",
    }
    return override_settings(CACHES=site.CACHES | {"default": shared})


def test_while_the_store_is_away_each_process_counts_by_itself_and_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caches[counters.OWN].delete("away")
    with away(), caplog.at_level(logging.ERROR, "builds.counters"):
        assert not counters.answers()
        mine = quota()
        quotas.take(mine)
        quotas.take(mine)
        used_up(mine)
    assert len([said for said in caplog.messages if "counter store is away" in said]) == 1


def test_guests_are_counted_by_their_address(settings: Settings) -> None:
    settings.GUESTS_PER_HOUR = 7
    near, same, far = (quotas.guests_at(x) for x in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"))
    assert near == same
    assert near.whom != far.whom
    assert near.value == 7
