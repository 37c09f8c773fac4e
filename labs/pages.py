"""Pages of prose around the labs: Markdown files in the library's `_pages`, each with front matter."""

import functools
from pathlib import Path
from typing import Annotated

import msgspec
from django.utils.translation import get_language
from msgspec import Meta

from labs.catalogue import LIBRARY
from labs.exercise import Difficulty, Slug, Text
from labs.level import level
from labs.loading import converted, front_matter, in_language
from labs.translation import ENGLISH, is_translation

ENGINE = "Docker 28.5.2"
"""What the figures on the pages were measured with."""


class Front(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`step` is where the page belongs, 0 before all of them; `proofs` are the labs that prove it."""

    title: Text
    summary: Text
    step: Annotated[int, Meta(ge=0, le=7)]
    order: int
    level: Difficulty
    minutes: Annotated[int, Meta(ge=1, le=15)]
    proofs: Annotated[tuple[Slug, ...], Meta(min_length=1)]


class ProsePage(msgspec.Struct, frozen=True):
    """`text` is Markdown in `language`; title and summary may be translated before it is."""

    slug: str
    front: Front
    text: str
    language: str = ENGLISH

    @property
    def url(self) -> str:
        return f"/read/{self.slug}"

    @property
    def level(self) -> str:
        return level(self.front.level)


def pages() -> tuple[ProsePage, ...]:
    """In order, in the language that is spoken now. Read once a process. Raises ExerciseInvalid."""
    return _pages(get_language() or ENGLISH)


@functools.cache
def _pages(language: str) -> tuple[ProsePage, ...]:
    paths = [path for path in (LIBRARY / "_pages").glob("*.md") if not is_translation(path)]
    found = (read(path, language) for path in paths)
    return tuple(sorted(found, key=lambda page: (page.front.step, page.front.order)))


def find(slug: str) -> ProsePage | None:
    return next((page for page in pages() if page.slug == slug), None)


def following(page: ProsePage) -> ProsePage | None:
    order = pages()
    place = order.index(page) + 1
    return order[place] if place < len(order) else None


def read(path: Path, language: str = ENGLISH) -> ProsePage:
    """In the language where all of it is translated. Raises ExerciseInvalid."""
    fields, prose, language = in_language(path, "", language, front_matter)
    return ProsePage(path.stem, converted(fields, Front, path.name), prose.strip(), language)
