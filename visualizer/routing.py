from django.urls import path

from visualizer.consumers import OperationConsumer

websocket_urlpatterns = [
    path("ws/builds/<uuid:operation>", OperationConsumer.as_asgi()),
    path("ws/operations/<uuid:operation>", OperationConsumer.as_asgi()),
]
