from django.urls import path

from visualizer.views import build, sandbox, shared

urlpatterns = [
    path("sandbox", sandbox, name="sandbox"),
    path("builds/<uuid:build>", build, name="build"),
    path("shared/<uuid:share>", shared, name="shared"),
]
