"""Pages of what can be done beside building: all of it as a list with forms, and one by one."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from builds import learners, services
from builds.access import SHOWN, find_operation
from builds.models import Kind, Learner, Operation, Status
from builds.operations.request import REQUESTS, RemoveRequest, RunRequest, decode
from builds.operations.subjects import MAKE_IMAGES, NoSubject
from builds.quotas import TooMany
from builds.services import NoEngine, RequestRefused
from visualizer.operation_forms import FORMS, asked

LISTED = 50
"""The latest operations on the page, and as many images and containers to choose from."""
FAULTS: dict[type[Exception], int] = {NoSubject: 404, TooMany: 429, NoEngine: 503}


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def operations(request: HttpRequest) -> HttpResponse:
    learner = learners.arrive(request)
    if request.method != "POST":
        return _list(request, learner)
    posted = request.POST.dict()
    try:
        made = services.submit(learner, asked(posted.get("kind", ""), posted))
    except (msgspec.ValidationError, RequestRefused, NoSubject, TooMany, NoEngine) as fault:
        return _list(request, learner, posted, str(fault), FAULTS.get(type(fault), 422))
    return redirect("operation", made.pk)


@require_safe
@ensure_csrf_cookie
def operation(request: HttpRequest, operation: uuid.UUID) -> HttpResponse:
    found = _find(request, operation)
    if found.kind in SHOWN:
        return redirect("build", found.pk)
    request_of = msgspec.to_builtins(decode(found.kind, found.request))
    words = {name: value for name, value in request_of.items() if name != "kind"}
    title = next(form.title for form in FORMS if form.kind == found.kind)
    return render(request, "operation.html", {"operation": found, "title": title, "request_of": words})


@require_POST
def cancel(request: HttpRequest, operation: uuid.UUID) -> HttpResponse:
    found = _find(request, operation)
    services.cancel(found)
    return redirect("operation", found.pk)


def _list(
    request: HttpRequest,
    learner: Learner,
    posted: Mapping[str, str] = MappingProxyType({}),
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    """`posted` is the form that was sent, `fault` why it was refused."""
    kind = posted.get("kind", "")
    latest = Operation.objects.filter(learner=learner).order_by("-created_at")
    here = latest.filter(recorded_at=None)
    done = here.filter(status=Status.COMPLETED)
    context: dict[str, Any] = {
        "forms": [(form, form.filled(posted if form.kind == kind else {})) for form in FORMS],
        "operations": latest[:LISTED],
        "images": done.filter(kind__in=MAKE_IMAGES)[:LISTED],
        "containers": _containers(here),
        "sent": kind if kind in REQUESTS else "",
        "fault": fault,
        "reason": settings.ENGINE_REASON,
    }
    return render(request, "operations.html", context, status=status)


def _containers(here: QuerySet[Operation]) -> list[Operation]:
    """The runs whose containers were kept, and not removed since."""
    removed = {
        msgspec.json.decode(operation.request, type=RemoveRequest).container
        for operation in here.filter(kind=Kind.REMOVE, status=Status.COMPLETED)[:LISTED]
    }
    runs = here.filter(kind=Kind.RUN, started_at__isnull=False).exclude(pk__in=removed)[:LISTED]
    return [run for run in runs if msgspec.json.decode(run.request, type=RunRequest).kept]


def _find(request: HttpRequest, operation: uuid.UUID) -> Operation:
    learner = learners.arrive(request)
    try:
        return find_operation(learner, operation)
    except Operation.DoesNotExist:
        raise Http404(f"no operation {operation} of this learner") from None
