import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from builds.models import Learner
from labs.export import PARTS
from labs.models import Attempt, Card, CardAnswer, Prediction
from tests.api.callers import Browser
from tests.belongings import ASKED, EXERCISE, TASK, give_everything

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def work(browser: Client) -> dict[str, Any]:
    answer: Any = browser.get("/my-work.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="layerlab-my-work.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    assert {f"{name}.json" for name in PARTS} | {"README.txt"} == set(archive.namelist())
    return {name: json.loads(archive.read(f"{name}.json")) for name in PARTS}


def test_whoever_did_nothing_has_empty_lists() -> None:
    assert work(Browser()) == {name: [] for name in PARTS}


def test_all_that_somebody_did_is_in_it() -> None:
    browser = Browser()
    had = give_everything(browser.learner)
    found = work(browser)
    assert [one["id"] for one in found["operations"]].count(had.build) == 1
    assert {one["exercise"] for one in found["predictions"]} == {EXERCISE}
    assert [(one["exercise"], one["task"]) for one in found["attempts"]] == [(EXERCISE, TASK)]
    (answer,) = found["answers"]
    assert answer["question"] == ASKED
    assert "`RUN true`" in answer["text"]
    assert answer["said"]
    assert [one["question"] for one in found["review"]] == [ASKED]
    mine = {"learner": browser.learner}
    assert len(found["predictions"]) == Prediction.objects.filter(**mine).count()
    assert len(found["attempts"]) == Attempt.objects.filter(**mine).count()


def test_a_recording_is_where_it_says() -> None:
    browser = Browser()
    had = give_everything(browser.learner)
    build = next(one for one in work(browser)["operations"] if one["id"] == had.build)
    assert build["request"]["dockerfile"].startswith("# Only what the last stage needs")
    assert browser.get(build["recording"]).json()["format"] == "layerlab-recording"


def test_what_is_somebody_elses_is_not_in_it() -> None:
    give_everything(Browser().learner)
    assert work(Browser()) == {name: [] for name in PARTS}


def test_an_answer_to_a_question_that_left_the_bank_is_in_it() -> None:
    browser = Browser()
    card = Card.objects.create(learner=browser.learner, item="of-old", due=timezone.now())
    card.answers.create(turn=1, given=["x"], right=True, answered_at=timezone.now())
    (answer,) = work(browser)["answers"]
    assert (answer["question"], answer["given"]) == ("of-old", ["x"])
    assert CardAnswer.objects.count() == 1


def test_it_is_downloaded_so_many_times_a_minute(settings: Any) -> None:
    settings.DOWNLOADS_PER_MINUTE = 1
    browser = Browser()
    work(browser)
    assert browser.get("/my-work.zip").status_code == 429
    assert Learner.objects.count() == 1
