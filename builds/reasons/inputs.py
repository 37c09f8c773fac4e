"""What decides whether a step is in BuildKit's cache, as far as a request shows it."""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping

import msgspec

from builds.dockerfile import SCRATCH, Instruction, Plan, Scope
from builds.events import PlannedStep
from builds.reasons import manifest
from builds.reasons.manifest import Item, Manifest
from builds.request import BuildRequest

_MOUNT_FROM = re.compile(r"(?:^|,)from=([^,]+)")
_FROM_STAGE = re.compile(r"(?:^--|,|=)from=([^,]+)")
_MOUNT_SOURCE = re.compile(r"(?:^|,)(?:source|src)=([^,]+)")
_CHANGES_BUILDKIT = re.compile("SOURCE_DATE_EPOCH$|BUILDKIT_", re.IGNORECASE)
"""Arguments that count undeclared."""
_UNREAD_FLAGS = ("exclude", "parents")


class Input(msgspec.Struct, frozen=True):
    """One step that BuildKit runs.

    `words` and `settings` are its own, `files` what it takes from the context. `below` is the step it stands
    on, `sources` are the top steps of the stages it copies from. `key` names all of this with everything
    below; `ground` is what the next step stands on. Not `sure`: something decides that is not seen here.
    """

    step: int
    instruction: str
    keyword: str
    words: tuple[str, ...]
    settings: Mapping[str, str]
    files: Mapping[str, Item]
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
        self.trusts = True
        self.known_as: Mapping[int, Input] = {}
        self._bases = bases
        self._plan = plan
        self._top: dict[int, int | None] = {}
        self._taken: dict[str, tuple[dict[str, Item] | None, str]] = {}
        self._instructions = {instruction.line: instruction for instruction in plan.instructions}

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
        instruction = self._instructions[step.line]
        below = self._top[step.stage_index]
        ground = SCRATCH if below is None else self.steps[below].ground
        words = self._words(index, instruction, scope)
        settings = _settings(step, scope)
        files, contents, read_all = self._files(instruction, scope)
        sources = tuple(self._sources(scope))
        linked = _linked(instruction)
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
            linked=linked,
            below=below,
            below_ground=ground,
            sources=sources,
            key=key,
            ground=_hash(key, ground) if linked else key,
            sure=read_all and self.trusts and not self._takes_from_images(scope),
        )

    def _words(self, index: int, instruction: Instruction, scope: Scope) -> tuple[str, ...]:
        """As BuildKit sees them: a destination is joined to the working directory."""
        step = self._plan.steps[index]
        if step.keyword == "FROM":
            return ("FROM", self._bases[index], *scope.flags)
        if step.keyword == "WORKDIR":
            return ("WORKDIR", scope.folder)
        given = scope.words if step.keyword == "RUN" else _plain_sources(instruction, scope)
        words = (step.keyword, *map(self._nameless, scope.flags), "", *given)
        if step.keyword != "RUN" and scope.words:
            words = (*words[:-1], _destination(scope.folder, words[-1]))
        exec_form = instruction.text.split(None, 1)[-1].lstrip().startswith("[")
        heredoc = "\n".join(instruction.text.split("\n")[1:]) if "<<" in instruction.text else ""
        return (*words, "exec form" if exec_form and step.keyword == "RUN" else "", heredoc)

    def _nameless(self, flag: str) -> str:
        """What a stage is called does not matter: `sources` tell which it is."""
        found = _FROM_STAGE.search(flag)
        if not found or not self._plan.stage(found[1]):
            return flag
        return flag[: found.start(1)] + "(stage)" + flag[found.end(1) :]

    def _files(self, instruction: Instruction, scope: Scope) -> tuple[dict[str, Item], list[str], bool]:
        """What it takes from the build context, a name for that, and whether it can be told."""
        found: dict[str, Item] = {}
        contents: list[str] = []
        sure = not any(instruction.flag(name) is not None for name in _UNREAD_FLAGS)
        for source in self._context_sources(instruction, scope):
            taken, content = self._take_from_context(source)
            found |= taken or {}
            contents.append(content)
            sure = sure and taken is not None and "$" not in source
        return found, contents, sure

    def _take_from_context(self, source: str) -> tuple[dict[str, Item] | None, str]:
        """Kept, since a hundred steps may take the same five hundred files."""
        if source not in self._taken:
            items = manifest.chosen(self.manifest, source)
            self._taken[source] = items, _hash(_plain(items or {}))
        return self._taken[source]

    def _context_sources(self, instruction: Instruction, scope: Scope) -> Iterator[str]:
        if instruction.keyword in ("COPY", "ADD") and instruction.flag("from") is None:
            yield from (word for word in scope.words[:-1] if not word.startswith("<<"))
        for mount in _mounts(scope):
            if not _MOUNT_FROM.search(mount) and ("type=" not in mount or "type=bind" in mount):
                found = _MOUNT_SOURCE.search(mount)
                yield found[1] if found else "."

    def _takes_from_images(self, scope: Scope) -> bool:
        """What an image holds that is not a FROM's cannot be seen here."""
        return any(self._plan.stage(name) is None for name in _from_names(scope))

    def _sources(self, scope: Scope) -> Iterator[int]:
        for name in _from_names(scope):
            stage = self._plan.stage(name)
            top = self._top.get(stage.index) if stage else None
            if top is not None:
                yield top


def _plain_sources(instruction: Instruction, scope: Scope) -> tuple[str, ...]:
    """A copy's words, `./a` and `/a` being `a`. With --parents a dot may tell where the path begins."""
    if instruction.flag("parents") is not None:
        return scope.words
    sources = (x if x.startswith("<<") else posixpath.normpath(f"/{x}") for x in scope.words[:-1])
    return (*sources, *scope.words[-1:])


def _destination(folder: str, word: str) -> str:
    """`.` is the working directory with a slash after it. That slash counts, as does a dot after it."""
    word = "./" if word == "." else word
    path = "/" + posixpath.normpath(posixpath.join(folder, word)).lstrip("/")
    ends = next((end for end in ("/", "/.") if word.endswith(end)), "")
    return path.rstrip("/") + ends if ends else path


def _linked(instruction: Instruction) -> bool:
    """With --chmod too, BuildKit makes an ordinary copy."""
    return instruction.flag("link") in ("", "true") and instruction.flag("chmod") is None


def _settings(step: PlannedStep, scope: Scope) -> dict[str, str]:
    """Only a RUN sees them, and in their order; what a COPY takes of them is in its words."""
    if step.keyword != "RUN":
        return {}
    own = {"USER": scope.user, "SHELL": " ".join(scope.shell), "WORKDIR": scope.folder}
    return {**{f"{name} (instruction)": value for name, value in own.items()}, **scope.variables}


def _from_names(scope: Scope) -> list[str]:
    return [found[1] for flag in scope.flags if (found := _FROM_STAGE.search(flag))]


def _mounts(scope: Scope) -> list[str]:
    return [flag.partition("=")[2] for flag in scope.flags if flag.startswith("--mount=")]


def _plain(files: Mapping[str, Item]) -> list[tuple[str, str, int, str]]:
    return [(path, item.type, item.mode, item.content) for path, item in sorted(files.items())]


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()
