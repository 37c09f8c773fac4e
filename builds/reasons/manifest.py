"""What a build context holds, as BuildKit compares it: paths, types, modes and contents."""

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from builds.events import Difference, PathChange
from builds.policy import IGNORE_FILES
from builds.reasons.ignore import Ignore
from builds.request import BuildRequest, ContextFile

FILE_MODE = 0o644


class Item(msgspec.Struct, frozen=True):
    """`content` is a regular file's SHA-256, or a link's target."""

    type: str
    mode: int
    content: str


class Manifest(msgspec.Struct, frozen=True):
    """`items` by path, folders included; `ignored` are those that `.dockerignore` keeps out."""

    items: Mapping[str, Item]
    ignored: Mapping[str, Item]

    @property
    def everything(self) -> Mapping[str, Item]:
        every = {**self.items, **self.ignored}
        return {**_folders(every), **every}


def read(request: BuildRequest) -> Manifest:
    files = {**request.context(), "Dockerfile": ContextFile(text=request.dockerfile)}
    ignore = Ignore(_ignore_text(files))
    ignored = {path: _item(file) for path, file in files.items() if ignore.excludes(path)}
    kept = {path: _item(file) for path, file in files.items() if path not in ignored}
    return Manifest({**_folders(kept), **kept}, ignored)


def weight(request: BuildRequest) -> int:
    """How much work it is to read, in comparisons of a path with a pattern."""
    ignore = request.context().get(IGNORE_FILES[0]), request.context().get(IGNORE_FILES[1])
    patterns = sum(file.content().count(b"\n") + 1 for file in ignore if file)
    return len(request.files) * (patterns + request.dockerfile.count("\n") + 1)


def changes(
    before: Mapping[str, Item], after: Mapping[str, Item], was: Manifest, now: Manifest
) -> tuple[PathChange, ...]:
    """By path. A folder is named only where nothing that changed lies in it."""
    different = [path for path in {*before, *after} if before.get(path) != after.get(path)]
    parents = {path.rpartition("/")[0] for path in different}
    named = sorted(path for path in different if not (path in parents and _folder(path, before, after)))
    return tuple(PathChange(path, _how(path, before, after, was, now)) for path in named)


def _folders(paths: Iterable[str]) -> dict[str, Item]:
    """Those in which they lie."""
    found = {"/".join(path.split("/")[:count]) for path in paths for count in range(1, path.count("/") + 1)}
    return dict.fromkeys(found, Item("directory", 0, ""))


def _how(
    path: str, before: Mapping[str, Item], after: Mapping[str, Item], was: Manifest, now: Manifest
) -> Difference:
    old, new = before.get(path), after.get(path)
    if old is None:
        return "unignored" if path in was.ignored else "added"
    if new is None:
        return "ignored" if path in now.ignored else "removed"
    if old.type != new.type:
        return "type"
    return "content" if old.content != new.content else "mode"


def _folder(path: str, *sides: Mapping[str, Item]) -> bool:
    return all(path not in side or side[path].type == "directory" for side in sides)


def _item(file: ContextFile) -> Item:
    if file.directory:
        return Item("directory", 0, "")
    if file.symlink is not None:
        return Item("symlink", 0, file.symlink)
    mode = FILE_MODE if file.mode is None else file.mode
    return Item("file", mode, hashlib.sha256(file.content()).hexdigest())


def _ignore_text(files: Mapping[str, ContextFile]) -> str:
    """`Dockerfile.dockerignore` counts alone where it exists."""
    found = [files[name] for name in reversed(IGNORE_FILES) if name in files]
    return found[0].content().decode(errors="replace") if found else ""
