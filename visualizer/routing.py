from typing import Any

from django.urls import path, re_path

from visualizer.consumers import OperationConsumer, SharedConsumer, nowhere

elsewhere: Any = nowhere  # Django's own routes lead to views
websocket_urlpatterns = [
    path("ws/builds/<uuid:wanted>", OperationConsumer.as_asgi()),
    path("ws/operations/<uuid:wanted>", OperationConsumer.as_asgi()),
    path("ws/shared/<uuid:wanted>", SharedConsumer.as_asgi()),
    re_path("", elsewhere),
]
