"""Pages of prose, the takeaways and the glossary, as anybody gets them."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from labs import catalogue, pages
from labs.course import course
from labs.glossary import terms
from labs.loading import ExerciseInvalid

GOOD = "title: A\nsummary: B\nstep: 1\norder: 1\nlevel: foundation\nminutes: 2\nproofs: [what-a-layer-is]"


def opens(address: str) -> bool:
    """Whether the site has a page there, of an exercise or of prose that exists."""
    path, _, anchor = address.partition("#")
    try:
        match = resolve(path)
    except Resolver404:
        return False
    slug, page = match.kwargs.get("slug"), match.kwargs.get("page")
    there = (not slug or catalogue.find(slug)) and (not page or pages.find(page))
    return bool(there) and (path != "/glossary" or not anchor or anchor in {term.anchor for term in terms()})


@pytest.mark.parametrize("read", pages.pages(), ids=lambda one: one.slug)
def test_a_page_says_what_proves_it_and_with_which_engine(read: pages.ProsePage) -> None:
    written = Client().get(read.url).content.decode()
    assert read.front.title.replace('"', "&quot;") in written
    assert f"measured with {pages.ENGINE}" in written
    for slug in read.front.proofs:
        assert f'href="/labs/{slug}"' in written


@pytest.mark.parametrize("read", pages.pages(), ids=lambda one: one.slug)
def test_every_address_on_a_page_opens(read: pages.ProsePage) -> None:
    written = Client().get(read.url).content.decode()
    body = written.split("<article")[1].split("</article>")[0]
    addresses = re.findall(r'href="([^"]+)"', body)
    assert addresses
    assert [one for one in addresses if not opens(one)] == []


def test_all_pages_can_be_read_one_after_the_other() -> None:
    place, seen = pages.pages()[0].url, []
    while place:
        seen.append(place)
        following = re.search(r'href="([^"]+)">Read on', Client().get(place).content.decode())
        place = following[1] if following else ""
    assert seen == [page.url for page in pages.pages()]


def test_the_five_takeaways_each_lead_to_the_build_that_proves_them() -> None:
    written = Client().get("/takeaways").content.decode()
    assert re.findall(r'Proof: <a href="/labs/([^"]+)"', written) == [one.proof for one in course().takeaways]


@pytest.mark.django_db
def test_the_glossary_has_each_term_at_its_anchor_with_the_place_that_introduces_it() -> None:
    written = Client().get("/glossary").content.decode()
    entries = dict(re.findall(r'<div id="([^"]+)">(.*?)</div>', written, re.DOTALL))
    assert list(entries) == [term.anchor for term in terms()]
    assert all(f'/{term.where}"' in entries[term.anchor] for term in terms())


def test_an_unknown_page_is_not_there() -> None:
    assert Client().get("/read/nothing").status_code == 404


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no front matter", "expected front matter"),
        (f"---\n{GOOD}\nwhat: 1\n---\nx", "what"),
        (f"---\n{GOOD.replace('minutes: 2', 'minutes: 0')}\n---\nx", "minutes"),
        ("---\n{\n---\nx", "expected"),
    ],
)
def test_what_is_wrong_in_a_page_is_told_with_its_file(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "a-page.md"
    path.write_text(text)
    with pytest.raises(ExerciseInvalid, match=rf"a-page\.md(:\d+)?: (.|\n)*{told}"):
        pages.read(path)
