import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from builds import log
from builds.events import Completed
from builds.models import Learner, Operation
from builds.request import BuildRequest
from labs.models import Attempt, Prediction
from tests.api.callers import Browser, problem_of
from tests.builds.operations import queued
from tests.valkey_fixtures import WorkQueue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
LAB = "/api/exercises/what-a-layer-is"
START = {"dockerfile": "FROM lab/base\nRUN true\n", "files": {}}


def exercise(caller: Browser) -> dict[str, Any]:
    return dict(caller.get(LAB).json())


def build(caller: Browser, prediction: object = None, **fields: object) -> Any:
    return caller.send(
        "/api/builds", START | {"exercise": "what-a-layer-is", "prediction": prediction} | fields
    )


def end(identifier: str) -> None:
    """As if a worker had built it."""
    from builds import claims
    from builds.events import Started

    operation = claims.claim(Operation.objects.get(pk=identifier).pk)
    assert operation is not None
    log.append(operation.pk, operation.claim, [Started(1, {}), Completed(1.0)])


def test_the_course_is_listed_in_order(caller: Browser) -> None:
    entries = caller.get("/api/exercises").json()
    assert [entry["slug"] for entry in entries][:2] == ["what-a-layer-is", "its-still-there"]
    assert entries[0]["url"] == "/labs/what-a-layer-is"
    assert entries[0]["tasks"] == ["settings"]


def test_nothing_that_gives_the_answer_away_is_there_before_a_prediction(caller: Browser) -> None:
    shown = exercise(caller)
    assert (shown["unlocked"], shown["outcome"], shown["tasks"], shown["edits"]) == (False, None, [], [])
    assert "evidence" not in json.dumps(shown)
    assert {key for option in shown["question"]["options"] for key in option} == {"id", "html"}


def test_a_prediction_is_committed_with_the_build_and_unlocks_the_rest_when_that_has_ended(
    caller: Browser,
) -> None:
    question = exercise(caller)["question"]
    chosen = question["options"][0]["id"]
    answer = build(caller, {"question": question["id"], "answer": chosen, "confidence": 2})
    assert answer.status_code == 201
    shown = exercise(caller)
    assert shown["unlocked"] is False
    (made,) = shown["predictions"]
    assert (made["answer"], made["confidence"], made["skipped"]) == (chosen, 2, False)
    end(answer.json()["id"])
    shown = exercise(caller)
    assert shown["unlocked"] is True
    assert shown["outcome"].startswith("<h2>")
    assert [task["id"] for task in shown["tasks"]] == ["settings"]
    assert shown["edits"][0]["result"]["dockerfile"].count("RUN") == 2


def test_an_answer_is_locked(caller: Browser) -> None:
    question = exercise(caller)["question"]
    first, second = (option["id"] for option in question["options"][:2])
    build(caller, {"question": question["id"], "answer": first})
    again = build(caller, {"question": question["id"], "answer": second})
    assert "first answer stays" in problem_of(again, 409)["detail"]
    assert Operation.objects.count() == 1
    assert build(caller).status_code == 201


