"""The base images that Dockerfiles may start from: built here, from packages, without any registry.

<cache>/bases/lab-base-<hash>.tar    an OCI archive
<cache>/bases/lab-base-<hash>.json   what was made of this recipe with this busybox
<cache>/bases/bases-<hash>.json      a catalogue of those that could be made
<cache>/bases/bases.json             link to the catalogue in use
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine.bases.kit import Kit
from engine.bases.oci import make_image
from engine.bases.packages import PackagesMissing
from engine.bases.recipes import RECIPES, Recipe
from engine.install import Engine
from engine.install.suites import Say

__all__ = ["BaseImage", "load_catalogue", "prepare"]

CATALOGUE = "bases.json"
SOURCES = ("*.py", "*.txt")


class BaseImage(msgspec.Struct, frozen=True):
    """`size` is in compressed bytes; `archive` the OCI archive to load."""

    name: str
    description: str
    size: int
    layers: int
    archive: Path
    manifest_digest: str


def prepare(
    cache: Path, engine: Engine, say: Say = print, recipes: Sequence[Recipe] = RECIPES
) -> list[BaseImage]:
    """Build what is not built yet and make it the catalogue; smallest image first.

    Takes milliseconds and no network the second time. Raises PackagesMissing only for what a site cannot do
    without; what else cannot be made is said, left out, and tried again next time.
    """
    before = os.umask(0o022)
    try:
        folder = cache / "bases"
        folder.mkdir(parents=True, exist_ok=True)
        made = [image for recipe in recipes if (image := _provide(recipe, folder, engine, say))]
        catalogue = _json(sorted(made, key=lambda image: image.size))
        name = f"bases-{hashlib.sha256(catalogue).hexdigest()[:12]}.json"
        _write(folder / name, catalogue)
        _link(folder / CATALOGUE, name)
    finally:
        os.umask(before)
    return load_catalogue(cache)


def load_catalogue(cache: Path) -> list[BaseImage]:
    """The images on offer, smallest first; none where none were prepared."""
    try:
        text = (cache / "bases" / CATALOGUE).read_bytes()
    except FileNotFoundError:
        return []
    return msgspec.json.decode(text, type=list[BaseImage], dec_hook=_path)


def _provide(recipe: Recipe, folder: Path, engine: Engine, say: Say) -> BaseImage | None:
    """The image, from the cache where it is there; None where an optional one cannot be made."""
    record = folder / f"{_file_name(recipe)}-{_hash_of(recipe, engine)}.json"
    if record.exists():
        image = msgspec.json.decode(record.read_bytes(), type=BaseImage, dec_hook=_path)
        if image.archive.exists():
            return image
    try:
        image = _build(recipe, folder, engine, say)
    except PackagesMissing as error:
        if recipe.required:
            raise
        say(f"doing without the base image {recipe.name}: {error}")
        return None
    _write(record, _json(image))
    return image


def _build(recipe: Recipe, folder: Path, engine: Engine, say: Say) -> BaseImage:
    say(f"making the base image {recipe.name} …")
    work = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder))
    work.chmod(0o755)  # apt reads and writes below it as a user of its own
    try:
        entries = recipe.tree(Kit(engine, work, say))
    finally:
        shutil.rmtree(work)
    image = make_image(recipe.name, entries, recipe.created_by, recipe.env)
    archive = folder / f"{_file_name(recipe)}-{image.manifest_digest[7:19]}.tar"
    _write(archive, image.archive)
    say(f"made the base image {recipe.name}, {image.size / 1e6:.1f} MB")
    return BaseImage(recipe.name, recipe.description, image.size, 1, archive, image.manifest_digest)


def _file_name(recipe: Recipe) -> str:
    return recipe.name.replace("/", "-")


def _hash_of(recipe: Recipe, engine: Engine) -> str:
    """Changes with the recipes' source and with every binary they use."""
    home = Path(__file__).parent
    sources = sorted(path for pattern in SOURCES for path in home.glob(pattern))
    parts = [recipe.name.encode(), *(path.read_bytes() for path in (*sources, engine.busybox))]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:12]


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=str))


def _path(kind: type[Path], text: str) -> Path:
    return kind(text)


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.rename(path)


def _link(link: Path, target: str) -> None:
    fresh = link.with_name(f"{link.name}.{os.getpid()}")
    fresh.symlink_to(target)
    fresh.rename(link)
