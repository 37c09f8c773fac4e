"""Pages of images that somebody brings: a form for an archive, what was read so far, and one image."""

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from builds import learners
from builds.models import Kind, Operation
from builds.request import ImageRequest


@require_safe
@ensure_csrf_cookie
def images(request: HttpRequest) -> HttpResponse:
    learner = learners.arrive(request)
    kept = Operation.objects.filter(learner=learner, kind=Kind.IMAGE).order_by("-created_at")
    context = {
        "images": [(operation, read_from(operation)) for operation in kept],
        "most_bytes": settings.IMAGE_BYTES,
        "most_kept": settings.IMAGES_KEPT,
    }
    return render(request, "images.html", context)


def image_page(request: HttpRequest, image: Operation, boot: dict[str, Any]) -> HttpResponse:
    """An image that was read and not built: there is nothing to write, and no step made its layers."""
    context = {"boot": boot, "image": read_from(image), "recorded_at": image.recorded_at}
    return render(request, "image.html", context)


def read_from(operation: Operation) -> ImageRequest:
    """The archive and the names of an imported image."""
    return msgspec.json.decode(operation.request, type=ImageRequest)
