"""The judge of what is said of changes that do not count: it must notice what is not true."""

from random import Random

import pytest

from builds.buildkit import Outcome
from builds.dockerfile import parse
from builds.events import Harmless, HarmlessKind, Planned, Reason, StepExplained, StepFinished
from builds.request import ContextFile
from tests.proofs.editing import harmless
from tests.proofs.harmless import false_claims, tells
from tests.proofs.laboratory import Built
from tests.proofs.project import Line, Project, Stage


def project() -> Project:
    lines = [Line("c", "COPY d1 /d1", "layer", "copy"), Line("r", "RUN echo 1", "layer", "run")]
    files = {"d1": ContextFile(text="1"), "u": ContextFile(text="2")}
    return Project(1, [], [Stage("lab/base", None, None, lines, set())], files, {}, None, set())


def cached(after: Project, step: int, change: Harmless) -> Built:
    """All of it cached, and one thing said of one step."""
    steps = parse(after.dockerfile()).steps
    ended = [StepFinished(index, None if index == 0 else True, 0.0) for index in range(len(steps))]
    told = StepExplained(step, Reason("cached_anyway", "", build="0", harmless=(change,)))
    return Built(after.request(), (Planned(steps), *ended, told), (), Outcome(0, "", None))


@pytest.mark.parametrize(
    ("maker", "what", "name", "step"),
    [
        (harmless.file_date, "mtime", "d1", 1),
        (harmless.comment, "comment", "#", 1),
        (harmless.network_default, "spelling", "RUN", 2),
        (harmless.argument_not_declared, "argument", "Uw", 1),
        (harmless.file_not_copied, "not_copied", "uw", 1),
    ],
)
def test_what_is_said_of_an_edit_is_true_of_it_and_of_no_other(
    maker: object, what: HarmlessKind, name: str, step: int
) -> None:
    before = project()
    assert callable(maker)
    for seed in range(20):  # until the edit is of what is asked
        edit = maker(Random(seed), before.copy(), "w")
        built = cached(edit.after, step, Harmless(what, name))
        if false_claims(before, edit.after, built, {"0": before}) == []:
            break
    else:
        raise AssertionError("what was told is true, and was not believed")
    assert tells(edit, built)
    other = cached(before, step, Harmless(what, name))
    assert len(false_claims(before, before, other, {"0": before})) == 1
    assert tells(edit, cached(edit.after, step, Harmless("linked", "step 1"))) is False


def test_what_is_copied_with_everything_is_not_said_to_stay_out() -> None:
    before = project()
    before.stages[0].lines[0].text = "COPY . /all"
    after = before.copy()
    after.files["u"] = ContextFile(text="3")
    built = cached(after, 1, Harmless("not_copied", "u"))
    assert len(false_claims(before, after, built, {"0": before})) == 1


def test_an_output_is_the_same_only_where_something_was_rebuilt() -> None:
    before = project()
    built = cached(before, 1, Harmless("same_output", "step 1"))
    assert len(false_claims(before, before, built, {"0": before})) == 1
