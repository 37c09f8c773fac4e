"""Recordings of real builds, and the scenarios they are made from."""

from pathlib import Path

from builds.recording import Recording, decode

HERE = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in HERE.glob("*.json")))


def load(name: str) -> Recording:
    return decode((HERE / f"{name}.json").read_bytes())


def load_all() -> list[Recording]:
    return [load(name) for name in NAMES]
