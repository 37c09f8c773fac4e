import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from builds import exchange
from builds.models import Learner, Operation
from tests.builds.operations import queued, running
from tests.builds.test_quotas import away
from tests.engine_fixtures import start_service, stop_service
from tests.recordings import HERE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def measured(visitor: Client) -> dict[tuple[str, ...], float]:
    """By name and labels, as Prometheus itself would read it."""
    answer = visitor.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    return {(x.name, *x.labels.values()): x.value for family in families for x in family.samples}


def test_operations_are_counted_by_kind_and_status_and_recordings_left_out(visitor: Client) -> None:
    learner = Learner.objects.create()
    waiting = queued(learner)
    running()
    exchange.keep(learner, (HERE / "first-build.json").read_bytes())
    then = timezone.now() - datetime.timedelta(seconds=90)
    Operation.objects.filter(pk=waiting.pk).update(created_at=then)
    found = measured(visitor)
    assert found["layerlab_operations", "build", "queued"] == 1
    assert found["layerlab_operations", "build", "running"] == 1
    assert ("layerlab_operations", "build", "completed") not in found
    assert found["layerlab_learners",] == 2
    assert found["layerlab_queue_seconds",] >= 90


def test_an_empty_site_has_waited_for_nothing(visitor: Client, settings: Settings) -> None:
    settings.ENGINE_REASON = "no user namespaces"
    found = {"learners": 0, "queue_seconds": 0, "counters_up": 1}
    assert measured(visitor) == {(f"layerlab_{name}",): value for name, value in found.items()}


def test_a_counter_store_that_is_away_is_told(visitor: Client) -> None:
    with away():
        assert measured(visitor)["layerlab_counters_up",] == 0


def test_an_engine_service_that_is_away_is_told(visitor: Client, settings: Settings) -> None:
    settings.ENGINE_SOCKET = "/nonexistent/engine.sock"
    found = measured(visitor)
    assert found["layerlab_engine_service_up",] == 0
    assert ("layerlab_engines", "idle") not in found


@pytest.mark.engine
def test_engines_are_counted_by_state_and_by_what_happened(
    visitor: Client, settings: Settings, tmp_path: Path
) -> None:
    service = start_service(tmp_path, ENGINE_RUNNING="1")
    settings.ENGINE_SOCKET = str(service.path)
    with service.client() as client:
        client.acquire("one", 60).close()
        with client.acquire("two", 60):
            found = measured(visitor)
    stop_service(service)
    states = {labels[1]: value for labels, value in found.items() if labels[0] == "layerlab_engines"}
    assert {state for state, count in states.items() if count} == {"leased", "evicted"}
    assert found["layerlab_engine_events_total", "evicted"] == 1
    assert found["layerlab_engine_events_total", "started"] == 2
    assert (found["layerlab_engine_service_up",], found["layerlab_engines_limit",]) == (1, 1)


def asked(visitor: Client, address: str, **headers: str) -> int:
    return visitor.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code


def test_without_a_token_only_this_machine_reads_them(visitor: Client) -> None:
    assert [asked(visitor, address) for address in ("127.0.0.1", "::1")] == [200, 200]
    assert [asked(visitor, address) for address in ("198.51.100.7", "2001:db8::1", "unknown")] == [403] * 3
    assert asked(visitor, "127.0.0.1", **{"X-Forwarded-For": "198.51.100.7"}) == 403
    assert "METRICS_TOKEN" in visitor.get("/metrics", REMOTE_ADDR="198.51.100.7").text


def test_with_a_token_whoever_sends_it_reads_them_and_nobody_else(
    visitor: Client, settings: Settings
) -> None:
    settings.METRICS_TOKEN = "watching"
    for wrong in (
        "",
        "Bearer",
        "Bearer watchin",
        "Bearer watching2",
        "Basic watching",
        "watching",
        "Bearer é",
    ):
        assert asked(visitor, "127.0.0.1", Authorization=wrong) == 401
    assert asked(visitor, "198.51.100.7", Authorization="Bearer watching") == 200


def test_metrics_are_only_read(visitor: Client) -> None:
    assert visitor.post("/metrics").status_code in (403, 405)
