"""A script that does all that scripts can, on a real engine."""

from pathlib import Path

import pytest

from builds.models import Kind, Learner, Operation
from labs import loading, rehearsal
from tests.labs.exercises import MATTER, write

pytestmark = [
    pytest.mark.engine,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wired", "engine_settings"),
]

TASK = {
    **MATTER["tasks"][0],
    "wrong": [],
    "script": [
        {"do": "build", "id": "b1"},
        {"do": "build", "id": "b2", "dockerfile": "FROM lab/base\nRUN false\n", "may_fail": True},
        {"do": "build", "id": "b3", "append": "RUN echo {nonce} > /more\n", "no_cache": True},
        {"do": "run", "id": "c1", "keep": True, "command": ["sh", "-c", "echo hi; echo x > /etc/passwd"]},
        {"do": "diff", "id": "d1", "run": "c1"},
        {"do": "commit", "id": "b4", "run": "c1"},
        {"do": "run", "id": "c2", "build": "b4", "command": ["cat", "/etc/passwd"]},
        {"do": "run", "id": "c3"},
    ],
    "checks": [
        {"check": "build_fails", "build": "b2"},
        {"check": "shared_layers", "build": "b3", "other": "b1", "op": ">=", "n": 1},
        {"check": "same_image", "build": "b3", "other": "b1", "want": False},
        {"check": "container_diff", "run": "c1", "match": "^changed /etc/passwd$"},
        {"check": "upper_bytes", "run": "c1", "op": "<=", "n": 50_000},
        {"check": "layer_count", "build": "b4", "op": "==", "n": 2},
        {"check": "stdout", "id": "hi", "run": "c1", "match": "^hi$"},
        {"check": "stdout", "id": "x", "build": "b4", "run": "c2", "match": "^x$"},
    ],
}


def test_builds_containers_and_commits_are_facts_and_nothing_is_left_behind(tmp_path: Path) -> None:
    exercise = loading.load(write(tmp_path, {**MATTER, "tasks": [TASK]}))
    task, learner = exercise.tasks[0], Learner.objects.create()
    result = rehearsal.rehearse(task, task.solution, learner)
    assert [(one.id, one.found) for one in result.checks if not one.passed] == []
    kinds = [operation.kind for operation in Operation.objects.order_by("created_at")]
    assert kinds[-1] == Kind.REMOVE
    assert kinds.count(Kind.REMOVE) == 1


def test_what_was_kept_is_removed_also_where_the_script_is_cut_short(tmp_path: Path) -> None:
    failing = {"do": "build", "id": "b2", "dockerfile": "FROM lab/base\nRUN false\n"}
    script = [TASK["script"][0], TASK["script"][3], failing, TASK["script"][2]]
    task = {**TASK, "script": script, "checks": [{"check": "build_ok", "build": "b3"}]}
    exercise = loading.load(write(tmp_path, {**MATTER, "tasks": [task]}))
    result = rehearsal.rehearse(exercise.tasks[0], exercise.tasks[0].solution, Learner.objects.create())
    assert result.checks[0].found == "build b3 did not happen"
    assert Operation.objects.filter(kind=Kind.REMOVE, status="completed").count() == 1
