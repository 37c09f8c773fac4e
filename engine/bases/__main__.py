"""`python -m engine.bases`: fetch the engine into CACHE_DIR, build the base images and say what there is."""

import os
import sys
from pathlib import Path

from engine.bases import prepare
from engine.install import EngineMissing, install


def main() -> int:
    cache = Path(os.environ.get("CACHE_DIR", "/var/cache/layerlab"))
    try:
        engine = install(cache)
    except (EngineMissing, ValueError) as error:
        print(f"No engine: {error}", file=sys.stderr)  # noqa: T201
        return 1
    for package, version in engine.versions.items():
        print(f"{package} {version}")  # noqa: T201
    for image in prepare(cache, engine):
        print(f"{image.name} {image.manifest_digest}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
