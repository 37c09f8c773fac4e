from django.urls import path

from labs.reading_views import glossary, page, takeaways
from labs.views import lab, start

urlpatterns = [
    path("", start, name="start"),
    path("labs/<slug:slug>", lab, name="lab"),
    path("read/<slug:page>", page, name="read"),
    path("takeaways", takeaways, name="takeaways"),
    path("glossary", glossary, name="glossary"),
]
