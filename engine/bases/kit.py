"""What a recipe may use."""

from pathlib import Path

import msgspec

from engine.install import Engine
from engine.install.suites import Say


class Kit(msgspec.Struct, frozen=True):
    """`work` is an empty folder, removed afterwards; `say` takes a line for each long step."""

    engine: Engine
    work: Path
    say: Say
