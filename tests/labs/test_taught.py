"""docs/course.md names all that the course must teach, and each row is really taught where it says."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from labs import catalogue
from tests.labs.written import prose

pytestmark = pytest.mark.django_db
DOCUMENT = (Path(__file__).parents[2] / "docs/course.md").read_text()
NEEDED = {
    "Frame": [
        "Why layers matter",
        "What to know first",
        "What comes next",
        "The core idea in one sentence",
        "The analogy of transparent sheets",
        "The three places where the analogy breaks",
        "Why it was designed this way",
        "The alternatives",
        "The classic drawing, corrected",
        "Level and minutes of each step",
        "The result of each step",
        "What each myth costs: containers change images",
        "What each myth costs: nothing is shared",
        "What each myth costs: one big layer",
        "What each myth costs: layers can be edited",
        "Root cause of each pitfall: the big file",
        "Root cause of each pitfall: the container",
        "Root cause of each pitfall: the broken cache",
        "Granularity as a balance",
    ],
    "Seven steps": [
        "1 What a layer is",
        "2 Layers store changes",
        "3 The build cache",
        "4 Sharing",
        "5 Order and size",
        "6 Multi-stage builds",
        "7 Content addressing",
    ],
    "Four myths": [
        "A container's changes alter the image",
        "Nothing is shared",
        "One big layer is always smaller",
        "Layers can be edited later",
    ],
    "Under the hood": [
        "Read-only layers and the overlay mount: lower, upper, work, merged",
        "The writable layer",
        "Copy-up",
        "Whiteout devices",
    ],
    "Three expert notes": [
        "The context is part of the cache key",
        "Storage drivers",
        "Number and size of layers",
    ],
    "When not to use layers": [
        "Configuration",
        "Secrets: the leak",
        "Secrets: the cure",
        "Volumes for data",
    ],
    "Production": [
        "Multi-stage",
        "Standard bases",
        "Cache export and import in CI",
        "Stale package indexes",
        "Cache mounts",
        "Push and pull",
    ],
    "Three connections": [
        "Git commits",
        "File-system snapshots",
        "The supply chain",
    ],
    "Three pitfalls": [
        "The big file in the wrong place",
        "Expecting the image to follow the container",
        "Breaking the cache for nothing",
    ],
    "Takeaways": [
        "Five, on one page that prints",
    ],
    "Ways in": [
        "Read",
        "See",
        "Predict",
        "Build",
        "Bust a myth",
        "Mend a pitfall",
        "Compare",
        "Quiz",
        "Review",
    ],
    "Statements that are wrong or mislead": [
        "A layer is a set of file changes or instructions",
        "Without layers each image would be a full copy",
        "Base, system, libraries, app: four layers, and each adds",
        "Each instruction makes a layer",
        "An unchanged file is never stored twice",
        "Layers are snapshots of changes, not full copies",
        "The engine looks for a layer with the same instructions and context",
        "The same software gives common layers",
        "The order of layers decides the size",
        "The order matters to size and cache alike",
        "One big layer, or several: that is the question",
        "The same content is stored once",
        "Content addressing makes the cache reliable",
        "Engines use overlay2 or aufs",
        "Number and size of layers decide the time to start",
        "Use environment variables for secrets",
        "A big early layer makes later layers large",
        "A big early layer prevents caching of what follows",
        "The pitfall's two examples, which are the same",
        "An archive is best unpacked by hand",
        "Fetching an image fills the build cache",
        "What is cached is up to date",
    ],
}
"""By the headings of the document."""


def rows(heading: str) -> list[list[str]]:
    section = DOCUMENT.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [line.strip("| ").split(" | ") for line in lines]


def plain(text: str) -> str:
    """Without marks of Markdown, in single spaces."""
    return " ".join(re.sub(r"[*`]", "", text).split())


def read_at(address: str) -> str:
    """What a lab says once all of it is open, or what stands on a page."""
    answer = Client().get(address)
    assert answer.status_code == 200, address
    if address.startswith("/labs/"):
        exercise = catalogue.find(address.removeprefix("/labs/"))
        assert exercise is not None
        return plain(" ".join(prose(exercise)))
    written: str = answer.content.decode()
    return plain(unescape(re.sub(r"<[^>]*>", "", written)))


@pytest.mark.parametrize("heading", NEEDED)
def test_nothing_that_must_be_taught_is_missing(heading: str) -> None:
    assert [row[0] for row in rows(heading)] == NEEDED[heading]


def test_the_document_has_no_other_part() -> None:
    assert re.findall(r"^## (.+)$", DOCUMENT, re.MULTILINE) == list(NEEDED)


@pytest.mark.parametrize("row", [row for heading in NEEDED for row in rows(heading)], ids=lambda row: row[0])
def test_each_part_is_taught_where_the_document_says(row: list[str]) -> None:
    _, address, words = row
    assert plain(words) in read_at(address)
