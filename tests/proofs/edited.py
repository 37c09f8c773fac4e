"""Projects built, edited and built again, one after the other on one engine, each edit judged."""

from collections.abc import AsyncIterator, Iterator
from random import Random

import msgspec

from tests.proofs import verdicts
from tests.proofs.causes import Edit
from tests.proofs.dockerfiles import generate
from tests.proofs.edits import edit
from tests.proofs.harmless import false_claims, tells
from tests.proofs.judgement import Judgement, judge
from tests.proofs.laboratory import Built, Laboratory
from tests.proofs.project import Project

EDITS_EACH = 8
"""Edits of one project."""
FEATURES = 5
"""In each of its stages."""
RESTORE = 0.12
"""How often an edit takes everything back to an earlier state."""


class Judged(msgspec.Struct, frozen=True):
    """`number` counts the project's edits from 1. `verdicts`: lines where ours is not BuildKit's; `untrue`:
    false claims about changes that do not count; `tells`: whether such a change is told, where it can be."""

    seed: int
    number: int
    name: str
    failed: str | None
    verdicts: tuple[str, ...]
    judgement: Judgement
    untrue: tuple[str, ...] = ()
    tells: bool | None = None

    def __str__(self) -> str:
        """What is wrong with it."""
        marked = (self.judgement.unsure, self.judgement.earlier, self.judgement.wrong)
        kinds = zip(("unsure", "an earlier edit", "wrong"), marked, strict=True)
        found = [
            *self.verdicts,
            *(f"untrue: {text}" for text in self.untrue),
            *(f"{kind}: {x}" for kind, texts in kinds for x in texts),
        ]
        return f"seed {self.seed}, edit {self.number} ({self.name}): {self.failed or '; '.join(found)}"


def edits(seed: int) -> Iterator[Edit]:
    """The project as it is first, then its edits, each of the one before: the same for the same seed."""
    random, states = Random(seed), [generate(seed, most=FEATURES)]
    yield Edit("first", states[0])
    for number in range(1, EDITS_EACH + 1):
        if len(states) > 1 and random.random() < RESTORE:
            made = Edit("restore", random.choice(states[:-1]).copy())
            made.after.no_cache = False
        else:
            made = edit(random, states[-1], f"{seed}y{number}")
        states.append(made.after)
        yield made


async def judged(laboratory: Laboratory, seed: int) -> AsyncIterator[Judged]:
    since: dict[str, list[Edit]] = {}
    states: dict[str, Project] = {}
    last: Project | None = None
    for number, made in enumerate(edits(seed)):
        for later in since.values():
            later.append(made)
        built = await laboratory.build(made.after.request())
        since[laboratory.last] = []
        if built.state.status != "completed":
            yield Judged(seed, number, made.name, str(built.state.error), (), Judgement(()))
        elif last:
            untrue = tuple(false_claims(last, made.after, built, states))
            yield Judged(
                seed,
                number,
                made.name,
                None,
                tuple(_verdicts(built)),
                judge(made, built, since),
                untrue,
                tells(made, built),
            )
        states[laboratory.last] = last = made.after


def _verdicts(built: Built) -> Iterator[str]:
    told, true = verdicts.told(built), verdicts.read(built)
    for line in sorted({*told, *true}):
        if told.get(line) != true.get(line):
            yield f"line {line}: cached {told.get(line)}, BuildKit says {true.get(line)}"
