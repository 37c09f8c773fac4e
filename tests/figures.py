"""What a full proof found: tests note figures, and `python -m tests.figures` puts them into the docs."""

import fcntl
import json
import os
import sys
from pathlib import Path

from tests.size import FULL

ROOT = Path(__file__).parent.parent
NOTED = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "prove.json"
PAGE = ROOT / "docs/measurements.md"
FUZZED, FUZZED_GOAL = "Fuzzed: ", 10_000
BEGIN, END = "<!-- proven: written by make prove -->\n", "<!-- proven until here -->\n"


def note(what: str, figure: str) -> None:
    """A figure of a full proof; samples leave no trace. One of the same name is replaced."""
    if FULL:
        NOTED.parent.mkdir(parents=True, exist_ok=True)
        with NOTED.open("a+") as file:  # several processes prove at once
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            noted = json.loads(file.read() or "{}")
            file.truncate(0)
            file.write(json.dumps(noted | {what: figure}, indent=1, ensure_ascii=False) + "\n")


def fuzzed(what: str, count: int) -> None:
    """So many requests, each sent to a running part and answered without a fault; all such are added up."""
    note(f"{FUZZED}{what}", f"{count:,}")


def added_up(figures: dict[str, str]) -> int:
    """What was fuzzed, all together."""
    return sum(int(figure.replace(",", "")) for what, figure in figures.items() if what.startswith(FUZZED))


def written(page: str, figures: dict[str, str]) -> str:
    """The page with the section between the marks made anew. Raises ValueError where it has no marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"expected a section between {BEGIN.strip()!r} and {END.strip()!r}")
    rows = "".join(f"| {what} | {figure} |\n" for what, figure in figures.items())
    return f"{before}{begin}| | proven |\n|---|---|\n{rows}{end}{after}"


def main() -> int:
    figures = json.loads(NOTED.read_text())
    total = added_up(figures)
    together = {f"All that was fuzzed, of at least {FUZZED_GOAL:,}": f"{total:,}"}
    PAGE.write_text(written(PAGE.read_text(), figures | together))
    if total < FUZZED_GOAL:
        sys.stderr.write(f"expected {FUZZED_GOAL:,} fuzzed requests, got {total:,}: were all tests run?\n")
    return int(total < FUZZED_GOAL)


if __name__ == "__main__":
    sys.exit(main())
