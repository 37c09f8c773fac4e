"""Ways in and out: sign-up, log-in, log-out. What a guest did comes along."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView

from accounts import inheriting, quotas
from accounts.forms import SignUpForm
from builds import learners
from builds import quotas as counted
from builds.models import Operation


class Told:
    """A form at fault is answered with 422, as everywhere on this site."""

    def form_invalid(self, form: Any) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]
        return page


class SignUp(Told, FormView):  # type: ignore[type-arg]  # nor is this
    template_name = "account/sign_up.html"
    form_class = SignUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        return redirect("account") if request.user.is_authenticated else super().dispatch(request)

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        counted.take(quotas.sign_ups_at(request.META.get("REMOTE_ADDR")))
        return super().post(request)

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        enter(self.request, form.save())
        return redirect("account")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**more) | {"builds": builds_of_guest(self.request)}


class LogIn(Told, LoginView):
    template_name = "account/log_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: str, **options: Any) -> HttpResponse:
        counted.take(quotas.log_ins_at(request.META.get("REMOTE_ADDR")))
        return super().post(request, *args, **options)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        enter(self.request, form.get_user())
        return redirect(self.get_success_url())

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**more) | {"builds": builds_of_guest(self.request)}


class LogOut(LogoutView):
    """Also takes drafts from a browser that somebody else may use next."""

    http_method_names = ["post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        answer = super().dispatch(request, *args, **options)
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    def get_success_url(self) -> str:
        return reverse("start")


def enter(request: HttpRequest, user: User) -> None:
    """Log the user in; the guest of this browser, if any, becomes theirs."""
    guest = learners.current(request.user, request.session) if request.user.is_anonymous else None
    request.session.pop(learners.SESSION_KEY, None)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    if guest:
        inheriting.adopt(guest, user)


def builds_of_guest(request: HttpRequest) -> int:
    """How many would come along."""
    guest = learners.current(request.user, request.session)
    return Operation.objects.filter(learner=guest).count() if guest else 0
