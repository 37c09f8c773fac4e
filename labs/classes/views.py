"""Pages of whoever teaches: one's classes, and each one's board. Somebody else's class is not there."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.classes import board, grades, joining, warming
from labs.classes.forms import ClassForm
from labs.classes.models import Classroom, Participant
from labs.classes.plan import plan
from labs.roles import may_teach

STEPS = range(1, 8)
View = Callable[..., HttpResponse]


def teaching(view: View) -> View:
    """Sends guests to log in; refuses who may not teach."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if not may_teach(request.user):
            raise PermissionDenied("Only instructors come in here.")
        return view(request, *args, **options)

    return login_required(checked)


@require_http_methods(["GET", "HEAD", "POST"])
@teaching
def classes(request: HttpRequest) -> HttpResponse:
    form = ClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = joining.prepare(request.user, **form.cleaned_data)  # type: ignore[arg-type]  # `teaching` asked
            return redirect("class", made.pk)
        except joining.NoEntry as refusal:
            form.add_error(None, str(refusal))
    own = Classroom.objects.filter(instructor=request.user.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "classes/classes.html", {"form": form, "classes": own, "steps": STEPS}, status=status
    )


@require_safe
@teaching
def classroom(request: HttpRequest, classroom: uuid.UUID) -> HttpResponse:
    found = _own(request, classroom)
    link = request.build_absolute_uri(reverse("join", args=[found.code]))
    code = segno.make(link, error="m", micro=False).svg_inline(
        omitsize=True, light="#fff", dark="#000", border=4, svgclass="qr"
    )
    context = _shown(found) | {"link": link, "qr": code, "engine": not settings.ENGINE_REASON}
    return render(request, "classes/class.html", context)


@require_safe
@teaching
def lesson(request: HttpRequest, step: int) -> HttpResponse:
    """It tells the answers."""
    if step not in STEPS:
        raise Http404(f"no step {step}")
    return render(request, "classes/plan.html", {"plan": plan(step)})


@require_safe
@teaching
def seats(request: HttpRequest, classroom: uuid.UUID) -> HttpResponse:
    """The board alone, for the page to show anew."""
    return render(request, "classes/board.html", _shown(_own(request, classroom)))


@require_safe
@teaching
def grade_book(request: HttpRequest, classroom: uuid.UUID) -> HttpResponse:
    answer = HttpResponse(grades.as_csv(_own(request, classroom)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="grades.csv"'
    return answer


@require_POST
@teaching
def close(request: HttpRequest, classroom: uuid.UUID) -> HttpResponse:
    """Or open it again."""
    found = _own(request, classroom)
    (joining.close if joining.is_open(found) else joining.reopen)(found)
    return redirect("class", found.pk)


@require_POST
@teaching
def warm(request: HttpRequest, classroom: uuid.UUID) -> HttpResponse:
    warming.ask(_own(request, classroom))
    return redirect("class", classroom)


@require_POST
@teaching
def dismiss(request: HttpRequest, classroom: uuid.UUID, participant: int) -> HttpResponse:
    """Whoever has a nickname that nobody wants to see; with the link they may join again."""
    gone, _ = Participant.objects.filter(pk=participant, classroom=_own(request, classroom)).delete()
    if not gone:
        raise Http404(f"no participant {participant}")
    return redirect("class", classroom)


@require_POST
@teaching
def delete(request: HttpRequest, classroom: uuid.UUID) -> HttpResponse:
    _own(request, classroom).delete()
    return redirect("classes")


def _own(request: HttpRequest, classroom: uuid.UUID) -> Classroom:
    found = Classroom.objects.filter(pk=classroom, instructor=request.user.pk).first()
    if found is None:
        raise Http404(f"no class {classroom} of this instructor")
    return found


def _shown(found: Classroom) -> dict[str, Any]:
    now = timezone.now()
    return {
        "classroom": found,
        "open": joining.is_open(found),
        "seats": board.seats(found, now),
        "questions": board.questions(found),
        "now": now,
    }
