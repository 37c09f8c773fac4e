import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http = get_asgi_application()  # sets Django up, so what follows may import models

from config.body_limit import BodyLimit  # noqa: E402
from config.body_room import BodyRoom  # noqa: E402
from config.headers import Headers  # noqa: E402
from config.origin import SameOrigin  # noqa: E402
from config.socket_limit import SocketLimit  # noqa: E402
from visualizer.routing import websocket_urlpatterns  # noqa: E402

FORM = 2**16  # what a form may add to the file in it
LARGER = {"/api/images": settings.IMAGE_BYTES + FORM}

application = ProtocolTypeRouter(
    {
        "http": Headers(BodyLimit(BodyRoom(http), settings.DATA_UPLOAD_MAX_MEMORY_SIZE, LARGER)),
        "websocket": SocketLimit(SameOrigin(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))),
    }
)
