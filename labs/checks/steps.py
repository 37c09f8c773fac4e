"""What became of the build and of its steps."""

import re
from typing import ClassVar

from labs.checks.check import Builds, Check, Counting, Seen, Text, listed, named
from labs.facts import BuildFacts, ran
from labs.saying import say


class BuildOk(Check, frozen=True, tag="build_ok"):
    needs_image: ClassVar[bool] = False

    def words(self) -> str:
        return say("The build succeeds")

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        return Seen(facts.built, ending(facts))


class BuildFails(Check, frozen=True, tag="build_fails"):
    """With an error that matches."""

    needs_image: ClassVar[bool] = False
    match: str = ""

    def words(self) -> str:
        return "The build fails"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        said = facts.state.error.message if facts.state.error else ""
        return Seen(facts.state.status == "failed" and bool(re.search(self.match, said)), ending(facts))


class StepsRun(Counting, frozen=True, tag="steps_run"):
    def words(self) -> str:
        return self.amount("steps run")

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        steps = ran(facts)
        return Seen(self.holds(len(steps)), listed(len(steps), "step ran", "steps ran", named(facts, steps)))


class StepCached(Check, frozen=True, tag="step_cached"):
    """Steps whose instruction matches: there is one, and all of them were cached."""

    match: Text

    def words(self) -> str:
        return f"Cached: {self.match}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        return _flags(facts, self.match, cached=True)


class StepRan(Check, frozen=True, tag="step_ran"):
    match: Text

    def words(self) -> str:
        return f"Not cached: {self.match}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        return _flags(facts, self.match, cached=False)


class StepExists(Check, frozen=True, tag="step_exists"):
    match: Text
    want: bool = True

    def words(self) -> str:
        return f"{'There is a' if self.want else 'No'} step {self.match}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        steps = facts.steps(self.match)
        found = listed(len(steps), "such step", "such steps", named(facts, steps))
        skipped = [] if steps else facts.skipped(self.match)
        rest = f"; skipped with its stage: {named(facts, skipped)}" if skipped else ""
        return Seen(bool(steps) == self.want, found + rest)


class StageAbsent(Check, frozen=True, tag="stage_absent"):
    """A stage that the Dockerfile has, and that was skipped."""

    stage: Text

    def words(self) -> str:
        return f"The stage {self.stage} is not built"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        steps = [step for step in facts.state.steps if step.stage == self.stage]
        if not steps:
            return Seen(False, f"there is no stage {self.stage}")
        skipped = all(step.status in ("skipped", "settings") for step in steps)
        return Seen(skipped, f"stage {self.stage} was {'skipped' if skipped else 'built'}")


class Dockerfile(Check, frozen=True, tag="dockerfile"):
    """Only to demand or forbid a form; never the only check."""

    needs_image: ClassVar[bool] = False
    match: Text
    want: bool = True

    def words(self) -> str:
        return f"The Dockerfile has {'' if self.want else 'no '}{self.match}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        text = facts.request.dockerfile
        place = re.search(self.match, text, re.MULTILINE | re.IGNORECASE)
        if place is None:
            return Seen(not self.want, "the Dockerfile has no such line")
        line = text.count("\n", 0, place.start() + len(place.group().rstrip()))
        return Seen(self.want, f"line {line + 1} is such: {text.split(chr(10))[line][:60]}")


def ending(facts: BuildFacts) -> str:
    error = facts.state.error
    endings = {
        "completed": say("the build completed"),
        "failed": say("the build failed"),
        "cancelled": say("the build cancelled"),
        "interrupted": say("the build interrupted"),
    }
    said = endings.get(facts.state.status, facts.state.status)
    return said + (f": {error.message[:200]}" if error else "")


def _became(facts: BuildFacts, index: int) -> str:
    """With the reason; of a step that ran because of one below, with that one's."""
    step = facts.state.steps[index]
    if step.cached:
        return "was cached"
    if step.reason is None:
        return "ran"
    if (culprit := step.reason.culprit) is not None and (first := facts.state.steps[culprit].reason):
        return f"ran because of {named(facts, [culprit])}: {first.text}"
    return f"ran: {step.reason.text}"


def _flags(facts: BuildFacts, pattern: str, cached: bool) -> Seen:
    indices = facts.steps(pattern)
    if not indices:
        return Seen(False, "there is no such step")
    said = [f"{named(facts, [index])} {_became(facts, index)}" for index in indices]
    right = all(facts.state.steps[index].cached is cached for index in indices)
    return Seen(right, "; ".join(said))
