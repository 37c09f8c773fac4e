"""Archives for ADD, with what an archive may hold."""

import base64
import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable
from random import Random

from builds.request import ContextFile

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "tar": lambda content: content,
    "tar.gz": gzip.compress,
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
}
FORMATS = (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)


def archive(random: Random, word: str, kind: str) -> ContextFile:
    """Folders, files, links both soft and hard, owners, special bits, dates, long and odd names."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=random.choice(FORMATS)) as tar:
        tar.addfile(_entry("ar", tarfile.DIRTYPE, 0o750))
        tar.addfile(_entry("ar/file", size=len(word)), io.BytesIO(word.encode()))
        tar.addfile(_entry("ar/tool", mode=0o4755, uid=1000, gid=50, size=3), io.BytesIO(b"abc"))
        tar.addfile(_entry("ar/hard", tarfile.LNKTYPE, linkname="ar/file"))
        tar.addfile(_entry("ar/soft", tarfile.SYMTYPE, 0o777, linkname="file"))
        tar.addfile(_entry("ar/pipe", tarfile.FIFOTYPE, 0o600))
        tar.addfile(_entry("ar/" + "folder/" * 14 + "f" * random.choice([20, 90]), mtime=1.5))
        tar.addfile(_entry("ar/ä b", mtime=0))
        if random.random() < 0.5:
            tar.addfile(_entry("ar/file", size=1), io.BytesIO(b"2"))
    packed = PACKERS[kind](out.getvalue())
    return ContextFile(base64=base64.b64encode(packed).decode())


def _entry(
    name: str,
    kind: bytes = tarfile.REGTYPE,
    mode: int = 0o644,
    *,
    uid: int = 0,
    gid: int = 0,
    size: int = 0,
    mtime: float = 1_500_000_000,
    linkname: str = "",
) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.mode, found.uid, found.gid = kind, mode, uid, gid
    found.size, found.mtime, found.linkname = size, mtime, linkname
    return found
