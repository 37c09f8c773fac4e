"""What an instructor does with an exercise of their own: begin, save, copy, delete."""

import hashlib

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from builds.advice import over
from labs import catalogue
from labs.authoring.editions import bounds
from labs.authoring.folder import NAMELESS, File, Folder, FolderRefused, check, name_of, read
from labs.authoring.models import Written
from labs.authoring.starter import starter
from labs.authoring.zipped import pack, unpack


def begin(author: User, slug: str) -> Written:
    """From an example that holds what it promises. Raises FolderRefused."""
    return add(author, starter(slug))


def copy(author: User, original: str, slug: str) -> Written:
    """Of an exercise of the course, under another id. Raises FolderRefused."""
    if original not in {exercise.slug for exercise in catalogue.exercises()}:
        raise FolderRefused("", f"expected an exercise of the course, got {original[:64]!r}")
    folder = read(catalogue.LIBRARY / original)
    renamed = {
        path: File(file.content.replace(f"id: {original}\n".encode(), f"id: {slug}\n".encode(), 1))
        if path in ("index.md", "quiz.yaml")
        else file
        for path, file in folder.items()
    }
    return add(author, renamed)


def receive(author: User, archive: bytes) -> Written:
    """A zip file. Raises FolderRefused."""
    return add(author, unpack(archive, bounds()))


def add(author: User, folder: Folder) -> Written:
    """Raises FolderRefused."""
    kept, most = Written.objects.filter(author=author).count(), settings.EXERCISES_KEPT
    if kept >= most:
        raise FolderRefused("", over("exercises_kept", most, f"You have {kept} exercises"))
    return _keep(Written(author=author), folder)


def save(written: Written, folder: Folder) -> Written:
    """With all its faults, but within bounds and under an id that is free. Raises FolderRefused."""
    if written.editions.exists() and name_of(folder) != written.slug:
        raise FolderRefused(
            "", f"expected the id {written.slug}, under which it was published: copy it to have another"
        )
    return _keep(written, folder)


def repacked(archive: bytes) -> bytes:
    """As we pack it ourselves, with nothing in it but the folder. Raises FolderRefused."""
    folder = unpack(archive, bounds())
    return pack(folder, name_of(folder))


def digest_of(archive: bytes) -> str:
    return hashlib.sha256(archive).hexdigest()


def _keep(written: Written, folder: Folder) -> Written:
    check(folder, bounds())
    slug = name_of(folder)
    if slug == NAMELESS:
        raise FolderRefused(
            "", "expected a line `id: …` in index.md: small letters, digits and -, at most 64"
        )
    if catalogue.find_in_course(slug):
        raise FolderRefused("", f"expected another id: {slug} is an exercise of the course")
    written.slug, written.folder = slug, pack(folder, slug)
    try:
        with transaction.atomic():
            written.save()
    except IntegrityError:
        raise FolderRefused("", f"expected another id: {slug} is taken") from None
    return written
