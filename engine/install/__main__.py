"""`python -m engine.install`: fetch the engine into CACHE_DIR and say of what it consists."""

import os
import sys
from pathlib import Path

from engine.install import EngineMissing, install


def main() -> int:
    try:
        engine = install(Path(os.environ.get("CACHE_DIR", "/var/cache/layerlab")))
    except (EngineMissing, ValueError) as error:
        print(f"No engine: {error}", file=sys.stderr)  # noqa: T201
        return 1
    for package, version in engine.versions.items():
        print(f"{package} {version}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
