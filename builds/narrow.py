"""Limits of builds that are lower than the site's, as an exercise may set them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from builds.policy import Limits

Whole = Annotated[int, Meta(ge=1)]


class Narrower(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Each as in `policy.Limits`; None leaves the site's."""

    dockerfile_bytes: Whole | None = None
    files: Whole | None = None
    context_bytes: Whole | None = None
    build_args: Whole | None = None
    build_arg_bytes: Whole | None = None
    secrets: Whole | None = None
    secret_bytes: Whole | None = None
    steps: Whole | None = None
    stages: Whole | None = None
    layers: Whole | None = None
    wall_seconds: Whole | None = None
    log_bytes: Whole | None = None


AS_THEY_ARE = Narrower()


def narrowed(limits: Limits, by: Narrower) -> Limits:
    """Never wider: of two, the lower one counts."""
    chosen = msgspec.structs.asdict(by)
    lower = {name: min(value, getattr(limits, name)) for name, value in chosen.items() if value is not None}
    return msgspec.structs.replace(limits, **lower)
