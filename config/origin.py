from typing import Any
from urllib.parse import ParseResult

from channels.security.websocket import OriginValidator
from django.conf import settings


class SameOrigin(OriginValidator):  # type: ignore[misc]  # channels is untyped
    """Lets pages of ALLOWED_HOSTS connect, and programs.

    Browsers always name an origin, so who names none is a program and cannot be a victim's browser.
    """

    def __init__(self, application: Any) -> None:
        super().__init__(application, settings.ALLOWED_HOSTS)

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))
