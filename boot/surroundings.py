"""The environment that the site's programs get."""

import os
import sys

from boot.place import Place
from boot.settings import Settings
from engine.install import Engine

LEFT_OUT = ("XDG_", "SUDO_", "MAKE", "MFLAGS", "SSH_", "DBUS_")


def site_environment(settings: Settings, place: Place, engine: Engine | None, reason: str) -> dict[str, str]:
    """Ours, without what belongs to the person who started us. `reason` says why there is no engine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    own = {
        "HOME": str(place.var / "home"),
        "USER": place.account.name,
        "LOGNAME": place.account.name,
        "PATH": f"{sys.prefix}/bin:{os.environ.get('PATH', os.defpath)}",
        "HOST": settings.host,
        "PORT": str(settings.port),
        "VAR_DIR": str(settings.var),
        "CACHE_DIR": str(settings.cache),
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{settings.var}/db/db.sqlite3",
        "SECRETS_DIR": os.environ.get("SECRETS_DIR") or str(place.secrets),
        "ENGINE_SOCKET": str(place.engine_socket),
        "ENGINE_REASON": reason,
        "BUILDS_AT_ONCE": str(settings.builds_at_once),
        "SOCKET_FRAME_BYTES": str(settings.socket_frame_bytes),
    }
    if engine is not None:
        own["BUILDX"] = str(engine.buildx)
    return kept | own | _broker(settings, place)


def _broker(settings: Settings, place: Place) -> dict[str, str]:
    if settings.redis_url:
        return {}
    path = place.valkey_socket
    return {
        "OWN_VALKEY": "1",
        "REDIS_URL": f"unix://{path}?db=0",
        "CELERY_BROKER_URL": os.environ.get("CELERY_BROKER_URL") or f"redis+socket://{path}?virtual_host=0",
    }
