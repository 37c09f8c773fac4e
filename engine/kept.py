"""Numbers in files of their own, which a crash leaves either old or new."""

from pathlib import Path


def number(path: Path) -> int | None:
    """None where there is none, or nonsense."""
    try:
        return int(path.read_text())
    except (FileNotFoundError, ValueError):
        return None


def write(path: Path, value: int) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(str(value))
    draft.replace(path)
