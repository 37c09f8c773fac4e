"""For Prometheus: counted from the database, so that every process of the site says the same."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from builds.models import Learner, Operation, Status


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


def _gauge(name: str, documentation: str, value: float) -> Metric:
    return GaugeMetricFamily(name, documentation, value=value)


_registry = CollectorRegistry()
_registry.register(_Database())


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    return HttpResponse(generate_latest(_registry), content_type=CONTENT_TYPE_LATEST)
