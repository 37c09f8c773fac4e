"""Edits of a Dockerfile that made a step run again: other words, another flag, another base."""

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from builds.dockerfile import SCRATCH, Plan
from builds.events import Reason
from builds.reasons.inputs import Input, Inputs
from builds.reasons.past import Near, Past, alike
from builds.reasons.words import clip, clip_both, listed, quote, replaced_said, unsure

EVIDENCE = 400
"""Characters of an instruction kept as evidence."""
_VARIABLE = re.compile(r"\$\{?(\w+)")


def other_words(own: Input, plan: Plan, texts: Sequence[str], near: Sequence[Near]) -> Reason | None:
    """`texts` are all instructions of its stage. Of the newest build whose stage is like it: the instruction
    that this one came for, if it came for one."""
    planned = plan.steps[own.step]
    rest = Counter(texts) - Counter([own.instruction])
    for _, group in groupby(near, key=lambda other: other.past.id):
        there = list(group)
        like = [x for x in there if alike(rest, Counter(x.stage_texts) - Counter([x.step.instruction]))]
        if not like:
            continue
        stage = max(like, key=lambda x: _likeness(texts, planned.stage_index, x)).stage_index
        theirs = [other for other in there if other.stage_index == stage]
        paired = _pairs(theirs[0].stage_texts, texts)
        found = next((other for other in theirs if paired.get(other.number) == planned.number), None)
        return _replaced(own, found) if found else None
    return None


def _likeness(texts: Sequence[str], stage: int, other: Near) -> tuple[int, bool]:
    """The more instructions are the same, the better; of equal stages the one at the same place."""
    return (Counter(texts) & Counter(other.stage_texts)).total(), other.stage_index == stage


def expanded_otherwise(own: Input, plan: Plan, other: Near) -> Reason:
    """The same instruction, expanded to other words."""
    now, then = plan.scopes[own.step].variables, other.past.plan.scopes[other.step.step].variables
    named = sorted(set(_VARIABLE.findall(own.instruction)))
    names = tuple(name for name in named if now.get(name) != then.get(name))
    if not names:
        return unsure("the same instruction means something else here", other.past.id)
    before, after = (clip(" ".join(filter(None, step.words)), EVIDENCE) for step in (other.step, own))
    return Reason(
        "environment_changed", f"{listed(names)} changed", other.past.id, before, after, names=names
    )


def other_base(plan: Plan, inputs: Inputs, past: Sequence[Past], own: Input) -> Reason | None:
    """Only of what stands on a base with no more than linked copies between: where the newest build with a
    stage like it had another one, or no build needed the stage."""
    below = inputs.steps.get(-1 if own.below is None else own.below)
    while below and below.linked:
        below = inputs.steps.get(-1 if below.below is None else below.below)
    if own.linked or (below and below.keyword != "FROM"):
        return None
    stage = plan.steps[own.step if below is None else below.step].stage_index
    texts, now = inputs.texts[stage], _base(plan, inputs, stage)
    same = [one for one in past if _has_rest(one, stage, texts)]
    if needed := next((one for one in same if _had_base(one, stage)), None):
        then = _base(needed.plan, needed.inputs, stage)
        return None if now[1] == then[1] else _based(now, then, needed.id)
    return Reason("nothing_matches", "no earlier build had finished this step", same[0].id) if same else None


def base_since(plan: Plan, inputs: Inputs, own: Input, there: Near) -> Reason | None:
    """Where a stage like this one stood on another base in that build."""
    now = _base(plan, inputs, _root(plan, plan.steps[own.step].stage_index))
    then = _base(there.past.plan, there.past.inputs, _root(there.past.plan, there.stage_index))
    found = None if now[1] == then[1] else _based(now, then, there.past.id)
    return found if found and found.kind == "base_changed" else None


def _root(plan: Plan, stage: int) -> int:
    """The lowest stage that it is built upon."""
    while (below := plan.stages[stage].base_stage) is not None:
        stage = below
    return stage


def _has_rest(past: Past, stage: int, texts: Sequence[str]) -> bool:
    """Whether its stage is like this one but for the FROM."""
    theirs = past.inputs.texts.get(stage, ())
    return len(theirs) > 1 < len(texts) and alike(Counter(texts[1:]), Counter(theirs[1:]))


def _replaced(own: Input, other: Near) -> Reason:
    before, after = clip_both(other.step.instruction, own.instruction, EVIDENCE)
    text = replaced_said(other.step, own)
    (flags, words), (old_flags, old_words) = _parts(own), _parts(other.step)
    if words != old_words or flags == old_flags:
        return Reason("instruction_changed", text, other.past.id, before, after)
    names = tuple(sorted({flag.partition("=")[0] for flag in set(flags) ^ set(old_flags)}))
    text = f"{listed(names or ('the order of flags',))} changed: {text.partition(': ')[2]}"
    return Reason("flag_changed", text, other.past.id, before, after, names=names)


def _parts(step: Input) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Its flags, and its other words."""
    end = step.words.index("") if "" in step.words else 0
    return step.words[1:end], (step.keyword, *step.words[end:])


def _pairs(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Which instruction came for which, by number: where a run of them was replaced by another one."""
    found: dict[int, int] = {}
    for tag, old, old_end, new, new_end in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if tag == "replace" and old_end - old == new_end - new:
            found |= dict(zip(range(old, old_end), range(new, new_end), strict=True))
        elif tag == "replace":
            found |= _pairs_of_a_kind(before, range(old, old_end), after, range(new, new_end))
    return found


def _pairs_of_a_kind(before: Sequence[str], old: range, after: Sequence[str], new: range) -> dict[int, int]:
    """Where the runs are not as long as each other: in order, of each keyword that both have as often."""
    found: dict[int, int] = {}
    for keyword in {before[number].split(" ")[0] for number in old}:
        were = [number for number in old if before[number].split(" ")[0] == keyword]
        now = [number for number in new if after[number].split(" ")[0] == keyword]
        if len(were) == len(now):
            found |= dict(zip(were, now, strict=True))
    return found


def _base(plan: Plan, inputs: Inputs, stage: int) -> tuple[str, str]:
    """A stage's FROM as written, and what its image's name stood for."""
    step = _from(plan, stage)
    read = inputs.steps.get(step)
    return inputs.texts[stage][0], SCRATCH if read is None else read.words[1]


def _had_base(past: Past, stage: int) -> bool:
    """Whether it was asked what FROM stood for: not where the build did not need the stage."""
    step = _from(past.plan, stage)
    return step not in past.inputs.steps or step in past.finished


def _from(plan: Plan, stage: int) -> int:
    return next(index for index, planned in enumerate(plan.steps) if planned.stage_index == stage)


def _based(now: tuple[str, str], then: tuple[str, str], build: str) -> Reason:
    before, after = (clip(" ".join(base), EVIDENCE) for base in (then, now))
    if now[0].split()[1:2] != then[0].split()[1:2]:
        text = f"the base changed: {quote(then[0])} → {quote(now[0])}"
        return Reason("base_changed", text, build, clip(then[0], EVIDENCE), clip(now[0], EVIDENCE))
    if not all(content.startswith("sha256:") for content in (now[1], then[1])):
        return unsure("what the base held then is not known", build)
    text = f"the base has new content under the same name: {quote(now[0])}"
    return Reason("base_changed", text, build, before, after)
