"""The page of the checkup."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST

from builds import learners
from builds.models import Learner
from labs.checkup import asking
from labs.checkup.moments import Moment
from labs.quiz.marking import AnswerInvalid
from labs.quiz.shown import asked

WORDS = {
    Moment.BEFORE: "Before the course",
    Moment.AFTER: "After the course",
    Moment.WEEK: "After 7 days",
    Moment.MONTH: "After 28 days",
}


@require_http_methods(["GET", "HEAD", "POST"])
@ensure_csrf_cookie
def checkup(request: HttpRequest) -> HttpResponse:
    learner = learners.arrive(request)
    if request.method != "POST":
        return _page(request, learner, {"asking": "go" in request.GET})
    given = request.POST.getlist("answer")
    try:
        asking.submit(learner, request.POST.get("question", ""), given, timezone.now())
    except AnswerInvalid as fault:
        return _page(request, learner, {"asking": True, "fault": str(fault), "given": given}, status=422)
    except asking.NotAsked:
        pass  # a form that was sent twice, or long ago: the page tells what is asked now
    return redirect("/checkup?go")


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    asking.stop(learners.arrive(request))
    return redirect("checkup")


def _page(request: HttpRequest, learner: Learner, more: dict[str, Any], status: int = 200) -> HttpResponse:
    stand = asking.standing(learner, timezone.now())
    given, seed = more.get("given", ()), f"{learner.pk.hex}{stand.moment}"
    context = {
        "stand": stand,
        "count": len(asking.ASKED),
        "moment": WORDS[stand.moment] if stand.moment else "",
        "results": [(WORDS[moment], right) for moment, right in stand.results.items()],
        "takes_part": bool(stand.results) or stand.left < len(asking.ASKED),
        "question": asked(stand.item, stand.variant, seed, given) if stand.item else None,
    }
    return render(request, "checkup.html", context | more, status=status)
