"""For whoever watches the site: does it live, and can it do its work."""

import logging
from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from builds.bases import catalogue
from engine.client import Client

BROKER_SECONDS = 2

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """The message is for everybody."""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 where everything needed for a build answers, else 503; each part with its reason."""
    parts = {"database": _ask_database, "broker": _ask_broker, "engine": _ask_engine}
    found = {name: _verdict(ask) for name, ask in parts.items()}
    ready = all(verdict["ready"] for verdict in found.values())
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


def _verdict(ask: Callable[[], None]) -> dict[str, object]:
    try:
        ask()
    except NotReady as known:
        return {"ready": False, "reason": str(known)}
    except Exception as error:  # whatever it is, it is the reason; its text may name hosts and paths
        logger.warning("not ready", exc_info=True)
        return {"ready": False, "reason": type(error).__name__}
    return {"ready": True, "reason": None}


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM builds_operation LIMIT 1")


def _ask_broker() -> None:
    with current_app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS, interval_start=0)


def _ask_engine() -> None:
    if settings.ENGINE_REASON:
        raise NotReady(settings.ENGINE_REASON)
    with Client(settings.ENGINE_SOCKET) as client:
        client.status()
    if not catalogue():
        raise NotReady("there is no base image to build on")
