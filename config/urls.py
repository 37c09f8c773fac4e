from django.contrib import admin
from django.urls import include, path

from api.health import healthz, readyz
from api.metrics import metrics
from api.site import api

urlpatterns = [
    path("api/", api.urls),
    path("admin/", admin.site.urls),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("", include("accounts.urls")),
    path("", include("labs.urls")),
    path("", include("visualizer.urls")),
]
