from django.urls import path

from visualizer.views import build, sandbox

urlpatterns = [
    path("sandbox", sandbox, name="sandbox"),
    path("builds/<uuid:build>", build, name="build"),
]
