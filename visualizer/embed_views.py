"""The one page that any site may show in a frame: a shared build, to be looked at."""

import json
import uuid
from functools import partial

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from builds.access import find_shared
from builds.models import Operation

FRAMED = csp_replace({"frame-ancestors": ["*"]})


@require_safe
@xframe_options_exempt
@never_cache
def embed(request: HttpRequest, share: uuid.UUID) -> HttpResponseBase:
    """Knows no visitor, and has nothing to press that changes anything: a frame may lie under anything."""
    return FRAMED(partial(_page, share=share))(request)


def _page(request: HttpRequest, share: uuid.UUID) -> HttpResponse:
    try:
        operation = find_shared(share)
    except Operation.DoesNotExist:
        return render(request, "embed.html", {"boot": {}}, status=404)
    asked = json.loads(bytes(operation.request))
    build = {"share": str(share), "dockerfile": asked.get("dockerfile", ""), "files": {}}
    page = {"boot": {"shared": build}, "share": share, "recorded_at": operation.recorded_at}
    answer = render(request, "embed.html", page)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
