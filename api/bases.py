from django.http import HttpRequest, HttpResponse
from ninja import Router

from api.bodies import json_answer
from api.openapi import described, json_of, reference
from api.schemas import BaseImageBody
from builds.bases import catalogue

router = Router(tags=["builds"])


@router.get(
    "", openapi_extra=described(401, ok=json_of({"type": "array", "items": reference("BaseImageBody")}))
)
def list_base_images(request: HttpRequest) -> HttpResponse:
    """What a Dockerfile may start FROM, the smallest first."""
    offer = [BaseImageBody(image.name, image.description, image.size, image.layers) for image in catalogue()]
    return json_answer(offer)
