"""Tells OpenAPI about bodies that msgspec, not the framework, reads and writes."""

from http import HTTPStatus
from typing import Any

import msgspec
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from api.problems import MEDIA_TYPE
from api.schemas import BODIES

REFERENCE = "#/components/schemas/{name}"


class Api(NinjaAPI):
    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        _, components = msgspec.json.schema_components(BODIES, ref_template=REFERENCE)
        schema["components"]["schemas"] = components
        return schema


def described(
    *faults: int, body: type[msgspec.Struct] | dict[str, Any] | None = None, **answers: dict[str, Any]
) -> dict[str, Any]:
    """An operation's `openapi_extra`: request `body` (a type, or as `json_of` has it), answers (`ok`,
    `created`, `accepted`) and `faults`."""
    statuses = {"ok": 200, "created": 201, "accepted": 202}
    responses = {
        statuses[name]: {"description": HTTPStatus(statuses[name]).phrase, **answer}
        for name, answer in answers.items()
    }
    for status in faults:
        problem = {"schema": reference("ProblemBody")}
        responses[status] = {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: problem}}
    extra: dict[str, Any] = {"responses": responses}
    if body is not None:
        asked = body if isinstance(body, dict) else json_of(reference(body.__name__))
        extra["requestBody"] = {"required": True, **asked}
    return extra


def json_of(schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {"content": {media_type: {"schema": schema}}}


def schema_of(union: object) -> dict[str, Any]:
    """Of types that are among BODIES, told from each other by their tag."""
    schemas, _ = msgspec.json.schema_components([union], ref_template=REFERENCE)
    return schemas[0]


def reference(name: str) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=name)}
