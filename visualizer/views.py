import json
import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from builds import bases, engines, learners
from builds.access import SHOWN, address_of, find_operation, find_shared, may_see
from builds.models import Kind, Operation
from visualizer.image_views import image_page


@require_safe
@ensure_csrf_cookie
def sandbox(request: HttpRequest) -> HttpResponse:
    engines.warm(learners.arrive(request))
    return _page(request)


@require_safe
@ensure_csrf_cookie
def build(request: HttpRequest, build: uuid.UUID) -> HttpResponse:
    learner = learners.arrive(request)
    try:
        operation = find_operation(learner, build, *SHOWN)
    except Operation.DoesNotExist:
        raise Http404(f"no build {build} of this learner") from None
    return _page(request, operation)


@require_safe
@never_cache
def shared(request: HttpRequest, share: uuid.UUID) -> HttpResponse:
    """A build of somebody else, or one's own as others see it. Whoever only looks becomes no guest."""
    try:
        operation = find_shared(share)
    except Operation.DoesNotExist:
        raise Http404(f"nothing is shared as {share}") from None
    asked = json.loads(bytes(operation.request))
    build = {"share": str(share), "dockerfile": asked.get("dockerfile", ""), "files": asked.get("files", {})}
    own = may_see(learners.current(request.user, request.session), operation)
    page = {"boot": {"shared": build}, "own": own, "recorded_at": operation.recorded_at}
    answer = render(request, "shared.html", page)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def written(operation: Operation) -> dict[str, Any]:
    """What a page is told of a build of the learner's own: its request, and where it is shared.

    No Dockerfile is known of an imported image.
    """
    request: dict[str, Any] = json.loads(bytes(operation.request))
    return {"id": str(operation.pk), "shared": address_of(operation), "dockerfile": "", **request}


def _page(request: HttpRequest, shown: Operation | None = None) -> HttpResponse:
    """`boot` is what the script reads, `build` in it the request of the build to show."""
    reason = settings.ENGINE_REASON
    build = written(shown) if shown else None
    boot = {"build": build, "engine": {"ready": not reason, "reason": reason or None}}
    if shown and shown.kind == Kind.IMAGE:
        return image_page(request, shown, boot)
    page = {"boot": boot, "base_images": bases.catalogue(), "recorded_at": shown and shown.recorded_at}
    return render(request, "build.html", page)
