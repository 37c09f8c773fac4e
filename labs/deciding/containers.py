"""What containers wrote, and what else was done with the image."""

from typing import Literal

from labs.deciding.fact import Deciding, Found, rough
from labs.facts import BuildFacts, Path

WORDS = {
    "sent": "sent",
    "received": "received",
    "mounted": "taken from another repository",
    "exists": "that were there already",
}


class Stdout(Deciding, frozen=True, tag="stdout"):
    """What a container wrote, without blanks around it."""

    run: str

    def find(self, facts: BuildFacts) -> Found | None:
        output = facts.runs.get(self.run)
        return self._found("What the container wrote", output.stdout.strip()) if output else None


class WrittenPath(Deciding, frozen=True, tag="written_path"):
    """ "added", "changed", "deleted" or "untouched" in the writable layer of a container looked at."""

    run: str
    path: Path

    def find(self, facts: BuildFacts) -> Found | None:
        output = facts.runs.get(self.run)
        if output is None or output.written is None:
            return None
        name = f"/{self.path.strip('/')}"
        changes = [line.partition(" ")[0] for line in output.written.lines if line.partition(" ")[2] == name]
        return self._found(f"{name} in the writable layer", changes[0] if changes else "untouched")


class WrittenBytes(Deciding, frozen=True, tag="written_bytes"):
    """About how much that writable layer holds: "1 MB"."""

    run: str

    def find(self, facts: BuildFacts) -> Found | None:
        output = facts.runs.get(self.run)
        if output is None or output.written is None:
            return None
        return self._found("The writable layer", rough(output.written.size))


class Moved(Deciding, frozen=True, tag="moved"):
    """With how many layers a push or a pull did this."""

    operation: str
    outcome: Literal["sent", "received", "mounted", "exists"]

    def find(self, facts: BuildFacts) -> Found | None:
        done = facts.operations.get(self.operation)
        if done is None:
            return None
        count = sum(outcome == self.outcome for outcome, _ in done.moved)
        return self._found(f"Layers {WORDS[self.outcome]}", f"{count}")


class Ended(Deciding, frozen=True, tag="ended"):
    """ "completed" or "failed"; or "unusable", of an image that an engine took and cannot use."""

    operation: str

    def find(self, facts: BuildFacts) -> Found | None:
        done = facts.operations.get(self.operation)
        if done is None:
            return None
        word = "unusable" if done.unusable else "completed" if done.completed else "failed"
        return self._found("It ended", word)
