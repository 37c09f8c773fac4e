from django.urls import path

from visualizer.views import build, home

urlpatterns = [
    path("", home, name="home"),
    path("builds/<uuid:build>", build, name="build"),
]
