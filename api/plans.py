from django.http import HttpRequest, HttpResponse
from ninja import Router

from api.bodies import json_answer, read_body
from api.openapi import described, json_of, reference
from api.problems import ApiError
from api.schemas import PlanBody, PlannedStepBody, PlanRequest
from builds import policy
from builds.dockerfile import needed_stages, parse
from builds.instructions import DockerfileUnreadable
from builds.request import BuildRequest
from builds.services import RequestRefused, limits

router = Router(tags=["builds"])


@router.post(
    "",
    openapi_extra=described(400, 401, 403, 413, 422, body=PlanRequest, ok=json_of(reference("PlanBody"))),
)
def plan_build(request: HttpRequest) -> HttpResponse:
    """The steps of a Dockerfile, read but not built, to be predicted one by one."""
    body = read_body(request, PlanRequest)
    if problems := policy.check(BuildRequest(body.dockerfile, build_args=body.build_args), limits()):
        raise RequestRefused(problems)
    try:
        plan = parse(body.dockerfile, body.build_args)
    except DockerfileUnreadable as error:
        raise ApiError(422, f"The Dockerfile cannot be read: {error}", line=error.line) from None
    needed = needed_stages(plan)
    return json_answer(PlanBody([PlannedStepBody.of(step, needed) for step in plan.steps]))
