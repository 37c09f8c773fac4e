"""A folder as a zip file, and back. A zip file is read in memory; nothing of it is unpacked to a disk."""

import io
import stat
import zipfile
import zlib

from labs.authoring.folder import Bounds, File, Folder, FolderRefused, check, checked_path
from labs.loading import INDEX, QUIZ

MADE = (1980, 1, 1, 0, 0, 0)
"""One date for all, so that one folder gives one zip file."""
KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
PLAIN = (0, stat.S_IFREG)
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError)
"""What Python's zipfile raises for what it cannot read; NotImplementedError is a RuntimeError."""


def pack(folder: Folder, name: str) -> bytes:
    """With everything in a folder called `name`."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, file in sorted(folder.items()):
            entry = zipfile.ZipInfo(f"{name}/{path}", MADE)
            entry.external_attr = (stat.S_IFREG | (0o755 if file.executable else 0o644)) << 16
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(entry, file.content)
    return written.getvalue()


def unpack(archive: bytes, bounds: Bounds) -> dict[str, File]:
    """The exercise's folder, at the top of the archive or in the one folder there. Raises FolderRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            files = _files(opened, bounds)
    except (*BROKEN, RuntimeError) as error:
        raise FolderRefused("", f"expected a zip file: {error}") from None
    folder = _without_top(files)
    check(folder, bounds)
    return folder


def _files(archive: zipfile.ZipFile, bounds: Bounds) -> dict[str, File]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > bounds.files:
        raise FolderRefused("", f"expected at most {bounds.files} files, got {len(entries)}")
    files, left = dict[str, File](), bounds.unpacked
    for entry in entries:
        path = checked_path(entry.filename)
        if path in files:
            raise FolderRefused(path, "expected each path once")
        content = _content(archive, entry, path, left)
        left -= len(content)
        files[path] = File(content, bool(entry.external_attr >> 16 & 0o100))
    return files


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, left: int) -> bytes:
    """What the archive says of sizes is not believed."""
    if stat.S_IFMT(entry.external_attr >> 16) not in PLAIN:
        raise FolderRefused(path, "expected a file, got a link or something else that is none")
    if entry.flag_bits & 1:
        raise FolderRefused(path, "expected no password")
    if entry.compress_type not in KNOWN:
        raise FolderRefused(path, "expected it stored or deflated")
    with archive.open(entry) as opened:
        content = opened.read(left + 1)
    if len(content) > left:
        raise FolderRefused(path, "expected less: with this file the folder is over its limit of bytes")
    return content


def _without_top(files: dict[str, File]) -> dict[str, File]:
    tops = {path.partition("/")[0] for path in files}
    if INDEX in files or QUIZ in files or len(tops) != 1:
        return files
    return {path.partition("/")[2]: file for path, file in files.items() if "/" in path}
