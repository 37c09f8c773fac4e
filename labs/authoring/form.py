"""An exercise's folder as fields of a form, and back."""

from collections.abc import Mapping

import msgspec

from labs.authoring.folder import File, Folder, FolderRefused
from labs.loading import INDEX, split_front

EXTRA = 2
"""Empty places for new files."""
SWALLOWED = "\n"
"""Browsers leave out the line end with which a text area begins."""


class Row(msgspec.Struct, frozen=True):
    """A file: `text` is None of one that is none, which can be kept or dropped."""

    number: int
    path: str
    text: str | None
    executable: bool = False

    @property
    def shown(self) -> str:
        return SWALLOWED + (self.text or "")

    @property
    def lines(self) -> int:
        return min(24, max(3, (self.text or "").count("\n") + 2))


class Fields(msgspec.Struct, frozen=True):
    """`matter` and `prose` are the two halves of index.md, None where it has none or does not fall in two."""

    matter: str | None
    prose: str
    rows: list[Row]

    @property
    def matter_shown(self) -> str:
        return SWALLOWED + (self.matter or "")

    @property
    def prose_shown(self) -> str:
        return SWALLOWED + self.prose

    @property
    def matter_lines(self) -> int:
        return min(40, (self.matter or "").count("\n") + 2)


def fields_of(folder: Folder) -> Fields:
    index = folder.get(INDEX)
    halves = split_front((index.text() if index else "") or "")
    rest = [path for path in sorted(folder, key=_place) if not (halves and path == INDEX)]
    rows = [Row(n, path, folder[path].text(), folder[path].executable) for n, path in enumerate(rest)]
    extra = [Row(len(rest) + n, "", "") for n in range(EXTRA)]
    matter, prose = halves or (None, "")
    return Fields(matter, prose, rows + extra)


def filled(sent: Mapping[str, str]) -> Fields:
    """As it was sent, to be shown again."""
    rows = [
        Row(number, sent.get(f"path-{number}", ""), sent.get(f"text-{number}"), f"run-{number}" in sent)
        for number in range(_count(sent))
    ]
    return Fields(_text(sent["matter"]) if "matter" in sent else None, _text(sent.get("prose", "")), rows)


def folder_of(sent: Mapping[str, str], before: Folder) -> dict[str, File]:
    """What is no text is kept from before. An empty path leaves a file out. Raises FolderRefused."""
    files = dict[str, File]()
    if "matter" in sent:
        matter, prose = _text(sent["matter"]).strip("\n"), _text(sent.get("prose", ""))
        files[INDEX] = File(f"---\n{matter}\n---\n{prose}".encode())
    for row in filled(sent).rows:
        path = row.path.strip()
        if not path:
            if (row.text or "").strip() and row.number >= _count(sent) - EXTRA:
                raise FolderRefused("", "expected a path for the new file, such as context/Dockerfile")
            continue
        if path in files:
            raise FolderRefused(path, "expected each path once")
        if row.text is not None:
            files[path] = File(_text(row.text).encode(), row.executable)
        elif path in before:
            files[path] = before[path]
    return files


def _count(sent: Mapping[str, str]) -> int:
    numbers = [name.removeprefix("path-") for name in sent if name.startswith("path-")]
    known = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 4]
    return max(known, default=-1) + 1


def _place(path: str) -> tuple[bool, bool, str]:
    return path != INDEX, not path.startswith("context/"), path


def _text(sent: str) -> str:
    """Browsers end lines with CR and LF."""
    return sent.replace("\r\n", "\n")
