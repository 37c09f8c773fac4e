"""The download of one's own work."""

import io

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from builds import learners, quotas
from labs import export


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    learner = learners.arrive(request)
    quotas.take(quotas.downloads_by(learner))
    packed = io.BytesIO()
    export.write(learner, packed)
    disposition = {"Content-Disposition": 'attachment; filename="layerlab-my-work.zip"'}
    return HttpResponse(packed.getvalue(), content_type="application/zip", headers=disposition)
