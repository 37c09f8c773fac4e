import hashlib
import os
import secrets
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MEMORY = Path("/dev/shm")  # noqa: S108  # the folder in it is ours alone, or is refused


def kept_secret(path: Path) -> str:
    """The secret in `path`, made at first need and readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secret := secrets.token_urlsafe(50))
    return secret


def memory_folder(var: Path) -> Path:
    """A folder of this user and this state, in memory where the system has a place for that."""
    name = hashlib.sha256(bytes(var)).hexdigest()[:8]
    return MEMORY / f"layerlab-{os.getuid()}-{name}" if MEMORY.is_dir() else var / "secrets"


def checked_private(folder: Path) -> Path:
    """The folder, which need not exist yet. Raises ImproperlyConfigured where others may enter it."""
    try:
        mode = folder.lstat().st_mode
    except FileNotFoundError:
        return folder
    if stat.S_ISDIR(mode) and not mode & 0o077:
        return folder
    raise ImproperlyConfigured(
        f"SECRETS_DIR: expected a folder that only its owner may enter, got {folder}, {stat.filemode(mode)}. "
        f"Change that (chmod 700 {folder}), or name another folder"
    )
