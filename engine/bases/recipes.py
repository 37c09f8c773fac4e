"""The base images on offer. To offer another one, write its tree and add its recipe."""

from collections.abc import Callable

import msgspec

from engine.bases.busybox import base_tree, other_tree
from engine.bases.compiler import compiler_tree
from engine.bases.kit import Kit
from engine.bases.script import script_tree
from engine.bases.tree import Entry


class Recipe(msgspec.Struct, frozen=True):
    """`tree` makes the layer's entries; `created_by` stands in the image's history; `env` in its config.

    One that needs packages may be missing: the others are offered without it.
    """

    name: str
    description: str
    created_by: str
    tree: Callable[[Kit], list[Entry]]
    env: tuple[str, ...] = ()
    required: bool = True


RECIPES = (
    Recipe(
        "lab/base",
        "A shell and the usual commands (busybox), nothing else",
        "busybox and its commands",
        base_tree,
    ),
    Recipe(
        "lab/other",
        "The same commands as in lab/base, made apart from it: one file differs",
        "busybox, its commands and /etc/motd",
        other_tree,
    ),
    Recipe(
        "lab/cc",
        "A small C compiler, cc; what it makes needs nothing else to run",
        "busybox, tcc and musl",
        compiler_tree,
        required=False,
    ),
    Recipe(
        "lab/script",
        "Python with pip, and a small package index that needs no network",
        "busybox, Python, pip and /packages",
        script_tree,
        env=("PYTHONDONTWRITEBYTECODE=1",),
        required=False,
    ),
)
