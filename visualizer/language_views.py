"""The words that the page's script says, in another language than English."""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_POST, require_safe
from django.views.i18n import JavaScriptCatalog, set_language

MINUTE = 60
choose = require_POST(set_language)
"""Keeps the language asked for in a cookie, and goes back to the page."""


@require_safe
@conditional_page
@cache_control(public=True, max_age=MINUTE)
def words(request: HttpRequest, language: str) -> HttpResponseBase:
    """The same for everybody who asks for this address, whatever language they speak."""
    if language not in dict(settings.LANGUAGES):
        raise Http404(f"nothing is translated into {language}")
    with override(language):
        answer = JavaScriptCatalog.as_view()(request)
    answer.headers["Content-Language"] = language
    return answer
