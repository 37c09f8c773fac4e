"""What passes between stages: which stay behind, and what is copied out of them."""

from collections.abc import Iterable, Mapping

from builds.dockerfile import Plan, needed_stages
from builds.events import ArtefactCopied, LayerRecorded
from builds.oci.listing import Change

PATHS = 50
"""Named of one copy; the rest is counted."""


def left_behind(plan: Plan, target: str | None) -> list[int]:
    """The stages that the image needs, but whose layers are not its own. One that another of them is built
    upon is left out: its layers are the lower ones of that pile."""
    behind = needed_stages(plan, target) - set(own_stages(plan, target))
    bases = {plan.stages[stage].base_stage for stage in behind}
    return sorted(behind - bases)


def own_stages(plan: Plan, target: str | None) -> list[int]:
    """The target's stage and those below it, one FROM upon the other."""
    stage = plan.stage(target) if target else plan.stages[-1]
    found: list[int] = []
    while stage is not None:
        found.append(stage.index)
        stage = plan.stages[stage.base_stage] if stage.base_stage is not None else None
    return found


def target_of(plan: Plan, stage: int) -> str | None:
    """What BuildKit is to be told to stop at that stage; None where another one has taken its name."""
    names = (plan.stages[stage].name, str(stage))
    return next((x for x in names if x and (found := plan.stage(x)) and found.index == stage), None)


def sources(plan: Plan) -> Mapping[int, str]:
    """By step, what each `COPY --from` names: a stage, by name or index, or an image."""
    flags = ((step, flag) for step, scope in enumerate(plan.scopes) for flag in scope.flags)
    copies = {step: flag.removeprefix("--from=") for step, flag in flags if flag.startswith("--from=")}
    return {step: source for step, source in copies.items() if plan.steps[step].keyword == "COPY"}


def copied(plan: Plan, layer: LayerRecorded, source: str, changes: Iterable[Change]) -> ArtefactCopied:
    """By the listing of the layer that the copy made. What is copied over equal files arrives, too; the
    directories around it do not count."""
    assert layer.step is not None  # noqa: S101  # a copy is a step
    arrived = [one for one in changes if one.change != "deleted" and one.type != "directory"]
    stage = plan.stage(source)
    return ArtefactCopied(
        step=layer.step,
        source=source,
        stage=stage.index if stage and stage.index < plan.steps[layer.step].stage_index else None,
        layer=layer.index,
        paths=tuple(one.path for one in arrived[:PATHS]),
        count=len(arrived),
        bytes=sum(one.size for one in arrived if one.type == "file"),
    )
