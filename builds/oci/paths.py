"""The paths that a layer names, as an unpacker confined to the root reads them."""

import posixpath

from builds.oci.compression import LayerInvalid

PATH_LENGTH = 4096
"""Linux opens no longer one."""
MAX_PATHS = 32 * 1024 * 1024
"""Characters of a layer's paths, of the folders around them and of link targets, all together."""
_NO_NAMES = frozenset(("", ".", ".."))


def normal_path(name: str) -> str:
    """Relative to the root, without `.`, `..` or a slash at either end: `../../etc/x` is `etc/x`."""
    return posixpath.normpath(f"/{name}").strip("/")


class Paths:
    """Normal forms of a layer's paths. Neighbours share a folder, which is looked at once."""

    def __init__(self) -> None:
        self._folders = {"": ""}
        self._left = MAX_PATHS

    def normal(self, name: str) -> str:
        """Raises LayerInvalid where a path, or all of them, are too long."""
        folder, _, last = name.rstrip("/").rpartition("/")
        known = self._folders.get(folder)
        if last in _NO_NAMES:
            path = normal_path(name)
        elif known is None:
            path = f"{self._folder(folder)}/{last}".lstrip("/")
        else:
            path = f"{known}/{last}" if known else last
        self.count(path)
        return path

    def count(self, path: str) -> None:
        self._left -= len(path)
        if self._left < 0 or len(path) > PATH_LENGTH:
            raise LayerInvalid(
                f"expected paths of at most {PATH_LENGTH} characters, {MAX_PATHS} in a layer, got more"
            )

    def _folder(self, name: str) -> str:
        path = self._folders[name] = normal_path(name)
        above = path
        while above:  # each of them may become a directory of its own
            self.count(above)
            above = above.rpartition("/")[0]
        return path
