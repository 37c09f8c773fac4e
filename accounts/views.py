"""The page of one's account, also for who has none yet."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import deleting, quotas
from accounts.forms import MailForm, PasswordForm, TokenForm
from accounts.models import Token
from builds import learners
from builds import quotas as counted
from builds.advice import over
from builds.models import Learner, Operation, Share
from labs.models import Attempt, CardAnswer, Classroom, Prediction
from labs.roles import role_of


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    learner = learners.arrive(request)
    return _page(request, learner)


def _page(request: HttpRequest, learner: Learner, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "role": role_of(request.user),
        "counts": counts(learner),
        "days": settings.GUEST_DAYS,
        "tokens": learner.tokens.all(),
        "token_form": TokenForm(),
        "most_tokens": settings.TOKENS_KEPT,
        "follows": learner.inheritances.exists(),
    }
    return render(request, "account/account.html", context | more, status=status)


def counts(learner: Learner) -> dict[str, int]:
    """What is kept of the learner, by its name on the page."""
    return {
        "builds and other operations": Operation.objects.filter(learner=learner).count(),
        "predictions": Prediction.objects.filter(learner=learner).count(),
        "answers to tasks": Attempt.objects.filter(learner=learner).count(),
        "answers to questions": CardAnswer.objects.filter(card__learner=learner).count(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mail(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    if request.method != "POST":
        form = MailForm(user, initial={"email": user.email})
        return render(request, "account/mail.html", {"form": form})
    counted.take(quotas.password_tries_by(user.pk))
    form = MailForm(user, request.POST)
    if not form.is_valid():
        return render(request, "account/mail.html", {"form": form}, status=422)
    user.email = form.cleaned_data["email"]
    user.save(update_fields=["email"])
    messages.success(request, f"Your e-mail address is {user.email or 'gone'}.")
    return redirect("account")


@require_POST
@login_required
def make_token(request: HttpRequest) -> HttpResponse:
    """Its text is on this one answer, and never again."""
    learner, form = learners.arrive(request), TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, learner, 422, token_form=form)
    with transaction.atomic():
        Learner.objects.select_for_update().get(pk=learner.pk)  # so that two cannot both be the last
        if (kept := learner.tokens.count()) >= settings.TOKENS_KEPT:
            form.add_error("name", over("tokens_kept", settings.TOKENS_KEPT, f"You have {kept} tokens"))
            return _page(request, learner, 422, token_form=form)
        made, text = Token.issue(learner, form.cleaned_data["name"])
    answer = _page(request, learner, made=made, text=text)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def revoke_token(request: HttpRequest, token: int) -> HttpResponse:
    gone, _ = Token.objects.filter(pk=token, learner=learners.arrive(request)).delete()
    if not gone:
        raise Http404(f"no token {token} of this learner")
    messages.success(request, "The token is revoked: it opens nothing any more.")
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """A guest, who has no password, only confirms."""
    learner = learners.arrive(request)
    form = PasswordForm(_user(request), request.POST or None) if request.user.is_authenticated else None
    if request.method == "POST":
        if form:
            counted.take(quotas.password_tries_by(_user(request).pk))
        if form is None or form.is_valid():
            deleting.delete(learner)
            logout(request)
            messages.success(request, "All that was yours is deleted.")
            return redirect("log-in")
    context = {
        "form": form,
        "counts": counts(learner),
        "shared": Share.objects.filter(operation__learner=learner),
        "classes": Classroom.objects.filter(instructor=request.user.pk).count(),
    }
    return render(request, "account/delete.html", context, status=422 if request.method == "POST" else 200)


def _user(request: HttpRequest) -> User:
    """Who is logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
