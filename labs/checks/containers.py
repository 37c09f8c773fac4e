"""What a container of the image wrote: on its output, and into its writable layer."""

import re

from labs.checks.check import Builds, Check, Counting, Seen, Text
from labs.facts import BuildFacts

NOT_RUN = "the container did not run"


class Stdout(Check, frozen=True, tag="stdout"):
    run: str
    match: Text

    def words(self) -> str:
        return f"The container writes {self.match}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        output = facts.runs.get(self.run)
        if output is None:
            return Seen(False, NOT_RUN)
        ended = f" and ended with exit code {output.exit_code}" if output.exit_code else ""
        found = f"it wrote {output.stdout.strip()[:80]!r}{ended}"
        return Seen(bool(re.search(self.match, output.stdout)), found)


class ContainerDiff(Check, frozen=True, tag="container_diff"):
    """A line such as `changed /etc/passwd` of what the writable layer of `run` holds."""

    run: str
    match: Text
    want: bool = True

    def words(self) -> str:
        return f"The container’s writable layer has {'' if self.want else 'no '}{self.match}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        output = facts.runs.get(self.run)
        if output is None or output.written is None:
            return Seen(False, NOT_RUN)
        there = any(re.search(self.match, line) for line in output.written.lines)
        return Seen(there == self.want, f"it holds {', '.join(output.written.lines)[:200] or 'nothing'}")


class UpperBytes(Counting, frozen=True, tag="upper_bytes"):
    """Of the writable layer of `run`, on disk."""

    run: str

    def words(self) -> str:
        return self.amount("bytes in the container’s writable layer")

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        output = facts.runs.get(self.run)
        if output is None or output.written is None:
            return Seen(False, NOT_RUN)
        return Seen(
            self.holds(output.written.size), f"its writable layer holds {output.written.size:,} bytes"
        )
