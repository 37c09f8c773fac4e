"""Who calls: a browser session, under CSRF protection, or a program with a token."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from accounts.models import use
from builds import learners
from builds.models import Learner


class LearnerRequest(HttpRequest):
    """A request that passed one of the ways in below."""

    auth: Learner


class BySession(APIKeyCookie):
    """The session cookie that a page sets on arrival. Unsafe calls need the `X-CSRFToken` header too."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        """Checks CSRF only where a session is used: who has none needs to hear that first."""
        return super()._get_key(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Learner | None:
        return learners.current(request.user, request.session)


class ByToken(HttpBearer):
    """`Authorization: Bearer TOKEN`, as the account page or `manage.py create_token` shows it once."""

    openapi_description = (
        "Made on the account page, shown once, revoked there. "
        "It may do what its user may, and sees what is theirs."
    )

    def authenticate(self, request: HttpRequest, token: str) -> Learner | None:
        return use(token)
