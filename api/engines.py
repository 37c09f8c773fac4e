from django.conf import settings
from django.http import HttpResponse
from ninja import Router

from api.auth import LearnerRequest
from api.openapi import described
from api.problems import ApiError
from builds import engines
from builds.services import NoEngine
from engine.client import EngineRefused

router = Router(tags=["engine"])


@router.post("/reset", response={204: None}, openapi_extra=described(401, 403, 409, 503))
def reset_engine(request: LearnerRequest) -> HttpResponse:
    """Throw away everything on the caller's engine: cache, images, containers, registry. The next build is
    cold; what was recorded of earlier ones stays. Where there is no engine yet, nothing happens."""
    if settings.ENGINE_REASON:
        raise NoEngine(settings.ENGINE_REASON)
    try:
        engines.reset(request.auth)
    except engines.InUse as busy:
        raise ApiError(409, str(busy)) from None
    except EngineRefused as refusal:
        raise ApiError(503, f"The engine could not be reset: {refusal}") from None
    return HttpResponse(status=204)
