"""The course's terms, and how prose leads to them."""

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import yaml

from labs.catalogue import LIBRARY
from labs.exercise import Slug, Text
from labs.prose import Split


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`where` is the lab or page that introduces it; `forms` lead to it, beside the term itself."""

    term: Text
    text: Text
    where: Slug = msgspec.field(name="in")
    forms: tuple[Text, ...] = ()

    @property
    def anchor(self) -> str:
        return self.term.lower().replace(" ", "-")

    @property
    def url(self) -> str:
        return f"/glossary#{self.anchor}"


class Piece(NamedTuple):
    """Of a text; `term` is what it is a form of."""

    text: str
    term: Term | None


@functools.cache
def terms() -> tuple[Term, ...]:
    """By alphabet. Read once a process. Raises msgspec.ValidationError."""
    written = yaml.safe_load((LIBRARY / "_glossary.yaml").read_text(encoding="utf-8"))
    return tuple(sorted(msgspec.convert(written, tuple[Term, ...]), key=lambda term: term.anchor))


def pieces(text: str, known: Sequence[Term]) -> Iterator[Piece]:
    """The text, in order, cut where a term begins and ends. The longest form counts."""
    forms = {form.lower(): term for term in known for form in (term.term, *term.forms)}
    written = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    for part in re.split(rf"(?<![\w/.-])({written})(?![\w/-])", text, flags=re.IGNORECASE):
        if part:
            yield Piece(part, forms.get(part.lower()))


def leading() -> Split:
    """Leads to each term once: keep it for all of a page's prose."""
    seen = set[Term]()

    def split(text: str) -> Iterator[tuple[str, str | None]]:
        for piece in pieces(text, terms()):
            first = piece.term is not None and piece.term not in seen
            if piece.term:
                seen.add(piece.term)
            yield piece.text, piece.term.url if piece.term and first else None

    return split
