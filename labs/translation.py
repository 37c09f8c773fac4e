"""The course's texts in other languages: a file beside the English one says them again, and nothing else.

`index.de.md` has the texts of `index.md` at the same places: a mapping under the same keys, an item of a list
with what it is known by (its `id`, `value` or the like) or, where it has no name, at the same position.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ENGLISH = "en"
TEXTS = frozenset(
    (
        *("title", "summary", "text", "why", "right", "wrong", "skipped", "label", "placeholder", "goal"),
        *("says", "feedback", "fact", "unit", "otherwise", "how", "result", "why_not"),
    )
)
"""Fields that people read, where they hold text."""
CLOSED = frozenset(("fact", "files", "changes", "signs", "trials", "limits"))
"""Fields that no text is looked for in."""


class Laid(NamedTuple):
    """`fields` with the texts laid over; `missing` are the places of those that were not translated."""

    fields: Any
    missing: list[str]


class Misplaced(ValueError):
    """What a translation says has no place in the English file; `field` is where it stands."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def beside(path: Path, language: str) -> Path:
    """Where the translation of a file lies: `index.de.md` of `index.md`."""
    return path.with_suffix(f".{language}{path.suffix}")


def is_translation(path: Path) -> bool:
    return "." in path.stem


def lay_over(english: object, words: object) -> Laid:
    """Raises Misplaced."""
    there, found = set(texts(english)), set[str]()
    fields = _laid(english, words, "$", there, found)
    return Laid(fields, sorted(there - found))


def texts(fields: object, at: str = "$", only: frozenset[str] = TEXTS) -> Iterator[str]:
    """The places of what is to be translated."""
    match fields:
        case dict():
            for key, value in fields.items():
                if isinstance(value, str) and key in only:
                    yield f"{at}.{key}"
                elif isinstance(value, dict | list) and (key not in CLOSED):
                    yield from texts(value, f"{at}.{key}", frozenset(("says",)) if key == "checks" else only)
        case list():
            for place, item in enumerate(fields):
                if isinstance(item, str) and at.endswith(".hints"):
                    yield f"{at}[{place}]"
                else:
                    yield from texts(item, f"{at}[{place}]", only)


def _laid(english: object, words: object, at: str, there: set[str], found: set[str]) -> object:
    match english, words:
        case dict(), dict():
            if strange := words.keys() - english.keys():
                raise Misplaced(at, f"the English text has no {', '.join(sorted(map(str, strange)))}")
            said = {key: _laid(english[key], words[key], f"{at}.{key}", there, found) for key in words}
            return english | said
        case list(), list():
            new = list(english)
            for position, item in enumerate(words):
                place = _place(english, item, position, f"{at}[{position}]")
                new[place] = _laid(english[place], item, f"{at}[{place}]", there, found)
            return new
        case str(), str() if at in there:
            found.add(at)
            return words
        case _ if english == words:
            return english
    raise Misplaced(at, f"is no text to be translated; expected {english!r}, got {words!r}")


def _place(english: list[Any], item: object, position: int, at: str) -> int:
    """Of the one item that is known by the same; without a name, by where it stands."""
    known = _name(item)
    places = [place for place, one in enumerate(english) if known and known.items() <= _name(one).items()]
    if not known and position < len(english):
        return position
    if len(places) != 1:
        raise Misplaced(at, f"expected to stand for one item of the English list, got {known or item!r}")
    return places[0]


def _name(item: object) -> Mapping[str, object]:
    """What tells an item from its neighbours."""
    fields = item if isinstance(item, dict) else {}
    return {key: fields[key] for key in ("id", "value", "check", "do") if key in fields}
