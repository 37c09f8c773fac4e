from collections.abc import Iterator

import pytest

from tests.figures import note
from tests.fuzz.traces import WATCHED, Logs, grown_since, processes, traces
from tests.leftovers import leftovers, wait_gone
from tests.site import Guest, Site, running

PLENTY = dict.fromkeys(
    (
        *("BUILDS_PER_MINUTE", "BUILDS_WAITING", "IMAGES_KEPT", "RECORDINGS_KEPT", "DOWNLOADS_PER_MINUTE"),
        *("SHARED_DOWNLOADS_PER_MINUTE", "GUESTS_PER_HOUR", "SOCKETS_PER_LEARNER", "SOCKETS_PER_ADDRESS"),
    ),
    "1000000",
)
"""The rates and numbers that would stop a fuzzer; what one request may hold stays limited."""

HONEST = "FROM lab/base\nRUN true\n"


@pytest.fixture(scope="package")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all; once it has stopped, nothing of it is left on the host."""
    var = tmp_path_factory.mktemp("fuzzed")
    with running(var, TMPDIR=str(var / "work"), **PLENTY) as site:
        yield site
        family = processes(site)
    wait_gone(family)
    assert leftovers(var) == []


@pytest.fixture(scope="package")
def owner(fuzzed: Site) -> Iterator[Guest]:
    """A guest of the site, whose engine runs."""
    with Guest(fuzzed) as guest:
        guest.build(HONEST)
        yield guest


@pytest.fixture(scope="module")
def unharmed(request: pytest.FixtureRequest, fuzzed: Site, owner: Guest) -> Iterator[None]:
    """After a module's tests the site holds no more than before, has complained of nothing, still builds."""
    before, logs = traces(fuzzed), Logs(fuzzed)
    yield
    assert owner.build(HONEST)["status"] == "completed"
    assert grown_since(fuzzed, before) == []
    now = traces(fuzzed)
    grown = (f"{part} {before.memory[part]} → {now.memory[part]} MiB" for part in WATCHED)
    note(f"Memory before and after, {request.module.__name__.rpartition('_')[2]} fuzzed", "; ".join(grown))
    assert logs.alarms() == []
