"""How hard something of the course is, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from labs.exercise import Difficulty

WORDS: Mapping[Difficulty, str] = {
    "foundation": gettext_noop("foundation"),
    "intermediate": gettext_noop("intermediate"),
    "advanced": gettext_noop("advanced"),
    "expert": gettext_noop("expert"),
}


def level(difficulty: Difficulty) -> str:
    return gettext(WORDS[difficulty])
