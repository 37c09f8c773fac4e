from django.urls import path

from labs.views import lab, start

urlpatterns = [
    path("", start, name="start"),
    path("labs/<slug:slug>", lab, name="lab"),
]
