"""What became of the build, its steps and its stages."""

from labs.deciding.fact import Deciding, Found
from labs.facts import BuildFacts, ran


class Outcome(Deciding, frozen=True, tag="outcome"):
    """ "built" or "failed"."""

    def find(self, facts: BuildFacts) -> Found | None:
        if facts.built or facts.state.status == "failed":
            return self._found("The build", "built" if facts.built else "failed")
        return None


class StepsRun(Deciding, frozen=True, tag="steps_run"):
    """How many steps were not cached."""

    def find(self, facts: BuildFacts) -> Found | None:
        steps = ran(facts)
        return self._found("Steps that ran", str(len(steps)), steps=steps)


class Step(Deciding, frozen=True, tag="step"):
    """ "cached" or "rebuilt": the first step whose instruction matches."""

    match: str

    def find(self, facts: BuildFacts) -> Found | None:
        for index in facts.steps(self.match):
            step = facts.state.steps[index]
            return self._found(step.instruction, "cached" if step.cached else "rebuilt", steps=[index])
        return None


class Stage(Deciding, frozen=True, tag="stage"):
    """ "built" or "skipped"."""

    stage: str

    def find(self, facts: BuildFacts) -> Found | None:
        steps = [index for index, step in enumerate(facts.state.steps) if step.stage == self.stage]
        if not steps:
            return None
        skipped = all(facts.state.steps[index].status in ("skipped", "settings") for index in steps)
        return self._found(f"Stage {self.stage}", "skipped" if skipped else "built", steps=steps)
