import uuid
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from ninja import Router

from api.auth import LearnerRequest
from api.bodies import json_answer
from api.builds import find_build, folded
from api.openapi import described, json_of, reference
from api.problems import ApiError
from api.schemas import ImageBody
from builds import imports
from builds.advice import over
from builds.models import Operation
from builds.oci.compression import LayerInvalid
from builds.oci.manifest import ImageInvalid

router = Router(tags=["images"])
IMAGE = json_of(reference("ImageBody"))
BINARY = {"type": "string", "format": "binary"}
FORM = {
    "required": True,
    "content": {"multipart/form-data": {"schema": {"type": "object", "properties": {"archive": BINARY}}}},
}


@router.post(
    "",
    response={201: None},
    openapi_extra=described(400, 401, 403, 413, 422, 429, created=IMAGE) | {"requestBody": FORM},
)
def import_images(request: LearnerRequest) -> HttpResponse:
    """Look at the images of an archive: `docker save`'s, old or new, or an OCI layout in a tar."""
    file = _file(request)
    try:
        kept = imports.keep_images(request.auth, cast(BinaryIO, file.file), file.name or "")
    except (ImageInvalid, LayerInvalid) as error:
        raise ApiError(422, f"This archive cannot be read: {error}.") from None
    body = ImageBody.of(folded(kept[0]), [str(operation.pk) for operation in kept])
    return json_answer(body, 201, {"Location": f"/api/builds/{kept[0].pk}"})


@router.delete("/{uuid:image}", response={204: None}, openapi_extra=described(401, 403, 404))
def delete_image(request: LearnerRequest, image: uuid.UUID) -> HttpResponse:
    """Delete what was imported. What was built here stays."""
    try:
        imports.forget(find_build(request, image))
    except Operation.DoesNotExist:
        raise ApiError(404, f"You have no image {image}.") from None
    return HttpResponse(status=204)


def _file(request: LearnerRequest) -> "UploadedFile[bytes]":
    """The form's one file, whatever its field is called."""
    came = (request.content_type or "nothing")[:80]
    if came != "multipart/form-data":
        raise ApiError(422, f"Send the archive as the one file of a multipart/form-data body; {came} came.")
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(files) != 1:
        raise ApiError(422, f"Send one file, the archive; {len(files)} came.")
    if (files[0].size or 0) > settings.IMAGE_BYTES:
        message = over("image_bytes", settings.IMAGE_BYTES, "The archive is too large", " bytes")
        raise ApiError(413, message, limit="image_bytes", value=settings.IMAGE_BYTES)
    return files[0]
