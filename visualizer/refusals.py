from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from builds.quotas import TooMany


class TooManyPage(MiddlewareMixin):
    """Says on a page of its own that a limit was hit, which, and when to come again."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooMany):
            return None
        page = {"said": str(exception), "minutes": -(-exception.retry_after // 60)}
        answer = render(request, "429.html", page, status=429)
        answer.headers["Retry-After"] = str(exception.retry_after)
        return answer
