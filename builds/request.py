"""What a learner asks to have built, as it comes over the wire."""

import base64
from collections.abc import Mapping
from typing import Literal

import msgspec

LATEST_MTIME = 2**33


class ContextFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Exactly one of `text`, `base64`, `directory` (true) and `symlink` (its target).

    `mode` and `mtime` (whole seconds of Unix time) are for regular files only. Raises ValueError, which
    msgspec turns into a ValidationError with the path.
    """

    text: str | None = None
    base64: str | None = None
    directory: bool | None = None
    symlink: str | None = None
    mode: int | None = None
    mtime: int | None = None

    def __post_init__(self) -> None:
        given = [
            name for name in ("text", "base64", "directory", "symlink") if getattr(self, name) is not None
        ]
        if len(given) != 1 or self.directory is False:
            raise ValueError("expected exactly one of text, base64, directory: true, symlink")
        if (self.mode is not None or self.mtime is not None) and given[0] not in ("text", "base64"):
            raise ValueError(f"mode and mtime are for regular files, not for a {given[0]}")
        if self.mode is not None and not (0 <= self.mode <= 0o7777 and self.mode & 0o400):
            raise ValueError(f"expected a mode up to 0o7777 that lets the owner read, got {self.mode}")
        if self.mtime is not None and not 0 <= self.mtime <= LATEST_MTIME:
            raise ValueError(f"expected an mtime from 0 to {LATEST_MTIME}, got {self.mtime}")

    @property
    def regular(self) -> bool:
        return self.text is not None or self.base64 is not None

    def content(self) -> bytes:
        """A regular file's bytes. Raises ValueError where the base64 or the text cannot be decoded."""
        if self.base64 is not None:
            return base64.b64decode(self.base64, validate=True)
        return (self.text or "").encode()


class CacheExport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which of a build's cache records others may use: those of the image's own layers (`min`) or of every
    step (`max`), under `name` in the learner's registry; or, `inline`, those in the image itself."""

    mode: Literal["min", "max", "inline"]
    name: str | None = None

    def __post_init__(self) -> None:
        if (self.name is None) != (self.mode == "inline"):
            raise ValueError("expected a name with min and max, and none with inline")


class ImageRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """An imported image: the archive's file name, and what the image is called in it."""

    archive: str
    names: tuple[str, ...] = ()


class PlainRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A build's request but for its secrets, of which callers give values and we keep ids. `files` maps a
    path in the context to its text or a ContextFile. The Dockerfile is not among them."""

    dockerfile: str
    files: dict[str, str | ContextFile] = {}
    build_args: dict[str, str] = {}
    target: str | None = None
    no_cache: bool = False
    cache_to: CacheExport | None = None
    cache_from: str | None = None
    """The name of a cache, or of an image with one, in the learner's registry."""
    stages: bool = False
    """Record the layers of stages that stay behind, too: each is built once more, from the cache."""

    @property
    def uses_registry(self) -> bool:
        return self.cache_from is not None or (self.cache_to is not None and self.cache_to.name is not None)

    def context(self) -> Mapping[str, ContextFile]:
        """`files` with every short form spelled out, in order of path."""
        full = {
            path: ContextFile(text=file) if isinstance(file, str) else file
            for path, file in self.files.items()
        }
        return dict(sorted(full.items()))


class BuildRequest(PlainRequest, frozen=True, omit_defaults=True):
    """As it is stored and carried out."""

    secrets: tuple[str, ...] = ()
    """Ids, in order; their values are never part of it."""
