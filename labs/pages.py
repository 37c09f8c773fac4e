"""Pages of prose around the labs: Markdown files in the library's `_pages`, each with front matter."""

import functools
import re
from pathlib import Path
from typing import Annotated

import msgspec
import yaml
from msgspec import Meta

from labs.catalogue import LIBRARY
from labs.exercise import Difficulty, Slug, Text

ENGINE = "Docker 28.5.2"
"""What the figures on the pages were measured with."""
_FRONT = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)


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
    """`text` is Markdown."""

    slug: str
    front: Front
    text: str

    @property
    def url(self) -> str:
        return f"/read/{self.slug}"


@functools.cache
def pages() -> tuple[ProsePage, ...]:
    """In the course's order. Read once a process. Raises ValueError with the file at fault."""
    found = (read(path) for path in (LIBRARY / "_pages").glob("*.md"))
    return tuple(sorted(found, key=lambda page: (page.front.step, page.front.order)))


def find(slug: str) -> ProsePage | None:
    return next((page for page in pages() if page.slug == slug), None)


def following(page: ProsePage) -> ProsePage | None:
    order = pages()
    place = order.index(page) + 1
    return order[place] if place < len(order) else None


def read(path: Path) -> ProsePage:
    """Raises ValueError that names the file and what is wrong in it."""
    parts = _FRONT.fullmatch(path.read_text(encoding="utf-8"))
    if parts is None:
        raise ValueError(f"{path.name}: expected front matter between two lines of ---, at the top")
    try:
        front = msgspec.convert(yaml.safe_load(parts[1]), Front)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    return ProsePage(path.stem, front, parts[2].strip())
