"""Pages of the builds that prove the bank's answers: recorded once, the same for everybody."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from builds.oci.listing import Change
from builds.recording import Recording
from labs.facts import BuildFacts
from labs.quiz import recorded
from labs.quiz.changed import changed, contents

WORDS = {"built": "ran", "settings": "a setting, nothing to run", "skipped": "skipped, nobody needs it"}


@require_safe
def build(request: HttpRequest, name: str, variant: int, place: int) -> HttpResponse:
    found = _find(name, variant, place)
    requests = [one.request for one in recorded.builds(name, variant)]
    facts = recorded.facts(name, variant)[place]
    context = {
        "name": name,
        "variant": variant,
        "place": place,
        "builds": range(len(requests)),
        "recorded_at": datetime.fromtimestamp(found.recorded_at, UTC),
        "engine": found.engine.get("docker.io", "").partition("+")[0],
        "files": contents(requests[place]),
        "changes": changed(requests[place - 1], requests[place]) if place else [],
        "without_cache": requests[place].no_cache,
        "steps": _steps(facts),
    }
    return render(request, "proven.html", context)


@require_safe
def listed(request: HttpRequest, name: str, variant: int, place: int) -> HttpResponse:
    """What `<recorded-stack>` draws."""
    found, facts = _find(name, variant, place), recorded.facts(name, variant)[place]
    return _drawn(found, [[_file(change) for change in changes] for changes in facts.changes])


@require_safe
def picture(request: HttpRequest, name: str, variant: int, place: int) -> HttpResponse:
    """The same, but for what a question asks."""
    return _drawn(_find(name, variant, place), [])


def _find(name: str, variant: int, place: int) -> Recording:
    builds = recorded.builds(name, variant) if re.fullmatch("[a-z0-9-]{1,64}", name) else ()
    if place >= len(builds):
        raise Http404(f"no recorded build {name} {variant} {place}")
    return builds[place]


def _drawn(found: Recording, files: list[list[dict[str, Any]]]) -> HttpResponse:
    fields = {"note": found.note, "recorded_at": found.recorded_at, "events": found.events, "files": files}
    return HttpResponse(msgspec.json.encode(fields), content_type="application/json")


def _file(change: Change) -> dict[str, Any]:
    told = {
        name: getattr(change, name)
        for name in ("path", "change", "type", "size", "mode", "uid", "gid", "mtime")
    }
    more = {"target": change.target, "what": list(change.what) or None, "opaque": change.opaque or None}
    return told | {name: value for name, value in more.items() if value is not None}


def _steps(facts: BuildFacts) -> list[tuple[str, str, int | None]]:
    """Instruction, what became of it, and the bytes of the layer that it made, if it made one."""
    sizes = {layer.step: layer.size for layer in facts.state.layers}
    return [
        (step.instruction, "cached" if step.cached else WORDS.get(step.status, step.status), sizes.get(index))
        for index, step in enumerate(facts.state.steps)
    ]
