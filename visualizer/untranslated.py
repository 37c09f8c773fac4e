from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import activate, get_language, gettext

ENGLISH = "en"
TRANSLATED = frozenset(("start", "lab", "read", "set_language", "words"))
"""Names of routes whose pages are there in every language, or know themselves when they are not."""


class UntranslatedPage(MiddlewareMixin):
    """A page whose words are not translated is in English as a whole, and says so; the API is left alone."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        match, asked = request.resolver_match, get_language() or ENGLISH
        if match is None or match.namespaces or match.url_name in TRANSLATED or asked == ENGLISH:
            return
        text = gettext("This page is not translated yet, so it is in English.")
        request.untranslated = {"text": text, "language": asked}  # type: ignore[attr-defined]
        activate(ENGLISH)
