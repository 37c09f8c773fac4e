import re
from collections.abc import Iterator
from typing import Any

from django.test import Client


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from ([node["$ref"]] if "$ref" in node else [])
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from references(part)


def test_the_description_is_open_and_whole(visitor: Client) -> None:
    schema = visitor.get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    components = schema["components"]["schemas"]
    for reference in references(schema):
        assert reference.removeprefix("#/components/schemas/") in components
    assert schema["paths"]["/api/builds"]["post"]["requestBody"]["required"]
    assert set(schema["components"]["securitySchemes"]) == {"ByToken", "BySession"}


def test_the_description_answers_reads_alone(visitor: Client) -> None:
    assert visitor.head("/api/openapi.json").status_code == 200
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"):
        answer = Client().generic(method, "/api/openapi.json")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_every_parameter_in_a_path_is_described(visitor: Client) -> None:
    for path, operations in visitor.get("/api/openapi.json").json()["paths"].items():
        for operation in operations.values():
            named = {item["name"] for item in operation["parameters"] if item["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
            assert operation["responses"]
            assert len([status for status in operation["responses"] if int(status) < 300]) == 1
