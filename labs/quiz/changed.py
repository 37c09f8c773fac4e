"""What was changed from one recorded build's request to the next, line by line."""

import difflib

import msgspec

from builds.request import BuildRequest, ContextFile

LONGEST = 2000
"""Characters of a file that a page shows."""


class Changed(msgspec.Struct, frozen=True):
    """`path` is empty for the Dockerfile. Lines come with a sign: "-", "+", or " " for what stayed."""

    path: str
    lines: list[tuple[str, str]]


def contents(request: BuildRequest) -> dict[str, str]:
    """What each file says, by path; the Dockerfile under an empty one. A mode or a date comes first."""
    files = {path: _said(file) for path, file in request.context().items()}
    return {"": request.dockerfile, **files}


def changed(before: BuildRequest, after: BuildRequest) -> list[Changed]:
    old, new = contents(before), contents(after)
    return [
        Changed(path, _lines(old.get(path, ""), new.get(path, "")))
        for path in dict.fromkeys([*old, *new])
        if old.get(path) != new.get(path)
    ]


def _lines(old: str, new: str) -> list[tuple[str, str]]:
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1)
    return [(line[0], line[1:]) for line in found if not line.startswith(("---", "+++", "@@"))]


def _said(file: ContextFile) -> str:
    if not file.regular:
        return f"-> {file.symlink}" if file.symlink else "a folder"
    heading = "".join(
        f"({word})\n"
        for word in (
            f"mode {file.mode:o}" if file.mode is not None else "",
            f"date {file.mtime}" if file.mtime is not None else "",
        )
        if word
    )
    return heading + file.content().decode(errors="replace")[:LONGEST]
