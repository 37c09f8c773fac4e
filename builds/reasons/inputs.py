"""What decides whether a step is in BuildKit's cache, as far as a request shows it."""

import hashlib
import re
from collections.abc import Iterator, Mapping

import msgspec

from builds.dockerfile import SCRATCH, Plan, Scope
from builds.events import PlannedStep
from builds.reasons import asked, flags, manifest
from builds.reasons.manifest import Item, Manifest
from builds.reasons.sources import Sources
from builds.request import BuildRequest

_CHANGES_BUILDKIT = re.compile("SOURCE_DATE_EPOCH$|BUILDKIT_", re.IGNORECASE)
"""Arguments that count undeclared."""


class Input(msgspec.Struct, frozen=True):
    """One step that BuildKit runs.

    `words` and `settings` are its own, as BuildKit compares them; `files` what it takes from the context, and
    `contents` a name for what arrives of that. `below` is the step it stands on, `sources` are the top steps
    of the stages it copies from. `key` names all of this with everything below; `ground` is what the next
    step stands on. Not `sure`: something decides that is not seen here.
    """

    step: int
    instruction: str
    keyword: str
    words: tuple[str, ...]
    settings: Mapping[str, str]
    files: Mapping[str, Item]
    contents: tuple[str, ...]
    linked: bool
    below: int | None
    below_ground: str
    sources: tuple[int, ...]
    key: str
    ground: str
    sure: bool


class Inputs(msgspec.Struct, frozen=True):
    """`steps` by index; `texts` has every stage's instructions, spelling of keywords and blanks folded."""

    steps: Mapping[int, Input]
    texts: Mapping[int, tuple[str, ...]]
    manifest: Manifest

    def base(self, step: int) -> tuple[str, ...]:
        """What a step stands on in the end: the words of a FROM, or nothing."""
        while (below := self.steps[step].below) is not None:
            step = below
        found = self.steps[step]
        return found.words if found.keyword == "FROM" else ()


def read(
    request: BuildRequest,
    plan: Plan,
    bases: Mapping[int, str],
    context: Manifest | None = None,
    known_as: Mapping[int, Input] | None = None,
) -> Inputs:
    """`bases` has the digests of FROM's images by step, as far as they are known. `context` is the request's,
    where it has been read before. `known_as` has earlier steps that are written otherwise."""
    reader = _Reader(plan, context or manifest.read(request), _base_names(plan, bases))
    reader.known_as = known_as or {}
    reader.trusts = not any(map(_CHANGES_BUILDKIT.match, request.build_args))
    for index, step in enumerate(plan.steps):
        reader.take(index, step)
    return Inputs(reader.steps, reader.texts(), reader.manifest)


def _base_names(plan: Plan, bases: Mapping[int, str]) -> dict[int, str]:
    """What FROM stands for: a digest where one is known, of this step or another of the same image."""
    digests = {_image(plan, step): digest for step, digest in bases.items()}
    froms = (index for index, step in enumerate(plan.steps) if step.keyword == "FROM")
    return {step: bases.get(step) or digests.get(_image(plan, step)) or _image(plan, step) for step in froms}


def _image(plan: Plan, step: int) -> str:
    return plan.stages[plan.steps[step].stage_index].base


def said(step: PlannedStep) -> str:
    """The instruction, but for what never matters: the keyword's case and the blanks after it."""
    words = step.instruction.split(None, 1)
    return " ".join([step.keyword, *words[1:]])


class _Reader:
    def __init__(self, plan: Plan, context: Manifest, bases: Mapping[int, str]) -> None:
        self.steps: dict[int, Input] = {}
        self.manifest = context
        self._sources = Sources(context)
        self.trusts = True
        self.known_as: Mapping[int, Input] = {}
        self._bases = bases
        self._plan = plan
        self._top: dict[int, int | None] = {}

    def take(self, index: int, step: PlannedStep) -> None:
        stage = self._plan.stages[step.stage_index]
        if step.number == 0:
            self._top[stage.index] = None if stage.base_stage is None else self._top[stage.base_stage]
        if step.makes_layer:
            self.steps[index] = self._input(index, step, self._plan.scopes[index])
            self._top[stage.index] = index

    def texts(self) -> dict[int, tuple[str, ...]]:
        steps = [(step.stage_index, self._said(index)) for index, step in enumerate(self._plan.steps)]
        return {n: tuple(text for stage, text in steps if stage == n) for n in range(len(self._plan.stages))}

    def _said(self, index: int) -> str:
        known = self.known_as.get(index)
        return known.instruction if known else said(self._plan.steps[index])

    def _input(self, index: int, step: PlannedStep, scope: Scope) -> Input:
        below = self._top[step.stage_index]
        ground = SCRATCH if below is None else self.steps[below].ground
        words = self._words(index, scope)
        settings = asked.settings(scope)
        files, contents, read_all = self._files(scope)
        sources = tuple(self._tops(scope))
        linked = flags.linked(scope.instruction)
        own = _hash(words, list(settings.items()), contents, [self.steps[s].ground for s in sources])
        key = own if linked else _hash(own, ground)
        key = self.known_as[index].key if index in self.known_as else key
        return Input(
            step=index,
            instruction=said(step),
            keyword=step.keyword,
            words=words,
            settings=settings,
            files=files,
            contents=contents,
            linked=linked,
            below=below,
            below_ground=ground,
            sources=sources,
            key=key,
            ground=_hash(key, ground) if linked else key,
            sure=read_all and self.trusts and not scope.guessed and not self._takes_from_images(scope),
        )

    def _words(self, index: int, scope: Scope) -> tuple[str, ...]:
        if scope.instruction.keyword == "FROM":
            base = self._bases[index]
            return ("FROM", base, *(() if base.startswith("sha256:") else scope.flags))
        return asked.words(self._plan, scope)

    def _files(self, scope: Scope) -> tuple[dict[str, Item], tuple[str, ...], bool]:
        """What it takes from the build context, a name for what arrives, and whether it can be told."""
        excludes = asked.excludes(scope.instruction)
        found = [self._sources.taken(source, excludes) for source in asked.sources(scope)]
        items = {path: item for one in found if one for path, item in one.items.items()}
        contents = tuple(_hash(_plain(one.content if one else {})) for one in found)
        return items, contents, None not in found and scope.instruction.flag("parents") is None

    def _takes_from_images(self, scope: Scope) -> bool:
        """What an image holds that is not a FROM's cannot be seen here."""
        return any(self._plan.stage(name) is None for name in asked.stages(scope))

    def _tops(self, scope: Scope) -> Iterator[int]:
        for name in asked.stages(scope):
            stage = self._plan.stage(name)
            top = self._top.get(stage.index) if stage else None
            if top is not None:
                yield top


def _plain(files: Mapping[str, Item]) -> list[tuple[str, str, int, str]]:
    return [(path, item.type, item.mode, item.content) for path, item in sorted(files.items())]


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()
