"""What COPY, ADD and a mount take from the build context: the paths that a source means, links followed.

Every rule was measured on a real engine: tests/builds/reasons/pairs.py has them.
"""

import posixpath
from collections.abc import Iterator, Mapping

import msgspec

from builds.reasons.ignore import Glob, Ignore
from builds.reasons.manifest import Item, Manifest

LINKS = 40
"""Followed on the way to one path, as in Linux."""
WORK = 200_000
"""Names compared for one build; what needs more is left undecided."""
_WILD = frozenset("*?[\\")


class Taken(msgspec.Struct, frozen=True):
    """`items` by the paths where they lie, the links on the way to them included. `content` are those that
    arrive, by the paths by which they are asked for: where these lie does not count."""

    items: Mapping[str, Item]
    content: Mapping[str, Item]


class _Undecided(Exception):
    """More than what is known here decides."""


class Sources:
    """Of one build context. What was taken is kept: a hundred steps may take the same five hundred files."""

    def __init__(self, manifest: Manifest) -> None:
        self._items = manifest.items
        self._known: dict[tuple[str, tuple[str, ...]], Taken | None] = {}
        self._excludes: dict[tuple[str, ...], Ignore] = {}
        self._work = 0

    def taken(self, source: str, excludes: tuple[str, ...] = ()) -> Taken | None:
        """`excludes` as `COPY --exclude` gives them. None where it cannot be told."""
        if (source, excludes) not in self._known:
            self._known[source, excludes] = self._take(source, excludes)
        return self._known[source, excludes]

    def _take(self, source: str, excludes: tuple[str, ...]) -> Taken | None:
        excluded, found = self._excluded(excludes), Taken({}, {})
        try:
            for top in self._tops(posixpath.normpath("/" + source).lstrip("/")):
                found = self._with(found, top, excluded, 1 + len(excludes))
        except (_Undecided, ValueError):
            return None
        return found

    def _tops(self, source: str) -> Iterator[str]:
        folder, name = posixpath.split(source)
        if not _WILD & set(source):
            yield source
        elif _WILD & set(folder):
            yield from self._matching(source)
        else:
            yield from self._named_alike(folder, Glob(name.replace("**", "*")))

    def _matching(self, source: str) -> Iterator[str]:
        """With wildcards in its folders, which BuildKit does not look for behind links."""
        pattern, depth = Glob(source.replace("**", "*")), source.count("/")
        for path, item in self._items.items():
            if item.type == "symlink" and path.count("/") < depth:
                raise _Undecided
            if pattern.matches(path.split("/")):
                yield path

    def _named_alike(self, folder: str, pattern: Glob) -> Iterator[str]:
        """Of one folder, to which links may lead."""
        real, _ = self._follow(folder)
        for path in self._items:
            there, name = posixpath.split(path)
            if there == real and pattern.matches([name]):
                yield posixpath.join(folder, name)

    def _with(self, found: Taken, top: str, excluded: Ignore, each: int) -> Taken:
        """A path more, and all below it. What is excluded is so below the folder that is asked for, but not
        below the one to which a link leads."""
        real, links = self._follow(top)
        item = self._items.get(real)
        own = {real: item} if item else {}
        excluded = Ignore("") if top in links else excluded
        below = {} if item and item.type != "directory" else self._below(real, excluded, each)
        content = {f"{top}/{path[len(real) :].lstrip('/')}": one for path, one in (own | below).items()}
        return Taken({**found.items, **links, **own, **below}, {**found.content, **content})

    def _below(self, folder: str, excluded: Ignore, each: int) -> dict[str, Item]:
        start = f"{folder}/" if folder else ""
        inside = {path: item for path, item in self._items.items() if path.startswith(start)}
        self._do(each * len(inside))
        return {path: item for path, item in inside.items() if not excluded.excludes(path[len(start) :])}

    def _follow(self, path: str) -> tuple[str, dict[str, Item]]:
        """Where it lies once no link is left on the way, and the links. Raises _Undecided for one that leads
        to nothing."""
        waiting, at, links = path.split("/")[::-1], "", dict[str, Item]()
        followed = 0
        while waiting:
            name = waiting.pop()
            here = posixpath.normpath(posixpath.join("/", at, name)).lstrip("/")
            item = self._items.get(here)
            if item is None or item.type != "symlink":
                at = here
                continue
            links[here], followed = item, followed + 1
            self._do(1 + item.content.count("/"))
            if followed > LINKS:
                raise _Undecided
            at = "" if item.content.startswith("/") else at
            waiting += item.content.split("/")[::-1]
        if links and at and at not in self._items:
            raise _Undecided
        return at, links

    def _excluded(self, excludes: tuple[str, ...]) -> Ignore:
        """A pattern with a slash at its beginning is one that nothing matches."""
        if excludes not in self._excludes:
            self._excludes[excludes] = Ignore("\n".join(x for x in excludes if x.lstrip("!")[:1] != "/"))
        return self._excludes[excludes]

    def _do(self, work: int) -> None:
        self._work += work
        if self._work > WORK:
            raise _Undecided
