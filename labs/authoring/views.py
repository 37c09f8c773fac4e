"""Pages on which instructors write exercises. Somebody else's is not there."""

import uuid
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from builds import bases
from builds.quotas import TooMany
from labs import catalogue
from labs.authoring import editions, proving, writing
from labs.authoring.editions import bounds
from labs.authoring.folder import Folder, FolderRefused, exercise_in
from labs.authoring.form import Fields, fields_of, filled, folder_of
from labs.authoring.models import Written
from labs.authoring.zipped import pack, unpack
from labs.classes.views import teaching
from labs.loading import FRONT_LINE, INDEX, ExerciseInvalid
from labs.prose import html


@require_http_methods(["GET", "HEAD", "POST"])
@teaching
def exercises(request: HttpRequest) -> HttpResponse:
    """One's own, and ways to another."""
    fault = ""
    if request.method == "POST":
        try:
            return redirect("write", _made(request).pk)
        except FolderRefused as refusal:
            fault = str(refusal)
    own = Written.objects.filter(author=request.user.pk).defer("folder")
    context = {"exercises": own, "course": catalogue.exercises(), "fault": fault, "sent": request.POST}
    return render(request, "authoring/exercises.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@teaching
def write(request: HttpRequest, written: uuid.UUID) -> HttpResponse:
    """Saving keeps faults, and tells them; what cannot be kept is shown as it was sent."""
    found = _own(request, written)
    folder = unpack(bytes(found.folder), bounds())
    if request.method != "POST":
        return _page(request, found, fields_of(folder), folder)
    sent = request.POST.dict()
    try:
        found = writing.save(found, folder_of(sent, folder))
        return _go_on(request, found) or redirect("write", found.pk)
    except ExerciseInvalid:  # as the page tells
        folder = unpack(bytes(found.folder), bounds())
        return _page(request, found, fields_of(folder), folder, status=422)
    except (FolderRefused, TooMany) as refusal:
        return _page(request, _own(request, written), filled(sent), folder, str(refusal), 422)


@require_safe
@teaching
def download(request: HttpRequest, written: uuid.UUID) -> HttpResponse:
    found = _own(request, written)
    answer = HttpResponse(
        pack(unpack(bytes(found.folder), bounds()), found.slug), content_type="application/zip"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.zip"'
    return answer


@require_safe
@teaching
def proof(request: HttpRequest, written: uuid.UUID) -> HttpResponse:
    """What came so far, for the page to show anew."""
    found = _own(request, written)
    latest = proving.latest(_author(request), bytes(found.folder))
    return render(request, "authoring/proof.html", {"proof": latest})


@require_POST
@teaching
def preview(request: HttpRequest) -> HttpResponse:
    """Markdown as learners will see it."""
    return HttpResponse(html(request.POST.get("markdown", "")), content_type="text/html; charset=utf-8")


@require_POST
@teaching
def delete(request: HttpRequest, written: uuid.UUID) -> HttpResponse:
    _own(request, written).delete()
    return redirect("exercises")


def _made(request: HttpRequest) -> Written:
    """Raises FolderRefused."""
    author, slug = _author(request), request.POST.get("slug", "").strip()
    archive = request.FILES.get("archive")
    if request.POST.get("make") == "zip":
        return writing.receive(author, archive.read() if isinstance(archive, UploadedFile) else b"")
    if original := request.POST.get("original"):
        return writing.copy(author, original, slug)
    return writing.begin(author, slug)


def _go_on(request: HttpRequest, found: Written) -> HttpResponse | None:
    """With what was saved. Raises ExerciseInvalid, FolderRefused, TooMany."""
    match request.POST.get("then"):
        case "publish":
            editions.publish(found)
        case "archive":
            editions.archive(found)
        case "prove":
            proving.ask(_author(request), bytes(found.folder))
    return None


def _page(
    request: HttpRequest, found: Written, fields: Fields, folder: Folder, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "written": found,
        "fields": fields,
        "refusal": refusal,
        "fault": None if refusal else _fault(folder),
        "preview": html(fields.prose),
        "proof": proving.latest(_author(request), bytes(found.folder)),
        "bases": bases.catalogue(),
        "link": request.build_absolute_uri(f"/labs/{found.slug}"),
    }
    return render(request, "authoring/write.html", context, status=status)


def _fault(folder: Folder) -> dict[str, Any] | None:
    """Where it is, as the form has it: the front matter's lines count without the one above them."""
    try:
        exercise_in(folder)
    except ExerciseInvalid as fault:
        path = fault.file.partition("/")[2]
        lines = folder[path].content.decode(errors="replace").splitlines() if path in folder else []
        line = fault.line if fault.line and fault.line <= len(lines) else None
        shown = line - FRONT_LINE if line and path == INDEX else line
        text = lines[line - 1].strip() if line else ""
        return {"path": path, "line": shown, "text": text, "field": fault.field, "message": fault.message}
    return None


def _own(request: HttpRequest, written: uuid.UUID) -> Written:
    found = Written.objects.filter(pk=written, author=request.user.pk).first()
    if found is None:
        raise Http404(f"no exercise {written} of this instructor")
    return found


def _author(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  # `teaching` asked
    return request.user
