"""What BuildKit takes for the same, and what it does not: told as it does it."""

from collections.abc import Sequence

import pytest

from builds.dockerfile import parse
from builds.events import StepFinished
from tests.builds.reasons.compared import past, reasons
from tests.builds.reasons.learner import Learner
from tests.builds.reasons.pairs import Pair, every, request
from tests.size import size

PAIRS = list(every())
BUILT = PAIRS[:: size(3, 1)]
AT_ONCE = 18
"""Pairs in one Dockerfile, each in a stage of its own."""


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.before} | {pair.after}"[:80])
def test_a_step_is_known_again_where_it_is_for_buildkit(pair: Pair) -> None:
    """Were it rebuilt all the same, nothing but an emptied cache would explain it: or, where variables of the
    base may decide, nothing that is known."""
    texts, contexts = pair.texts("p"), pair.contexts("p")
    then, now = (request(f"FROM lab/base\n{x}\n", files) for x, files in zip(texts, contexts, strict=True))
    last = len(parse(now.dockerfile).steps) - 1
    told = reasons(now, past(then), [last])[last]
    assert (told.kind == "unsure" or "any more" in told.text) is pair.same, told


@pytest.mark.engine
async def test_every_pair_is_what_buildkit_says(learner_builds: Learner) -> None:
    wrong = []
    for first in range(0, len(BUILT), AT_ONCE):
        pairs = BUILT[first : first + AT_ONCE]
        names = [f"p{first + place}" for place in range(len(pairs))]
        cached = await _second(learner_builds, pairs, names)
        wrong += [pair for pair, same in zip(pairs, cached, strict=True) if pair.same is not same]
    assert wrong == []


async def _second(learner: Learner, pairs: Sequence[Pair], names: Sequence[str]) -> list[bool | None]:
    """Whether the last step of each stage is cached, after the first of each pair has been built."""
    seen: Sequence[StepFinished] = ()
    for turn in (0, 1):
        texts = [pair.texts(name)[turn] for pair, name in zip(pairs, names, strict=True)]
        contexts = [pair.contexts(name)[turn] for pair, name in zip(pairs, names, strict=True)]
        stages = "".join(f"FROM lab/base AS {name}\n{x}\n" for name, x in zip(names, texts, strict=True))
        mounts = " ".join(f"--mount=from={name},target=/s/{name}" for name in names)
        files = {path: file for context in contexts for path, file in context.items()}
        built = request(f"{stages}FROM lab/base\nRUN {mounts} true\n", files)
        seen = (await learner.build(built)).verdicts
    steps = parse(built.dockerfile).steps
    last = {step.stage: index for index, step in enumerate(steps)}
    verdicts = {event.step: event.cached for event in seen}
    return [verdicts[last[name]] for name in names]
