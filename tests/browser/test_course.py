"""The course, walked by who predicts wrongly, asks for every hint and makes the mistakes that we know."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from labs.catalogue import LIBRARY
from labs.exercise import Context, Exercise, Task
from labs.loading import load_all
from labs.options import option_id
from tests.browser.conftest import BUILD_MS
from tests.size import FULL

pytestmark = [pytest.mark.engine, pytest.mark.browser]
WALKED = [one for one in load_all(LIBRARY) if FULL or one.slug in {"what-a-layer-is", "many-stages"}]
"""A short one, and one with three tasks; all of the course with PROVE=1."""
TASK_MS = 3 * BUILD_MS


@pytest.mark.parametrize("exercise", WALKED, ids=lambda one: one.slug)
def test_who_errs_everywhere_gets_through(page: Page, exercise: Exercise) -> None:
    page.goto(f"/labs/{exercise.slug}")
    for field in exercise.matter.inputs:
        page.get_by_label(field.label).fill("my cat is called Biscuit")
    _predict_wrongly(page, exercise)
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.locator("evidence-card .sentence")).to_be_visible(timeout=TASK_MS)
    expect(page.locator("lab-question").get_by_text("you said")).to_be_visible()
    for task in exercise.tasks:
        card = page.locator("li.task").filter(has=page.get_by_role("heading", name=task.matter.title))
        _ask_every_hint(card, task)
        for wrong in task.matter.wrong:
            _write(page, task.start, task.start.over(wrong.files))
            card.get_by_role("button", name="Check my answer").click()
            expect(card.locator(".attempt-status")).to_have_text(
                re.compile(r"^\d of \d checks passed"), timeout=TASK_MS
            )
            expect(card).to_contain_text(_beginning(wrong.feedback))
        _write(page, task.start, task.solution)
        card.get_by_role("button", name="Check my answer").click()
        expect(card.get_by_text("Solved", exact=True)).to_be_visible(timeout=TASK_MS)
        expect(card.get_by_role("button", name="Show a solution")).to_be_visible()
        card.get_by_role("button", name="Show a solution").click()
        expect(card.locator("pre.solution").first).to_be_visible()


def _predict_wrongly(page: Page, exercise: Exercise) -> None:
    question = exercise.matter.question
    assert question
    wrong = next(one.value for one in question.options if one.value != question.evidence.answer)
    page.locator(f"lab-question input[value='{option_id(exercise, question, wrong)}']").check()


def _ask_every_hint(card: Locator, task: Task) -> None:
    card.get_by_role("button", name="Work on this task").click()
    for level in (1, 2, 3):
        card.get_by_role("button", name=f"Hint {level} of 3").click()
    expect(card.locator(".hint")).to_have_count(3)
    expect(card.get_by_role("button", name="Show a solution")).to_be_hidden()


def _write(page: Page, start: Context, answer: Context) -> None:
    """Into the editor, which holds the task's start and what was written before."""
    page.get_by_role("tab", name="Dockerfile").click()
    page.get_by_role("textbox", name="Dockerfile").fill(answer.dockerfile)
    for path, file in answer.files.items():
        if start.files.get(path) == file:
            continue
        assert isinstance(file, str)
        if page.get_by_role("tab", name=path, exact=True).count() == 0:
            page.get_by_role("button", name="Add a file").click()
            page.get_by_role("textbox", name="File name").fill(path)
        else:
            page.get_by_role("tab", name=path, exact=True).click()
        page.get_by_role("textbox", name="Content").fill(file)


def _beginning(feedback: str) -> str:
    """Its first words, as they stand on the page."""
    return re.split(r"[`*“”'’\"]", feedback.strip("`* "))[0][:30].strip()
