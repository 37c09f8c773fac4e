"""Which layers went over the wire, from the daemon's account of a push or a pull."""

import re
from collections.abc import Iterable, Iterator, Mapping

from builds.events import LayerMoved
from builds.oci.manifest import Descriptor

SHORT = 12
"""Hex digits of a digest that the daemon tells."""
OUTCOMES = {
    "Pushed": "sent",
    "Pull complete": "received",
    "Download complete": "received",
    "Layer already exists": "exists",
    "Already exists": "exists",
}
_MOUNTED = re.compile(r"Mounted from (.+)")


class Account:
    """Reads the lines; then `moved` tells what became of each layer, bottom first."""

    def __init__(self) -> None:
        self.digest = ""
        """Of what was pushed or pulled, as the daemon says at the end."""
        self._outcomes: dict[str, tuple[str, str | None]] = {}

    def read(self, line: Mapping[str, object]) -> None:
        status, layer = str(line.get("status", "")), str(line.get("id", ""))
        if found := re.search(r"[Dd]igest: (sha256:[0-9a-f]{64})", status):
            self.digest = found[1]
        elif status in OUTCOMES:
            self._outcomes[layer] = (OUTCOMES[status], None)
        elif mounted := _MOUNTED.fullmatch(status):
            self._outcomes[layer] = ("mounted", mounted[1])

    def moved(self, layers: Iterable[Descriptor]) -> Iterator[LayerMoved]:
        """What the daemon does not speak of was there already."""
        for index, layer in enumerate(layers):
            short = layer.digest.removeprefix("sha256:")[:SHORT]
            outcome, source = self._outcomes.get(short, ("exists", None))
            yield LayerMoved(index, layer.digest, layer.size, outcome, source)  # type: ignore[arg-type]
