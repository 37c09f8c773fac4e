from django.urls import path

from visualizer.comparison_views import compare
from visualizer.embed_views import embed
from visualizer.image_views import images
from visualizer.language_views import choose, words
from visualizer.operation_views import cancel, operation, operations
from visualizer.views import build, sandbox, shared

urlpatterns = [
    path("sandbox", sandbox, name="sandbox"),
    path("builds/<uuid:build>", build, name="build"),
    path("compare", compare, name="compare"),
    path("embed/<uuid:share>", embed, name="embed"),
    path("images", images, name="images"),
    path("language", choose, name="set_language"),
    path("operations", operations, name="operations"),
    path("operations/<uuid:operation>", operation, name="operation"),
    path("operations/<uuid:operation>/cancel", cancel, name="cancel_operation"),
    path("shared/<uuid:share>", shared, name="shared"),
    path("words/<slug:language>.js", words, name="words"),
]
