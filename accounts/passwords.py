"""Changing a password, and having a forgotten one replaced by mail."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView, PasswordResetView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy

from accounts import quotas
from accounts.doors import Told
from builds import quotas as counted


class ChangePassword(Told, PasswordChangeView):
    """Ends all other sessions of the user."""

    template_name = "account/password.html"
    success_url = reverse_lazy("account")

    def post(self, request: HttpRequest, *args: str, **options: Any) -> HttpResponse:
        counted.take(quotas.password_tries_by(request.user.pk))
        return super().post(request, *args, **options)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, "Your password is changed. Elsewhere you are logged out.")
        return super().form_valid(form)


class ForgotPassword(Told, PasswordResetView):
    """Whether an account has the address is not said."""

    template_name = "account/forgot.html"
    email_template_name = "account/forgot_mail.txt"
    subject_template_name = "account/forgot_subject.txt"
    success_url = reverse_lazy("log-in")

    def post(self, request: HttpRequest, *args: str, **options: Any) -> HttpResponse:
        counted.take(quotas.resets_at(request.META.get("REMOTE_ADDR")))
        return super().post(request, *args, **options)

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        if settings.SENDS_MAIL:
            said = "If an account has this address, a link is on its way there. It works for an hour."
            messages.success(self.request, said)
            return super().form_valid(form)
        return self.form_invalid(form)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**more) | {"sends_mail": settings.SENDS_MAIL}


class NewPassword(Told, PasswordResetConfirmView):
    """Behind the link in the mail, which works once."""

    template_name = "account/new_password.html"
    success_url = reverse_lazy("log-in")

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        messages.success(self.request, "Your password is changed. Log in with it.")
        return super().form_valid(form)
