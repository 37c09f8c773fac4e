"""The steps and the sheets of a recorded build, each with whether it is to be marked."""

from collections.abc import Iterator

from builds.state import LayerState, StepState
from labs.facts import BuildFacts
from labs.quiz.item import Choice, Marks, MarkSheets, MarkSteps


def asked_steps(facts: BuildFacts) -> list[int]:
    """By index: all but those that fetch a base."""
    return [index for index, step in enumerate(facts.state.steps) if step.keyword != "FROM"]


def steps(item: MarkSteps, facts: BuildFacts) -> Iterator[Choice]:
    for index in asked_steps(facts):
        yield _choice(item, index, _code(facts.state.steps[index]), _is_step(item, index, facts))


def sheets(item: MarkSheets, facts: BuildFacts) -> Iterator[Choice]:
    """From the lowest."""
    wanted = set(_wanted(item, facts))
    for layer in facts.state.layers:
        yield _choice(item, layer.index, _name(layer, facts), layer.index in wanted)


def _choice(item: Marks, index: int, text: str, right: bool) -> Choice:
    return Choice(text=text, why=item.why if right else item.why_not, right=right, value=str(index))


def _is_step(item: MarkSteps, index: int, facts: BuildFacts) -> bool:
    step = facts.state.steps[index]
    match item.marks:
        case "ran":
            return step.cached is False
        case "cached":
            return step.cached is True
        case "skipped":
            return step.status == "skipped"
        case "layer":
            return any(layer.step == index for layer in facts.state.layers)
        case "empty":
            return any(layer.step == index and layer.empty for layer in facts.state.layers)


def _wanted(item: MarkSheets, facts: BuildFacts) -> list[int]:
    path = item.path.strip("/")
    match item.marks:
        case "holds":
            return facts.holders(path)
        case "reads":
            return facts.holders(path)[-1:] if facts.visible(path) else []
        case "covers":
            return [
                index
                for index, changes in enumerate(facts.changes)
                if any(change.path == path and change.change == "deleted" for change in changes)
            ]
        case "shared":
            theirs = {layer.digest for layer in facts.before.state.layers} if facts.before else set()
            return [layer.index for layer in facts.state.layers if layer.digest in theirs]


def _name(layer: LayerState, facts: BuildFacts) -> str:
    """Its step's instruction; of a base with several layers also which of them it is."""
    if layer.step is None:
        return "a layer of the base"
    mine = [one.index for one in facts.state.layers if one.step == layer.step]
    place = f" ({mine.index(layer.index) + 1} of {len(mine)})" if len(mine) > 1 else ""
    return _code(facts.state.steps[layer.step]) + place


def _code(step: StepState) -> str:
    return f"line {step.line}: `{step.instruction}`"
