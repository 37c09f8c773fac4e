from django.urls import path

from labs.quiz.views import answer, due, earlier, quiz, submit
from labs.reading_views import glossary, page, takeaways
from labs.views import lab, start

urlpatterns = [
    path("", start, name="start"),
    path("labs/<slug:slug>", lab, name="lab"),
    path("read/<slug:page>", page, name="read"),
    path("takeaways", takeaways, name="takeaways"),
    path("glossary", glossary, name="glossary"),
    path("quiz/<int:step>", quiz, name="quiz"),
    path("quiz/<int:step>/earlier", earlier, name="earlier"),
    path("review", due, name="review"),
    path("questions/<slug:item>", submit, name="question"),
    path("answers/<uuid:answer>", answer, name="answer"),
]
