from typing import Any


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers 200 with the request's body."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
