"""The site in another language than English: who gets which, and that nothing is left out."""

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation import deactivate

from boot.catalogues import catalogues, compile_catalogue, renewed

pytestmark = pytest.mark.django_db(transaction=True)
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
PLACES = re.compile(r"%\(\w+\)s|\{\w*\}|<[^>]+>")
SAME = re.compile(r"Layerlab|English|Deutsch|Labs?|Quiz|Sandbox|Images|Multi-Stage-Builds|[\d\W]*|\d+ min|·")
"""What is said the same way in both languages: names, and words that German has taken over."""


class Texts(HTMLParser):
    """What a page says: its texts, and the attributes that are read aloud or shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in ("script", "code")
        said = [value for name, value in attrs if name in ("aria-label", "title", "placeholder", "content")]
        self.found.update(
            value for value in said if value and "width=" not in value and value != "light dark"
        )

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.found.add(" ".join(data.split()))


def untranslated(path: str) -> set[str]:
    """What the German page says in the very words of the English one."""
    english, german = Client().get(path), Client().get(path, headers=GERMAN)
    same = Texts(english.content.decode()).found & Texts(german.content.decode()).found
    return {text for text in same if not SAME.fullmatch(text)}


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    for path in catalogues():
        compile_catalogue(path)


@pytest.fixture(autouse=True)
def nothing_said_afterwards() -> Iterator[None]:
    """A test's client answers in the test's own thread, whose language then stays the last page's."""
    yield
    deactivate()


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.stem)
def test_a_catalogue_is_in_step_with_the_sources(path: Path) -> None:
    """Where it is not, `make messages` brings it there, and somebody has to translate what is new."""
    assert renewed(path) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.stem)
def test_every_message_is_translated_with_all_its_places(path: Path) -> None:
    for message in read_po(io.BytesIO(path.read_bytes())):
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        assert all(said), f"{message.id!r} has no translation"
        for text, source in zip(said, sources, strict=True) if message.id else ():
            assert set(PLACES.findall(text)) == set(PLACES.findall(source)), f"{text!r} for {source!r}"


@pytest.mark.parametrize("path", ["/"])
def test_a_german_page_says_nothing_in_english(path: str) -> None:
    assert untranslated(path) == set()


def test_a_browser_gets_the_language_that_it_asks_for() -> None:
    answer = Client().get("/", headers=GERMAN)
    assert '<html lang="de">' in answer.content.decode()
    assert answer.headers["Content-Language"] == "de"
    assert {"Accept-Language", "Cookie"} <= set(re.split(r", *", answer.headers["Vary"]))


@pytest.mark.parametrize("wanted", ["", "en", "fr", "en-GB,de;q=0.5", "*", "de" * 600])
def test_whoever_asks_for_another_one_gets_english(wanted: str) -> None:
    assert '<html lang="en">' in Client().get("/", headers={"Accept-Language": wanted}).content.decode()


def test_a_language_chosen_is_kept_and_counts_more_than_the_browsers() -> None:
    client = Client(headers={"Accept-Language": "en"})
    answer = client.post("/language", {"language": "de", "next": "/glossary?x=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/glossary?x=1")
    cookie = answer.cookies["language"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert '<html lang="de">' in client.get("/").content.decode()
    client.post("/language", {"language": "en"})
    assert '<html lang="en">' in client.get("/", headers=GERMAN).content.decode()


@pytest.mark.parametrize("language", ["xx", "../etc", "de\r\nSet-Cookie: a=b", ""])
def test_what_is_no_language_is_not_kept(language: str) -> None:
    assert "language" not in Client().post("/language", {"language": language, "next": "/"}).cookies


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_choosing_a_language_leads_to_no_other_site(elsewhere: str) -> None:
    answer = Client().post("/language", {"language": "de", "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_no_other_site_chooses_the_language() -> None:
    assert Client(enforce_csrf_checks=True).post("/language", {"language": "de"}).status_code == 403


def test_a_page_that_is_not_translated_is_english_as_a_whole_and_says_so() -> None:
    answer = Client().get("/labs/fingerprints", headers=GERMAN)
    page = answer.content.decode()
    assert '<html lang="en">' in page
    assert answer.headers["Content-Language"] == "en"
    assert '<p class="banner" lang="de">' in page
    assert "Fingerprints" in page
    assert "words/de.js" not in page


@pytest.mark.parametrize(
    "path", ["/sandbox", "/quiz/1", "/review", "/takeaways", "/glossary", "/images", "/compare"]
)
def test_so_is_a_page_whose_words_are_not_translated(path: str) -> None:
    answer = Client().get(path, headers=GERMAN)
    assert '<html lang="en">' in answer.content.decode()
    assert answer.headers["Content-Language"] == "en"
    assert '<p class="banner" lang="de">' in answer.content.decode()
    assert '<p class="banner" lang="de">' not in Client().get(path).content.decode()


def test_the_words_of_a_language_are_the_same_for_everybody_and_kept_for_a_minute() -> None:
    english, german = (Client().get("/words/de.js", headers={"Accept-Language": one}) for one in ("en", "de"))
    assert english.content == german.content
    assert (english.headers["Content-Language"], english.headers["Cache-Control"]) == (
        "de",
        "public, max-age=60",
    )
    again = Client().get("/words/de.js", headers={"If-None-Match": english.headers["ETag"]})
    assert again.status_code == 304
    assert Client().get("/words/xx.js").status_code == 404


def test_an_exercise_that_is_not_translated_is_english_also_where_a_script_asks_for_it() -> None:
    client = Client(headers=GERMAN)
    client.get("/")
    english = client.get("/api/exercises/fingerprints").json()
    assert (english["title"], client.get("/api/exercises/what-a-layer-is").json()["title"]) == (
        "Fingerprints",
        "Was ein Layer ist",
    )
