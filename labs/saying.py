"""How pure modules say things to people: in English, until the site's start names who translates."""

from collections.abc import Callable
from typing import NamedTuple


class Translators(NamedTuple):
    """As gettext's functions of these names."""

    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]


_translators = [Translators(str, lambda one, many, n: one if n == 1 else many)]


def translate_by(translators: Translators) -> None:
    _translators[0] = translators


def say(text: str) -> str:
    """In the language that is spoken now."""
    return _translators[0].gettext(text)


def say_count(one: str, many: str, n: int) -> str:
    return _translators[0].ngettext(one, many, n)
