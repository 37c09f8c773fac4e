"""A build's owner makes a link to it, and takes it back."""

import uuid

from django.http import HttpResponse
from ninja import Router

from api.auth import LearnerRequest
from api.bodies import json_answer
from api.builds import find_build
from api.openapi import described, json_of, reference
from api.schemas import ShareBody
from builds import access

router = Router(tags=["shared"])


@router.post(
    "/{uuid:build}/share",
    response={201: None},
    openapi_extra=described(401, 403, 404, created=json_of(reference("ShareBody"))),
)
def share_build(request: LearnerRequest, build: uuid.UUID) -> HttpResponse:
    """Let whoever has the address look at the build. Asking again gives the same address."""
    share = access.share(find_build(request, build))
    return json_answer(ShareBody.of(share), 201)


@router.delete("/{uuid:build}/share", response={204: None}, openapi_extra=described(401, 403, 404))
def stop_sharing(request: LearnerRequest, build: uuid.UUID) -> HttpResponse:
    """The address shows nothing any more, and never will again."""
    access.revoke(find_build(request, build))
    return HttpResponse(status=204)
