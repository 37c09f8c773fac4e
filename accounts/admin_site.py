"""Django's admin, behind the site's own doors."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from labs.roles import Role, role_of


class Operators(AdminSite):
    """For administrators. Everybody else is sent to log in, or refused where they have."""

    site_header = site_title = "Layerlab"
    index_title = "Look after the site"
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        return role_of(request.user) is Role.ADMINISTRATOR

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied("Only administrators look after the site.")
        return redirect_to_login(reverse("admin:index"), reverse("log-in"))

    def logout(  # type: ignore[override]  # Django answers with a page of its own
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        return redirect("account")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        return redirect("password")
