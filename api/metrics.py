"""For Prometheus: counted from the database and by the engine service, so every process says the same."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from msgspec import structs
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from builds import counters
from builds.addresses import is_loopback
from builds.models import Learner, Operation, Status
from engine.client import Client, EngineRefused, EngineUnavailable

TEXT = "text/plain; charset=utf-8"
ASK = "Send `Authorization: Bearer TOKEN` with the site's METRICS_TOKEN.\n"
HERE = "Only this machine may read the metrics, since METRICS_TOKEN is not set.\n"


class _Database(Collector):
    def collect(self) -> Iterator[Metric]:
        counts = GaugeMetricFamily(
            "layerlab_operations",
            "Operations that are kept, imported ones left out.",
            labels=["kind", "status"],
        )
        own = Operation.objects.filter(recorded_at=None)
        for row in own.values("kind", "status").annotate(count=Count("pk")).order_by("kind", "status"):
            counts.add_metric([row["kind"], row["status"]], row["count"])
        yield counts
        yield _gauge("layerlab_learners", "Guests and users.", Learner.objects.count())
        oldest = own.filter(status=Status.QUEUED).aggregate(at=Min("created_at"))["at"]
        waited = (timezone.now() - oldest).total_seconds() if oldest else 0.0
        yield _gauge("layerlab_queue_seconds", "How long the oldest queued operation has waited.", waited)


class _Counters(Collector):
    def collect(self) -> Iterator[Metric]:
        known = "Whether the store of shared counters answers; else each process counts visits by itself."
        yield _gauge("layerlab_counters_up", known, counters.answers())


class _Engines(Collector):
    """Nothing where the engine service does not answer: no number is better than a wrong one."""

    def collect(self) -> Iterator[Metric]:
        if settings.ENGINE_REASON:
            return
        try:
            with Client(settings.ENGINE_SOCKET) as client:
                report = client.status()
        except (EngineUnavailable, EngineRefused):
            yield _gauge("layerlab_engine_service_up", "Whether the engine service answers.", 0)
            return
        yield _gauge("layerlab_engine_service_up", "Whether the engine service answers.", 1)
        yield _gauge("layerlab_engines_limit", "Engines that may run at once.", report.running_limit)
        states = GaugeMetricFamily("layerlab_engines", "Engines that are kept.", labels=["state"])
        for state, count in report.states.items():
            states.add_metric([state], count)
        yield states
        happened = CounterMetricFamily(
            "layerlab_engine_events",
            "What happened to engines since their service started.",
            labels=["event"],
        )
        for event, count in structs.asdict(report.tally).items():
            happened.add_metric([event], count)
        yield happened


def _gauge(name: str, documentation: str, value: float) -> Metric:
    return GaugeMetricFamily(name, documentation, value=value)


_registry = CollectorRegistry()
_registry.register(_Database())
_registry.register(_Counters())
_registry.register(_Engines())


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has METRICS_TOKEN; without one, for this machine."""
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "")
        if not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
            return HttpResponse(ASK, TEXT, 401, headers={"WWW-Authenticate": "Bearer"})
    elif not is_loopback(request.META.get("REMOTE_ADDR")) or "X-Forwarded-For" in request.headers:
        return HttpResponse(HERE, TEXT, 403)
    return HttpResponse(generate_latest(_registry), content_type=CONTENT_TYPE_LATEST)
