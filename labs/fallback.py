"""Pages whose content is not translated: they are in its language as a whole, and say so."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import get_language, gettext, override

from labs.translation import ENGLISH


class Note(NamedTuple):
    """Why a page is not in the language asked for, in that language."""

    text: str
    language: str


def page_in(language: str, draw: Callable[[Note | None], HttpResponse]) -> HttpResponse:
    """What `draw` makes while that language is spoken; it gets no note where it was so before."""
    asked = get_language() or ENGLISH
    note = Note(gettext("This page is not translated yet, so it is in English."), asked)
    with override(language):
        answer = draw(note if asked != language else None)
    answer.headers["Content-Language"] = language
    return answer
