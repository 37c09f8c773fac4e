"""Blobs of a running engine's content store, opened by the host's root without trusting the jail's."""

import os
import stat
from pathlib import Path

from engine import disks

PLACE = ("content", "blobs", "sha256")


def open_blob(home: Path, digest: str) -> int | None:
    """A read-only descriptor of the blob `sha256:…`, None where there is none or it is no file.

    No link is followed: the jail's root writes these folders.
    """
    folder = os.open(home / disks.BULK, os.O_PATH | os.O_DIRECTORY)
    try:
        for name in PLACE:
            inner = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        blob = os.open(digest.removeprefix("sha256:"), flags, dir_fd=folder)
    except OSError:
        return None
    finally:
        os.close(folder)
    if stat.S_ISREG(os.fstat(blob).st_mode):
        return blob
    os.close(blob)
    return None
