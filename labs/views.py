from functools import partial
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from builds import engines, learners
from builds.models import Learner
from labs import catalogue, course_map, services, shown
from labs.authoring import editions
from labs.fallback import Note, page_in
from labs.models import Prediction
from visualizer.views import written


@require_safe
@ensure_csrf_cookie
def start(request: HttpRequest) -> HttpResponse:
    learner = learners.arrive(request)
    boot = {"engine": _engine(), "labs": msgspec.to_builtins(shown.entries())}
    return render(request, "start.html", {"boot": boot, "map": course_map.draw(learner)})


@require_safe
@ensure_csrf_cookie
def lab(request: HttpRequest, slug: str) -> HttpResponse:
    learner = learners.arrive(request)
    editions.begin(learner, slug)
    found = catalogue.find(slug, learner)
    if found is None:
        raise Http404(f"no exercise {slug}")
    engines.warm(learner)
    return page_in(found.language, partial(_lab, request, learner, slug))


def _lab(request: HttpRequest, learner: Learner, slug: str, untranslated: Note | None) -> HttpResponse:
    exercise = msgspec.to_builtins(shown.show(services.find_exercise(slug, learner), learner))
    boot = {"engine": _engine(), "build": _latest(learner, slug), "exercise": exercise}
    return render(request, "lab.html", {"boot": boot, "exercise": exercise, "untranslated": untranslated})


def _engine() -> dict[str, Any]:
    reason = settings.ENGINE_REASON
    return {"ready": not reason, "reason": reason or None}


def _latest(learner: Learner, slug: str) -> dict[str, Any] | None:
    """The request of the learner's last build in the exercise, with its id."""
    made = Prediction.objects.filter(learner=learner, exercise=slug).select_related("operation").last()
    if made is None:
        return None
    return written(made.operation)
