"""Pages that ask: the questions of a step, one of an earlier step, and what has come back."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from builds import learners
from builds.models import Learner
from labs.models import CardAnswer
from labs.quiz import bank, review
from labs.quiz.item import Item
from labs.quiz.marking import AnswerInvalid, Given
from labs.quiz.shown import Asked, asked, told

STEPS = range(1, 8)
CONFIDENCE = {"": None, "1": 1, "2": 2, "3": 3}


@require_safe
@ensure_csrf_cookie
def quiz(request: HttpRequest, step: int) -> HttpResponse:
    learner = _arrive(request, step)
    left = review.new_of_step(learner, step)
    context = {
        "step": step,
        "left": len(left),
        "count": len(bank.of_step(step)),
        "following": step + 1 if step + 1 in STEPS else None,
    }
    return _ask(request, learner, next(iter(left), None), "quiz.html", context)


@require_safe
@ensure_csrf_cookie
def earlier(request: HttpRequest, step: int) -> HttpResponse:
    learner = _arrive(request, step)
    item = review.earlier(learner, step, timezone.now())
    return _ask(request, learner, item, "earlier.html", {"step": step})


@require_safe
@ensure_csrf_cookie
def due(request: HttpRequest) -> HttpResponse:
    learner, now = learners.arrive(request), timezone.now()
    queue = review.queue(learner, now)
    context = {"waiting": len(queue), "next_due": review.next_due(learner, now), "steps": STEPS}
    return _ask(request, learner, next(iter(queue), None), "review.html", context)


@require_POST
def submit(request: HttpRequest, item: str) -> HttpResponse:
    learner, found = learners.arrive(request), bank.find(item)
    if found is None:
        raise Http404(f"no question {item}")
    given, came = request.POST.getlist("answer"), request.POST.get("came") == "review"
    try:
        answer = review.submit(learner, found, given, _confidence(request), timezone.now())
    except review.NotDue as again:
        answer = again.answer
    except AnswerInvalid as fault:
        said = {"given": given, "confidence": request.POST.get("confidence", "")}
        context = {"fault": str(fault), "came": "review" if came else "", **said}
        return _ask(request, learner, found, "again.html", context, status=422)
    return redirect(reverse("answer", args=[answer.pk]) + ("?review" if came else ""))


@require_safe
def answer(request: HttpRequest, answer: uuid.UUID) -> HttpResponse:
    learner = learners.arrive(request)
    try:
        given, item = review.find_answer(learner, answer)
    except CardAnswer.DoesNotExist:
        raise Http404(f"no answer {answer} of this learner") from None
    context = {
        "answer": given,
        "told": told(item, given.variant, given.given),
        "left": len(review.new_of_step(learner, item.step)),
        "reviewing": "review" in request.GET,
        "waiting": len(review.queue(learner, timezone.now())),
    }
    return render(request, "answer.html", context)


def _arrive(request: HttpRequest, step: int) -> Learner:
    if step not in STEPS:
        raise Http404(f"no step {step}")
    return learners.arrive(request)


def _ask(
    request: HttpRequest,
    learner: Learner,
    item: Item | None,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """The order of the options is the learner's own, and another one each time."""
    question = _question(learner, item, context.get("given", ())) if item else None
    return render(request, template, {"question": question, **context}, status=status)


def _question(learner: Learner, item: Item, given: Given) -> Asked:
    fresh, variant = review.next_turn(learner, item)
    return asked(fresh, variant, f"{learner.pk.hex}{review.turn(learner, item)}", given)


def _confidence(request: HttpRequest) -> int | None:
    said = request.POST.get("confidence", "")
    if said not in CONFIDENCE:
        raise AnswerInvalid("Say how sure you are: a guess, fairly or certain; or leave it out.")
    return CONFIDENCE[said]
