import json
import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from builds import bases, learners
from builds.access import find_operation
from builds.models import Kind, Operation


@require_safe
@ensure_csrf_cookie
def sandbox(request: HttpRequest) -> HttpResponse:
    learners.arrive(request.user, request.session)
    return _page(request, None)


@require_safe
@ensure_csrf_cookie
def build(request: HttpRequest, build: uuid.UUID) -> HttpResponse:
    learner = learners.arrive(request.user, request.session)
    try:
        operation = find_operation(learner, build, Kind.BUILD)
    except Operation.DoesNotExist:
        raise Http404(f"no build {build} of this learner") from None
    return _page(request, {"id": str(operation.pk), **json.loads(bytes(operation.request))})


def _page(request: HttpRequest, build: dict[str, Any] | None) -> HttpResponse:
    """`boot` is what the script reads, `build` in it the request of the build to show."""
    reason = settings.ENGINE_REASON
    boot = {"build": build, "engine": {"ready": not reason, "reason": reason or None}}
    return render(request, "build.html", {"boot": boot, "base_images": bases.catalogue()})
