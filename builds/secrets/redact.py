"""Pure: takes the values of secrets out of what a build says.

Exact values only: what a step encodes, cuts up or spells otherwise is not recognised.
"""

from collections.abc import Iterable, Sequence

MARK = "••••••"
LINE_LENGTH, LINES = 8, 64
"""A line of so many characters counts as a value of its own, since a key is often printed line by line; of a
value only so many first ones do."""
Span = tuple[int, int]


class Redactor:
    """Knows the values, without the blanks around them."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        found = {text for value in values for text in _texts(value)}
        self._texts = sorted(found, key=len, reverse=True)

    def clean(self, text: str) -> str:
        """A text that is whole."""
        return _marked(text, self._spans(text))

    def stream(self) -> "Stream":
        return Stream(self)

    def split(self, text: str) -> tuple[str, str]:
        """What may be said of a text that goes on, redacted, and what must wait: it may begin a value."""
        spans = self._spans(text)
        end = self._open_end(text, spans)
        return _marked(text[:end], [span for span in spans if span[0] < end]), text[end:]

    def _spans(self, text: str) -> list[Span]:
        """Where values stand, in order; what overlaps is one."""
        joined: list[Span] = []
        for start, end in sorted(span for value in self._texts for span in _found(text, value)):
            if joined and start < joined[-1][1]:
                joined[-1] = joined[-1][0], max(end, joined[-1][1])
            else:
                joined.append((start, end))
        return joined

    def _open_end(self, text: str, spans: Sequence[Span]) -> int:
        """The first place from which on the text is the beginning of a value; nothing is cut in two."""
        ends = (start for value in self._texts for start in _beginnings(text, value))
        return min((x for x in ends if not any(start < x < end for start, end in spans)), default=len(text))


class Stream:
    """Text that comes in pieces, cut anywhere."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._held = ""

    def feed(self, piece: str) -> str:
        said, self._held = self._redactor.split(self._held + piece)
        return said

    def rest(self) -> str:
        """What was held back, once nothing follows."""
        held, self._held = self._held, ""
        return self._redactor.clean(held)


def _texts(value: str) -> Iterable[str]:
    whole = value.strip()
    lines = (line.strip() for line in whole.splitlines())
    long = [line for line in lines if len(line) >= LINE_LENGTH]
    return filter(None, (whole, *long[:LINES]))


def _found(text: str, value: str) -> Iterable[Span]:
    start = text.find(value)
    while start >= 0:
        yield start, start + len(value)
        start = text.find(value, start + len(value))


def _beginnings(text: str, value: str) -> Iterable[int]:
    """Where the text ends in a part of the value, from its beginning."""
    start = text.find(value[0], max(0, len(text) - len(value) + 1))
    while start >= 0:
        if value.startswith(text[start:]):
            yield start
        start = text.find(value[0], start + 1)


def _marked(text: str, spans: Sequence[Span]) -> str:
    parts, last = list[str](), 0
    for start, end in spans:
        parts += [text[last:start], MARK]
        last = end
    return "".join([*parts, text[last:]])
