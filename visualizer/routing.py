from django.urls import path

from visualizer.consumers import OperationConsumer, SharedConsumer

websocket_urlpatterns = [
    path("ws/builds/<uuid:wanted>", OperationConsumer.as_asgi()),
    path("ws/operations/<uuid:wanted>", OperationConsumer.as_asgi()),
    path("ws/shared/<uuid:wanted>", SharedConsumer.as_asgi()),
]
