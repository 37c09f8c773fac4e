"""Terms are defined before they are used, and prose leads to them."""

import re
from collections.abc import Iterator

import pytest

from labs import catalogue, pages
from labs.course import course
from labs.exercise import Exercise
from labs.glossary import leading, pieces, terms
from labs.prose import html
from tests.labs.written import prose

CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
BEFORE = [page.slug for page in pages.pages() if page.front.step == 0]
PATH = sorted(
    [(page.front.step, page.front.order, page.slug) for page in pages.pages()]
    + [(one.matter.step or 99, one.matter.order, one.slug) for one in catalogue.exercises()]
)
PLACE = {slug: place for place, (_, _, slug) in enumerate(PATH)}
TEXTS = {page.slug: [page.front.title, page.front.summary, page.text] for page in pages.pages()}


def used(texts: Iterator[str] | list[str]) -> dict[str, str]:
    """The terms in them outside of code, each with the place that introduces it."""
    plain = (CODE.sub("", text) for text in texts)
    return {one.term.term: one.term.where for text in plain for one in pieces(text, terms()) if one.term}


@pytest.mark.parametrize("exercise", catalogue.exercises(), ids=lambda one: one.slug)
def test_no_exercise_uses_a_term_before_the_place_that_defines_it(exercise: Exercise) -> None:
    found = used(prose(exercise))
    assert {term: where for term, where in found.items() if PLACE[where] > PLACE[exercise.slug]} == {}


@pytest.mark.parametrize("read", pages.pages(), ids=lambda one: one.slug)
def test_no_page_uses_a_term_before_the_place_that_defines_it(read: pages.ProsePage) -> None:
    found = used(TEXTS[read.slug])
    assert {term: where for term, where in found.items() if PLACE[where] > PLACE[read.slug]} == {}


@pytest.mark.parametrize("slug", course().core)
def test_who_takes_the_core_path_alone_meets_no_term_that_something_else_defines(slug: str) -> None:
    exercise = catalogue.find(slug)
    assert exercise is not None
    met = {*BEFORE, *course().core}
    assert {term: where for term, where in used(prose(exercise)).items() if where not in met} == {}


def test_every_term_is_used_where_it_is_said_to_be_introduced() -> None:
    texts = TEXTS | {one.slug: list(prose(one)) for one in catalogue.exercises()}
    assert {term.term for term in terms() if term.term not in used(texts[term.where])} == set()


def test_terms_have_one_name_and_at_most_two_sentences() -> None:
    forms = [form.lower() for term in terms() for form in (term.term, *term.forms)]
    assert len(forms) == len(set(forms))
    assert [term.term for term in terms() if len(re.findall(r"[.?!](?:\s|$)", term.text)) > 2] == []


def test_the_first_occurrence_alone_leads_to_the_term() -> None:
    written = html("A layer, and Layers.", leading())
    assert written == '<p>A <a href="/glossary#layer" rel="noopener">layer</a>, and Layers.</p>'


def test_one_page_leads_to_a_term_once_over_all_of_its_texts() -> None:
    split = leading()
    assert "<a" in html("An image.", split)
    assert "<a" not in html("An image.", split)


@pytest.mark.parametrize(
    "markdown",
    ["`layer`", "    layer", "## A layer", "[layer](https://a.example)", "<abbr>layer</abbr>", "layered"],
)
def test_nothing_leads_away_from_code_headings_links_or_other_words(markdown: str) -> None:
    assert "/glossary" not in html(markdown, leading())


def test_the_longest_form_counts() -> None:
    found = [one.term.term for one in pieces("a secret mount of a base image", terms()) if one.term]
    assert found == ["secret mount", "base image"]
