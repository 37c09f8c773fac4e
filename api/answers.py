import msgspec
from django.http import HttpResponse


def json_answer(body: object, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    content = msgspec.json.encode(body)
    return HttpResponse(content, status=status, headers=headers, content_type="application/json")