def test_a_build_that_is_rolled_back_leaves_no_secret(
    caller: Browser, settings: Settings, tmp_path: Path
) -> None:
    settings.SECRETS_DIR = tmp_path / "secrets"
    question = exercise(caller)["question"]
    said = {"question": question["id"], "answer": question["options"][0]["id"]}
    answers = [build(caller, said, secrets={"token": "hunter22"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert [path.name for path in settings.SECRETS_DIR.iterdir()] == [Operation.objects.get().pk.hex]


def test_building_without_a_prediction_is_recorded_as_skipped_once(caller: Browser) -> None:
    build(caller)
    build(caller)
    assert list(Prediction.objects.values_list("question", "skipped")) == [("how-many", True), ("", False)]


def test_guesses_about_steps_may_come_each_time(caller: Browser) -> None:
    for guess in ("cached", "rebuilt"):
        assert build(caller, {"steps": {"1": guess}}).status_code == 201
    assert [made["steps"] for made in exercise(caller)["predictions"]] == [{"1": "cached"}, {"1": "rebuilt"}]


@pytest.mark.parametrize(
    ("prediction", "words"),
    [
        ({"question": "other", "answer": "x"}, "other"),
        ({"question": "how-many", "answer": "3"}, "no option"),
        ({"answer": "x"}, "question"),
        ({"question": "how-many", "confidence": 4}, "confidence"),
        ({"steps": {"one": "cached"}}, "one"),
        ({"steps": {"1": "maybe"}}, "maybe"),
        ("3", "object"),
    ],
    ids=str,
)
def test_a_prediction_that_fits_nothing_is_refused_and_nothing_is_built(
    caller: Browser, prediction: object, words: str
) -> None:
    assert words in json.dumps(problem_of(build(caller, prediction), 422))
    assert not Operation.objects.exists()


def test_a_refused_build_commits_nothing(caller: Browser) -> None:
    answer = build(caller, {"steps": {}}, dockerfile="FROM lab/base\nRUN --security=insecure x\n")
    assert problem_of(answer, 422)["line"] == 2
    assert not Prediction.objects.exists()


def test_what_is_stored_of_the_request_knows_nothing_of_lessons(caller: Browser) -> None:
    build(caller)
    assert set(json.loads(bytes(Operation.objects.get().request))) <= {"dockerfile", "files"}


def test_evidence_waits_for_the_end_and_belongs_to_exercises_only(caller: Browser) -> None:
    started = build(caller).json()["id"]
    assert caller.get(f"/api/builds/{started}/evidence").json()["ready"] is False
    free = caller.send("/api/builds", START).json()["id"]
    problem_of(caller.get(f"/api/builds/{free}/evidence"), 404)
    problem_of(caller.get(f"/api/builds/{queued().pk}/evidence"), 404)


def test_a_build_that_decides_nothing_leaves_the_question_to_the_next_one(caller: Browser) -> None:
    first = build(caller).json()["id"]
    end(first)
    told = caller.get(f"/api/builds/{first}/evidence").json()
    assert (told["ready"], told["question"], told["verdict"]) == (True, "how-many", "undecided")


def test_hints_come_one_by_one(caller: Browser) -> None:
    assert caller.get(f"{LAB}/tasks/settings/hints/1").json()["level"] == 1
    problem_of(caller.get(f"{LAB}/tasks/settings/hints/4"), 404)
    problem_of(caller.get(f"{LAB}/tasks/none/hints/1"), 404)


def test_a_solution_is_shown_only_after_trying(caller: Browser) -> None:
    def judged(*statuses: str) -> None:
        for status in statuses:
            Attempt.objects.create(
                learner=caller.learner,
                exercise="what-a-layer-is",
                task="settings",
                status=status,
                passed=False if status == "graded" else None,
                result=b'{"checks": [], "feedback": null}' if status == "graded" else None,
                request=b"{}",
            )

    judged("graded", "stopped", "queued")
    problem_of(caller.get(f"{LAB}/tasks/settings/solution"), 403)
    judged("graded")
    files = caller.get(f"{LAB}/tasks/settings/solution").json()["files"]
    assert list(files) == ["Dockerfile"]
    assert "ENV MODE=prod" in files["Dockerfile"]
    problem_of(caller.get(f"{LAB}/tasks/none/solution"), 404)


def test_an_attempt_is_queued_with_its_first_build(caller: Browser, work_queue: WorkQueue) -> None:
    answer = caller.send(f"{LAB}/attempts", START | {"task": "settings"})
    assert answer.status_code == 202
    body = caller.get(answer.headers["Location"]).json()
    assert (body["status"], body["passed"], body["checks"]) == ("queued", None, [])
    assert [one["label"] for one in body["builds"]] == ["b1"]
    assert work_queue.sent() == [str(Operation.objects.get().pk)]


def test_an_attempt_of_somebody_else_is_not_there(caller: Browser) -> None:
    other = Attempt.objects.create(
        learner=Learner.objects.create(), exercise="what-a-layer-is", task="settings", request=b"{}"
    )
    problem_of(caller.get(f"{LAB}/attempts/{other.pk}"), 404)


def test_what_is_not_in_the_course_is_not_found(caller: Browser) -> None:
    problem_of(caller.get("/api/exercises/none"), 404)
    problem_of(caller.send("/api/exercises/none/attempts", START | {"task": "x"}), 404)
    problem_of(caller.send(f"{LAB}/attempts", START | {"task": "none"}), 404)


def test_an_attempt_takes_no_secrets(caller: Browser) -> None:
    answer = caller.send(f"{LAB}/attempts", START | {"task": "settings", "secrets": {"token": "hunter22"}})
    assert "secrets" in problem_of(answer, 422)["detail"]
    problem_of(caller.send("/api/builds", START | {"exercise": "none"}), 422)


def test_a_dockerfile_is_planned_without_being_built(caller: Browser) -> None:
    dockerfile = "FROM lab/base AS unused\nRUN true\nFROM lab/base\nENV A=1\nRUN ls\n"
    steps = caller.send("/api/plans", {"dockerfile": dockerfile}).json()["steps"]
    assert [(step["keyword"], step["predictable"]) for step in steps] == [
        ("FROM", False),
        ("RUN", False),
        ("FROM", False),
        ("ENV", False),
        ("RUN", True),
    ]
    assert not Operation.objects.exists()
    assert problem_of(caller.send("/api/plans", {"dockerfile": "RUN true\n"}), 422)["line"] == 1


def test_pages_show_the_course_and_a_lab(caller: Browser) -> None:
    assert "/labs/what-a-layer-is" in caller.get("/").text
    build(caller)
    page = caller.get("/labs/what-a-layer-is")
    boot = json.loads(page.text.partition('<script id="boot" type="application/json">')[2].partition("</")[0])
    assert boot["exercise"] == json.loads(json.dumps(exercise(caller)))
    assert BuildRequest(boot["build"]["dockerfile"]).dockerfile == START["dockerfile"]
    assert caller.get("/labs/none").status_code == 404


def test_authors_get_the_schema_of_the_front_matter(caller: Browser) -> None:
    assert "step_cached" in caller.get("/api/exercises/schema.json").text
