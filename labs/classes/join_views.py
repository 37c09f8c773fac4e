"""Coming into a class: a link or its code, and a nickname."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from builds import engines, learners
from labs.classes import joining
from labs.classes.forms import CodeForm, NicknameForm
from labs.classes.models import Classroom, Participant


@require_safe
def enter_code(request: HttpRequest) -> HttpResponse:
    """For whoever reads the code from a wall."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        try:
            return redirect("join", joining.find(form.cleaned_data["code"]).code)
        except Classroom.DoesNotExist:
            form.add_error(
                "code",
                "No class has this code. Letters and digits are as on the wall; none is O, 0, I, 1 or L.",
            )
    return render(request, "classes/code.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody becomes a guest by looking."""
    classroom = _find(code)
    form = NicknameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not joining.is_open(classroom):
                raise joining.NoEntry("This class is closed: nobody can join any more.")
            learner = learners.arrive(request, joining.guests_of(classroom))
            joining.join(classroom, learner, form.cleaned_data["nickname"])
        except joining.NoEntry as refusal:
            form.add_error("nickname", str(refusal))
        else:
            engines.start(learner)
            return redirect("join", classroom.code)
    context = {"classroom": classroom, "open": joining.is_open(classroom), "form": form}
    context["present"] = _present(request, classroom)
    return render(request, "classes/join.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    classroom = _find(code)
    if present := _present(request, classroom):
        joining.leave(classroom, present.learner)
        messages.success(request, "You have left the class. What you did stays yours.")
    return redirect("join", classroom.code)


def _find(code: str) -> Classroom:
    try:
        return joining.find(code)
    except Classroom.DoesNotExist:
        raise Http404("no class has this code") from None


def _present(request: HttpRequest, classroom: Classroom) -> Participant | None:
    learner = learners.current(request.user, request.session)
    return Participant.objects.filter(classroom=classroom, learner=learner).first() if learner else None
