"""What django-axes asks us: who tries to log in, and what to answer whoever is locked out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from builds.addresses import UNKNOWN, visitor_at
from builds.advice import over


def address_of(request: HttpRequest) -> str | None:
    """As guests are counted: of an IPv6 network its first address, None where nothing is known."""
    visitor = visitor_at(request.META.get("REMOTE_ADDR")).partition("/")[0]
    return None if visitor == UNKNOWN else visitor


def refuse(request: HttpRequest, *_: Any) -> HttpResponse:
    """The name was tried too often from one address. Whether it exists is not said."""
    minutes = settings.LOGIN_LOCK_MINUTES
    said = over("login_failures", settings.AXES_FAILURE_LIMIT, "This name was tried with wrong passwords")
    page = {"said": said, "minutes": minutes}
    answer = render(request, "429.html", page, status=429)
    answer.headers["Retry-After"] = str(60 * minutes)
    return answer
