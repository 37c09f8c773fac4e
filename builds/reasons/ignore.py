"""`.dockerignore`, as moby reads it: later lines win, and what lies below a match matches too.

Matching goes folder by folder without trying again, so no pattern can take long. Not followed: `**` inside a
name (`a**b`), which counts as `*`.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence

ANY = None
"""In the place of a name: any number of folders, at the end one or more names."""
Name = re.Pattern[str] | None


class Glob:
    """Go's filepath.Match, and `**` for folders. Raises ValueError for a pattern that cannot be read."""

    def __init__(self, pattern: str) -> None:
        self._names: list[Name] = []
        for name in pattern.split("/") if pattern else ():
            if name != "**":
                self._names.append(_name(name))
            elif not self._names or self._names[-1] is not ANY:
                self._names.append(ANY)

    def matches(self, path: Sequence[str]) -> bool:
        """`path` in its parts."""
        reached = {0}  # how many parts of the path may stand before the name at hand
        for place, name in enumerate(self._names):
            if name is ANY:
                least = min(reached, default=len(path) + 1) + (place == len(self._names) - 1)
                reached = set(range(least, len(path) + 1))
            else:
                reached = {end + 1 for end in reached if end < len(path) and name.fullmatch(path[end])}
        return len(path) in reached


class Ignore:
    """The patterns of one `.dockerignore`. One that cannot be read matches nothing here; the engine refuses
    the build for it."""

    def __init__(self, text: str) -> None:
        self._patterns = list(_patterns(text))

    def excludes(self, path: str) -> bool:
        parts = path.split("/")
        paths = [parts[:count] for count in range(1, len(parts) + 1)]
        excluded = False
        for pattern, included in self._patterns:
            if excluded == included and any(map(pattern.matches, paths)):
                excluded = not included
        return excluded


def _patterns(text: str) -> Iterator[tuple[Glob, bool]]:
    for line in text.removeprefix("\ufeff").splitlines():
        words = line.strip()
        if not words or line.startswith("#"):
            continue
        included = words.startswith("!")
        cleaned = posixpath.normpath(words.removeprefix("!").strip() or ".").lstrip("/")
        try:
            compiled = Glob(cleaned)
        except ValueError:
            continue
        if cleaned not in ("", "."):
            yield compiled, included


def _name(pattern: str) -> re.Pattern[str]:
    """As fnmatch does it: each `*` but the last takes the shortest text that fits, and never another."""
    first, *rest = _fixed_parts(pattern)
    inner = "".join(f"(?>.*?{part})" for part in rest[:-1])
    last = f".*{rest[-1]}" if rest else ""
    try:
        return re.compile(f"{first}{inner}{last}", re.DOTALL)
    except re.error as error:
        raise ValueError(f"{pattern[:80]!r} cannot be read: {error}") from error


def _fixed_parts(pattern: str) -> list[str]:
    """What stands between the stars, as expressions of fixed length."""
    parts, place = [""], 0
    while place < len(pattern):
        if pattern[place] == "*":
            parts.append("")
        elif pattern[place] == "?":
            parts[-1] += "."
        elif pattern[place] == "[" and (end := pattern.find("]", place + 2)) > 0:
            parts[-1] += pattern[place : end + 1]
            place = end
        elif pattern[place] == "\\" and place + 1 < len(pattern):
            place += 1
            parts[-1] += re.escape(pattern[place])
        else:
            parts[-1] += re.escape(pattern[place])
        place += 1
    return parts
