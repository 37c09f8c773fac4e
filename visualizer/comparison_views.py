"""The page on which two images of one's own stand beside each other."""

import uuid
from datetime import timedelta

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from builds import learners
from builds.access import SHOWN
from builds.models import Kind, Learner, Operation, Status
from builds.operations.subjects import MAKE_IMAGES
from builds.request import BuildRequest
from visualizer.image_views import read_from

LISTED = 50
"""The latest images to choose from; older ones are compared by their address."""
TITLE = 60
MINUTE = timedelta(minutes=1)


@require_safe
@ensure_csrf_cookie
def compare(request: HttpRequest) -> HttpResponse:
    """`first` and `second` in the query are ids of operations that made, or brought, an image."""
    learner = learners.arrive(request)
    images = list(_images(learner)[:LISTED])
    asked = [request.GET.get(name, "") for name in ("first", "second")]
    found = [_image(learner, id) for id in asked]
    images += [image for image in found if image and image not in images]
    fault = next((id for id, image in zip(asked, found, strict=True) if id and image is None), "")
    both = [_told(image) for image in found if image]
    page = {
        "choice": [(str(image.pk), title_of(image)) for image in images],
        "chosen": [id or _latest(images, back) for id, back in zip(asked, (1, 0), strict=True)],
        "fault": fault,
        "boot": {"compared": both} if len(both) == len(asked) else None,
    }
    return render(request, "compare.html", page, status=404 if fault else 200)


def title_of(operation: Operation) -> str:
    """What a learner can tell an image by: its names, or its age and the last line of its Dockerfile."""
    if operation.kind == Kind.IMAGE and (names := read_from(operation).names):
        return ", ".join(names)
    earlier = Operation.objects.filter(learner=operation.learner_id, created_at__lt=operation.created_at)
    title = (
        f"{operation.get_kind_display()} {earlier.filter(kind=operation.kind).count() + 1}, {_age(operation)}"
    )
    if operation.kind != Kind.BUILD:
        return title
    dockerfile = msgspec.json.decode(operation.request, type=BuildRequest).dockerfile
    lines = [line.strip() for line in dockerfile.splitlines() if line.strip() and line.strip()[0] != "#"]
    return truncatechars(f"{title}: {lines[-1]}" if lines else title, TITLE)


def _age(operation: Operation) -> str:
    if timezone.now() - operation.created_at < MINUTE:
        return "just now"
    return f"{timesince(operation.created_at, depth=1)} ago"


def _images(learner: Learner) -> QuerySet[Operation]:
    return Operation.objects.filter(
        learner=learner, status=Status.COMPLETED, kind__in=(*MAKE_IMAGES, Kind.IMAGE)
    ).order_by("-created_at")


def _image(learner: Learner, id: str) -> Operation | None:
    try:
        return _images(learner).filter(pk=uuid.UUID(id)).first()
    except ValueError:
        return None


def _latest(images: list[Operation], back: int) -> str:
    """The newest and the one before it are what somebody most likely wants beside each other."""
    return str(images[back].pk) if back < len(images) else ""


def _told(image: Operation) -> dict[str, str]:
    kind = "builds" if image.kind in SHOWN else "operations"
    return {"id": str(image.pk), "title": title_of(image), "resource": f"{kind}/{image.pk}"}
