"""What is read without building: pages of prose, takeaways, the glossary. The same for everybody."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from labs import catalogue, pages
from labs.course import course
from labs.fallback import Note, page_in
from labs.glossary import leading, terms
from labs.prose import html
from labs.shown import url


@require_safe
def page(request: HttpRequest, page: str) -> HttpResponse:
    found = pages.find(page)
    if found is None:
        raise Http404(f"no page {page}")
    return page_in(found.language, partial(_read, request, page))


def _read(request: HttpRequest, slug: str, untranslated: Note | None) -> HttpResponse:
    found = pages.find(slug)
    if found is None:
        raise Http404(f"no page {slug}")
    context = {
        "untranslated": untranslated,
        "page": found,
        "step": _step(found.front.step),
        "html": html(found.text, leading()),
        "proofs": [proof for slug in found.front.proofs if (proof := _place(slug))],
        "engine": pages.ENGINE,
        "next": pages.following(found),
    }
    return render(request, "read.html", context)


@require_safe
def takeaways(request: HttpRequest) -> HttpResponse:
    proven = [(one, _place(one.proof)) for one in course().takeaways]
    return render(request, "takeaways.html", {"takeaways": proven, "engine": pages.ENGINE})


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "glossary.html", {"terms": [(term, _place(term.where)) for term in terms()]})


def _place(slug: str) -> dict[str, str] | None:
    """Title, address and step of a lab or a page. A lab may have been withdrawn."""
    if exercise := catalogue.find(slug):
        return {"title": exercise.matter.title, "url": url(exercise), "step": _step(exercise.matter.step)}
    if found := pages.find(slug):
        return {"title": found.front.title, "url": found.url, "step": _step(found.front.step)}
    return None


def _step(number: int | None) -> str:
    return f"Step {number}" if number else "Before you begin" if number == 0 else "More"
