from django.urls import path

from labs.authoring import views as writing
from labs.checkup.views import checkup
from labs.checkup.views import stop as stop_checkup
from labs.classes import join_views
from labs.classes import views as classes
from labs.export_views import my_work
from labs.quiz.recorded_views import build, listed, picture
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
    path("recorded/<slug:name>/<int:variant>/<int:place>", build, name="proven"),
    path("recorded/<slug:name>/<int:variant>/<int:place>/files", listed, name="proven-files"),
    path("recorded/<slug:name>/<int:variant>/<int:place>/picture", picture, name="proven-picture"),
    path("answers/<uuid:answer>", answer, name="answer"),
    path("checkup", checkup, name="checkup"),
    path("checkup/stop", stop_checkup, name="checkup-stop"),
    path("my-work.zip", my_work, name="my-work"),
    path("join", join_views.enter_code, name="enter-code"),
    path("join/<slug:code>", join_views.join, name="join"),
    path("join/<slug:code>/leave", join_views.leave, name="leave"),
    path("exercises", writing.exercises, name="exercises"),
    path("exercises/preview", writing.preview, name="preview"),
    path("exercises/<uuid:written>", writing.write, name="write"),
    path("exercises/<uuid:written>/zip", writing.download, name="download-exercise"),
    path("exercises/<uuid:written>/proof", writing.proof, name="proof"),
    path("exercises/<uuid:written>/delete", writing.delete, name="delete-exercise"),
    path("classes", classes.classes, name="classes"),
    path("classes/plans/<int:step>", classes.lesson, name="plan"),
    path("classes/<uuid:classroom>", classes.classroom, name="class"),
    path("classes/<uuid:classroom>/board", classes.seats, name="board"),
    path("classes/<uuid:classroom>/grades.csv", classes.grade_book, name="grades"),
    path("classes/<uuid:classroom>/close", classes.close, name="close-class"),
    path("classes/<uuid:classroom>/warm", classes.warm, name="warm-class"),
    path("classes/<uuid:classroom>/delete", classes.delete, name="delete-class"),
    path("classes/<uuid:classroom>/dismiss/<int:participant>", classes.dismiss, name="dismiss"),
]
