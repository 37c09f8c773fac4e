"""Edits of the build context."""

from random import Random

import msgspec

from builds.request import ContextFile
from tests.proofs.causes import Cause, Edit, Maker
from tests.proofs.places import any_file, any_folder, spare, taking
from tests.proofs.project import Project


def file_content(random: Random, after: Project, word: str) -> Edit | None:
    if not (path := any_file(random, after, lambda f: f.text is not None)):
        return None
    old = after.files[path]
    after.files[path] = ContextFile(text=f"{word}\n", mode=old.mode, mtime=old.mtime)
    return _of_files("file_content", after, path)


def file_content_of_the_same_length(random: Random, after: Project, word: str) -> Edit | None:
    if not (path := any_file(random, after, lambda f: bool(f.text))):
        return None
    text = after.files[path].text or ""
    after.files[path] = msgspec.structs.replace(after.files[path], text="Z" + text[1:])
    return _of_files("file_content_of_the_same_length", after, path)


def file_mode(random: Random, after: Project, word: str) -> Edit | None:
    if not (path := any_file(random, after, lambda f: f.regular)):
        return None
    mode = 0o751 if after.files[path].mode != 0o751 else 0o644
    after.files[path] = msgspec.structs.replace(after.files[path], mode=mode)
    return _of_files("file_mode", after, path)


def file_more(random: Random, after: Project, word: str) -> Edit | None:
    if not (folder := any_folder(random, after)):
        return None
    after.files[f"{folder}/m{word}"] = ContextFile(text=word)
    return _of_files("file_more", after, f"{folder}/m{word}")


def empty_folder_more(random: Random, after: Project, word: str) -> Edit | None:
    if not (folder := any_folder(random, after)):
        return None
    after.files[f"{folder}/e{word}"] = ContextFile(directory=True)
    return _of_files("empty_folder_more", after, f"{folder}/e{word}")


def file_less(random: Random, after: Project, word: str) -> Edit | None:
    if not (path := spare(random, after)):
        return None
    del after.files[path]
    return _of_files("file_less", after, path)


def file_renamed(random: Random, after: Project, word: str) -> Edit | None:
    if not (path := spare(random, after)):
        return None
    there = f"{path.rpartition('/')[0]}/r{word}"
    after.files[there] = after.files.pop(path)
    return _of_files("file_renamed", after, path, there)


def file_to_link(random: Random, after: Project, word: str) -> Edit | None:
    if not (path := spare(random, after)):
        return None
    after.files[path] = ContextFile(symlink=word)
    return _of_files("file_to_link", after, path)


def ignored_more(random: Random, after: Project, word: str) -> Edit | None:
    name = _ignore_file(after)
    if not (path := spare(random, after)):
        return None
    before = (after.files[name].text or "") if name in after.files else ""
    after.files[name] = ContextFile(text=f"{before.rstrip()}\n{path}\n".lstrip("\n"))
    return _of_files("ignored_more", after, path, name)


def ignored_less(random: Random, after: Project, word: str) -> Edit | None:
    name = _ignore_file(after)
    if name not in after.files:
        return None
    del after.files[name]
    paths = [path for path in after.files if path.startswith(("ig", "d"))]
    return _of_files("ignored_less", after, *paths, name, "Dockerfile", ".dockerignore")


def _of_files(name: str, after: Project, *paths: str) -> Edit:
    cause = Cause(frozenset({"files_changed"}), frozenset(paths))
    return Edit(name, after, {line.id: (cause,) for path in paths for line in taking(after, path)})


def _ignore_file(project: Project) -> str:
    own = "Dockerfile.dockerignore"
    return own if own in project.files else ".dockerignore"


EDITS: tuple[Maker, ...] = (
    *(file_content, file_content_of_the_same_length, file_mode, file_more, empty_folder_more),
    *(file_less, file_renamed, file_to_link, ignored_more, ignored_less),
)
