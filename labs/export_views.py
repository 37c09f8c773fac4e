"""The download of one's own work."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from builds import learners, quotas
from labs import export

IN_MEMORY = 2**20
"""Bytes of a file before it goes to the disk."""


@require_safe
def my_work(request: HttpRequest) -> HttpResponseBase:
    learner = learners.arrive(request)
    quotas.take(quotas.downloads_by(learner))
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the response closes it)
    export.write(learner, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="layerlab-my-work.zip")
