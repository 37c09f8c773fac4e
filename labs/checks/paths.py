"""Which paths an image shows, which its layers hold, and what they say of them."""

import hashlib
from typing import Annotated

from msgspec import Meta

from builds.oci.listing import Change
from labs.checks.check import Builds, Check, Counting, Seen, Text, layers_named, listed
from labs.facts import CONFIG, BuildFacts, Path
from labs.saying import say


class PathInImage(Check, frozen=True, tag="path_in_image"):
    path: Path
    want: bool = True

    def words(self) -> str:
        said = say("{path} is in the image") if self.want else say("{path} is not in the image")
        return said.format(path=self.path)

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        visible = facts.visible(self.path)
        holders = facts.holders(self.path)
        if visible:
            found = say("{path} is in the image, from {layer}")
            return Seen(self.want, found.format(path=self.path, layer=layers_named(facts, holders[-1:])))
        deleting = _deleting(facts, self.path.strip("/")) if holders else ""
        why = say("hidden since {layer}").format(layer=deleting) if holders else say("no layer holds it")
        found = say("{path} is not in the image: {why}")
        return Seen(not self.want, found.format(path=self.path, why=why))


class PathInAnyLayer(Check, frozen=True, tag="path_in_any_layer"):
    path: Path
    want: bool = True

    def words(self) -> str:
        return f"{self.path} is in {'a' if self.want else 'no'} layer"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        holders = facts.holders(self.path)
        return Seen(bool(holders) == self.want, f"{self.path} is stored in {layers_named(facts, holders)}")


class PathMode(Check, frozen=True, tag="path_mode"):
    """In the topmost layer that stores it; `mode` in octal digits."""

    path: Path
    mode: Annotated[str, Meta(pattern=r"^[0-7]{3,4}$")]
    uid: int | None = None

    def words(self) -> str:
        owner = "" if self.uid is None else f" and owner {self.uid}"
        return f"{self.path} has mode {self.mode}{owner}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        holders = facts.holders(self.path)
        if not holders:
            return Seen(False, f"{self.path} is in no layer")
        name, top = self.path.strip("/"), holders[-1]
        entry = next(one for one in facts.changes[top] if one.path == name and one.change != "deleted")
        right = entry.mode == int(self.mode, 8) and self.uid in (None, entry.uid)
        where = layers_named(facts, [top])
        return Seen(right, f"{self.path} has mode {entry.mode:o} and owner {entry.uid}, by {where}")


class Whiteout(Check, frozen=True, tag="whiteout"):
    """A layer has a mark of deletion for this very path."""

    path: Path
    want: bool = True

    def words(self) -> str:
        return f"{self.path} is {'' if self.want else 'not '}whited out"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        name = self.path.strip("/")
        by = [
            index
            for index, changes in enumerate(facts.changes)
            if any(change.path == name and change.whiteout for change in changes)
        ]
        return Seen(bool(by) == self.want, f"{self.path} is whited out by {layers_named(facts, by)}")


class ContentCopies(Counting, frozen=True, tag="content_copies"):
    """How often the layers hold the bytes of the context's `file`, under whatever path."""

    file: Text

    def words(self) -> str:
        return self.amount(f"copies of {self.file}")

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        given = facts.request.files.get(self.file)
        if given is None:
            return Seen(False, f"there is no {self.file} beside the Dockerfile")
        content = hashlib.sha256(given.encode() if isinstance(given, str) else given.content()).digest()
        holders = [
            index
            for index, changes in enumerate(facts.changes)
            for change in changes
            if _holds(change, content)
        ]
        where = layers_named(facts, holders)
        return Seen(self.holds(len(holders)), listed(len(holders), "copy", "copies", where))


class TextAnywhere(Check, frozen=True, tag="text_anywhere"):
    """In the bytes of any layer, or in the config with its history."""

    text: Annotated[str, Meta(min_length=4)]
    want: bool = False

    def words(self) -> str:
        return f"“{self.text}” is {'somewhere' if self.want else 'nowhere'} in the image"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        holders = list(facts.texts.get(self.text, ()))
        lines = [step.instruction for step in facts.state.steps if self.text in step.instruction]
        written = f" ({lines[0][:60]})" if CONFIG in holders and lines else ""
        return Seen(
            bool(holders) == self.want, f"“{self.text}” is in {layers_named(facts, holders)}{written}"
        )


def _deleting(facts: BuildFacts, name: str) -> str:
    """The topmost layer that marks the path, or a folder it is in, as deleted."""
    by = [
        index
        for index, changes in enumerate(facts.changes)
        if any(one.change == "deleted" and f"{name}/".startswith(f"{one.path}/") for one in changes)
    ]
    return layers_named(facts, by[-1:])


def _holds(change: Change, content: bytes) -> bool:
    """A hard link names bytes that another entry has."""
    return change.type == "file" and change.change != "deleted" and change.content == content
