"""The base images that Dockerfiles may start from: built here, from packages, without any registry.

<cache>/bases/lab-base-<hash>.tar   an OCI archive
<cache>/bases/<hash>.json           what was made of these recipes and packages
<cache>/bases/bases.json            link to the catalogue in use
"""

import hashlib
import os
from pathlib import Path

import msgspec

from engine.bases.oci import make_image
from engine.bases.recipes import RECIPES, Recipe
from engine.install import Engine

__all__ = ["BaseImage", "load_catalogue", "prepare"]

CATALOGUE = "bases.json"


class BaseImage(msgspec.Struct, frozen=True):
    """`size` is in compressed bytes; `archive` the OCI archive to load."""

    name: str
    description: str
    size: int
    layers: int
    archive: Path
    manifest_digest: str


def prepare(cache: Path, engine: Engine) -> list[BaseImage]:
    """Build what is not built yet and make it the catalogue; smallest image first."""
    before = os.umask(0o022)
    try:
        folder = cache / "bases"
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / f"{_recipes_hash(engine)}.json"
        if not made.exists():
            images = sorted((_build(recipe, folder, engine) for recipe in RECIPES), key=lambda one: one.size)
            _write(made, msgspec.json.format(msgspec.json.encode(images, enc_hook=str)))
        _link(folder / CATALOGUE, made.name)
    finally:
        os.umask(before)
    return load_catalogue(cache)


def load_catalogue(cache: Path) -> list[BaseImage]:
    """The images on offer, smallest first; none where none were prepared."""
    try:
        text = (cache / "bases" / CATALOGUE).read_bytes()
    except FileNotFoundError:
        return []
    return msgspec.json.decode(text, type=list[BaseImage], dec_hook=lambda kind, text: kind(text))


def _build(recipe: Recipe, folder: Path, engine: Engine) -> BaseImage:
    image = make_image(recipe.name, recipe.tree(engine), recipe.created_by)
    archive = folder / f"{recipe.name.replace('/', '-')}-{image.manifest_digest[7:19]}.tar"
    _write(archive, image.archive)
    return BaseImage(recipe.name, recipe.description, image.size, 1, archive, image.manifest_digest)


def _recipes_hash(engine: Engine) -> str:
    """Changes with the recipes' source and with every binary they use."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    parts = [path.read_bytes() for path in (*sources, engine.busybox)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:12]


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.rename(path)


def _link(link: Path, target: str) -> None:
    fresh = link.with_name(f"{link.name}.{os.getpid()}")
    fresh.symlink_to(target)
    fresh.rename(link)
