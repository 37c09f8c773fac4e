"""The file tree that layers make together, one put upon the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from builds.oci.compression import LayerInvalid
from builds.oci.listing import Change

MAX_TREE = 1_000_000
"""Paths that an image may have."""


class LowerLayers:
    """A row of the layer that supplies it for each path; a directory that no layer lists has one of ours."""

    def __init__(self) -> None:
        self._folders: dict[str, dict[str, Change]] = {"": {}}
        self._size = 0
        self._waiting: Sequence[Change] = ()

    def put(self, changes: Sequence[Change]) -> None:
        """As `apply`, once something lies above or is asked for: of the topmost layer nothing is."""
        self._settle()
        self._waiting = changes

    def __len__(self) -> int:
        self._settle()
        return self._size

    def __iter__(self) -> Iterator[Change]:
        self._settle()
        for folder in self._folders.values():
            yield from folder.values()

    def apply(self, changes: Iterable[Change]) -> list[Change]:
        """Put a layer, as its changes, on top: what it takes away. Raises LayerInvalid for too much."""
        self._settle()
        changes, gone = list(changes), list[Change]()
        for change in changes:
            if change.change == "deleted":
                gone += self._remove(change.path)
        for change in changes:
            if change.change != "deleted" and change.path:
                gone += self._add(change)
        return gone

    def find(self, path: str) -> Change | None:
        if self._waiting:
            self._settle()
        if folder := self._folders.get(path.rpartition("/")[0]):
            return folder.get(path)
        return None

    def inside(self, path: str) -> Iterable[Change]:
        """What lies directly in a directory."""
        self._settle()
        return self._folders.get(path, {}).values()

    def weights(self) -> Mapping[str, int]:
        """Of every directory, the sizes of all files below it together."""
        self._settle()
        found = dict.fromkeys(self._folders, 0)
        for path in sorted(self._folders, key=lambda path: path.count("/"), reverse=True):
            if path:
                found[path] += sum(change.size for change in self._folders[path].values())
                found[path.rpartition("/")[0]] += found[path]
        return found

    def _settle(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, ()
            self.apply(waiting)

    def _remove(self, path: str) -> list[Change]:
        folder = self._folders.get(path.rpartition("/")[0], {})
        gone = [folder.pop(path)] if path in folder else []
        for change in gone:  # which grows while it is walked
            if change.type == "directory":
                gone += self._folders.pop(change.path, {}).values()
        self._size -= len(gone)
        return gone

    def _add(self, change: Change) -> list[Change]:
        path = change.path
        parent = path.rpartition("/")[0]
        folder = self._folders.get(parent)
        if folder is None:
            folder = self._imply(parent)
        there, gone = folder.get(path), list[Change]()
        if there is None:
            self._grow()
        elif there.type == "directory" and change.type != "directory":
            gone = self._remove(path)
            self._size += 1
        if change.type == "directory":
            self._folders.setdefault(path, {})
        folder[path] = change
        return gone

    def _imply(self, path: str) -> dict[str, Change]:
        """The directory and those around it, whatever a tar at odds with itself says of them."""
        folder, end = self._folders[""], 0
        while end >= 0:
            end = path.find("/", end + 1)
            part = path[:end] if end >= 0 else path
            if part not in self._folders:
                if part not in folder:
                    self._grow()
                folder[part] = Change(part, "added", "directory", 0o755, 0, 0, 0, 0, None)
                self._folders[part] = {}
            folder = self._folders[part]
        return folder

    def _grow(self) -> None:
        self._size += 1
        if self._size > MAX_TREE:
            raise LayerInvalid(f"expected an image of at most {MAX_TREE} paths, got more")
