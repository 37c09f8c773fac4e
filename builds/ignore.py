"""`.dockerignore`, as moby reads it: later lines win, and what lies below a match matches too."""

import posixpath
import re
from collections.abc import Iterator


class Ignore:
    """The patterns of one `.dockerignore`. A pattern that cannot be read matches nothing here; the engine
    refuses the build for it."""

    def __init__(self, text: str) -> None:
        self._patterns = list(_patterns(text))

    def excludes(self, path: str) -> bool:
        parts = path.split("/")
        paths = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        excluded = False
        for pattern, included in self._patterns:
            if excluded == included and any(map(pattern.fullmatch, paths)):
                excluded = not included
        return excluded


def glob(pattern: str) -> re.Pattern[str] | None:
    """Go's filepath.Match, and `**` for any number of folders. None where it cannot be read."""
    try:
        return re.compile("".join(_translate(pattern)), re.DOTALL)
    except re.error:
        return None


def _patterns(text: str) -> Iterator[tuple[re.Pattern[str], bool]]:
    for line in text.removeprefix("\ufeff").splitlines():
        words = line.strip()
        if not words or line.startswith("#"):
            continue
        included = words.startswith("!")
        cleaned = posixpath.normpath(words.removeprefix("!").strip() or ".").lstrip("/")
        compiled = glob(cleaned)
        if cleaned not in ("", ".") and compiled:
            yield compiled, included


def _translate(pattern: str) -> Iterator[str]:
    place = 0
    while place < len(pattern):
        if pattern.startswith("**/", place):
            yield "(?:.*/)?"
            place += 3
        elif pattern.startswith("**", place):
            yield ".*"
            place += 2
        elif pattern[place] == "[" and (end := pattern.find("]", place + 2)) > 0:
            yield pattern[place : end + 1]
            place = end + 1
        elif pattern[place] == "\\" and place + 1 < len(pattern):
            yield re.escape(pattern[place + 1])
            place += 2
        else:
            yield {"*": "[^/]*", "?": "[^/]"}.get(pattern[place]) or re.escape(pattern[place])
            place += 1
