"""What was recorded of a build, held against what independent tools report. Each difference is one line."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from builds.events import ImageRecorded, LayerRecorded, Planned
from builds.oci.listing import Change, unpack
from builds.oci.merged import MergedPath, merge
from builds.oci.waste import measure
from tests.proofs import merging, verdicts
from tests.proofs.laboratory import IMAGE, Built, Laboratory
from tests.proofs.layers import Found, changes, counts
from tests.proofs.merging import Merged
from tests.proofs.project import Project
from tests.proofs.saved import (
    MADE_BY_DOCKER,
    SavedImage,
    by_skopeo,
    by_umoci,
    exported,
    merged,
    read_saved,
    save,
    unpacked_by_umoci,
)
from tests.proofs.trees import Node, Tree, put_on


def differences(project: Project, built: Built, laboratory: Laboratory) -> Iterator[str]:
    state = built.state
    if state.status != "completed":
        yield f"expected it to be built: {state.error}"
        return
    with tempfile.TemporaryDirectory(dir=laboratory.folder) as folder:
        archive = save(laboratory.lease.host, IMAGE, Path(folder, "image.tar"))
        saved = read_saved(archive)
        yield from _same("verdict of line", verdicts.told(built), verdicts.read(built))
        yield from _steps(project, built)
        yield from _digests(built, saved)
        yield from _by_tools(built, archive, Path(folder))
        yield from _listings(built, saved, laboratory)
        yield from _merged(built, saved, laboratory, Path(folder))


def failure_differences(project: Project, built: Built) -> Iterator[str]:
    """Of a build that must fail at a known line."""
    assert project.fails_at
    state = built.state
    error = state.error
    expected = ("failed", "step", project.number(project.fails_at))
    actual = (state.status, error and error.reason, error and error.line)
    yield from _same("failure", {"of": actual}, {"of": expected})


def _steps(project: Project, built: Built) -> Iterator[str]:
    """Which line made which layer: the generator knows."""
    steps = next(event for event in built.events if isinstance(event, Planned)).steps
    layers = [event for event in built.events if isinstance(event, LayerRecorded)]
    lines = [None if layer.step is None else steps[layer.step].line for layer in layers]
    own = project.layer_lines()
    yield from _same(
        "line of layer from the top", dict(enumerate(lines[::-1][: len(own)])), dict(enumerate(own[::-1]))
    )
    below = {
        None if layer.step is None else steps[layer.step].keyword for layer in layers[: -len(own) or None]
    }
    if not below <= {"FROM"}:
        yield f"expected the layers below to be FROM's, they are {below}"


def _digests(built: Built, saved: SavedImage) -> Iterator[str]:
    fields = ("digest", "media_type", "size", "diff_id", "chain_id", "unpacked_size")
    layers = [event for event in built.events if isinstance(event, LayerRecorded)]
    told = {(layer.index, field): getattr(layer, field) for layer in layers for field in fields}
    true = {(n, field): getattr(layer, field) for n, layer in enumerate(saved.layers) for field in fields}
    yield from _same("layer's", told, true)
    empty = {layer.index: layer.empty for layer in layers}
    yield from _same("emptiness of layer", empty, {n: not x.entries for n, x in enumerate(saved.layers)})
    image = next(event for event in built.events if isinstance(event, ImageRecorded))
    expected = {
        "manifest_digest": saved.manifest_digest,
        "config_digest": saved.config_digest,
        "size": sum(layer.size for layer in saved.layers),
        "layer_count": len(saved.layers),
    }
    yield from _same("image's", {name: getattr(image, name) for name in expected}, expected)


def _by_tools(built: Built, archive: Path, folder: Path) -> Iterator[str]:
    layers = [event for event in built.events if isinstance(event, LayerRecorded)]
    image = next(event for event in built.events if isinstance(event, ImageRecorded))
    skopeo: Mapping[str, Any] = by_skopeo(archive, folder / "layout")
    descriptors = skopeo["manifest"]["layers"] or []
    told = [(x.digest, x.media_type, x.size, x.diff_id) for x in layers]
    diff_ids = skopeo["config"]["rootfs"]["diff_ids"] or []
    true = [
        (x["digest"], x["mediaType"], x["size"], diff_id)
        for x, diff_id in zip(descriptors, diff_ids, strict=True)
    ]
    yield from _same("skopeo's layer", dict(enumerate(told)), dict(enumerate(true)))
    ours = {"digest": image.manifest_digest, "config": image.config_digest}
    theirs = {"digest": skopeo["digest"], "config": skopeo["manifest"]["config"]["digest"]}
    if layers:  # of an image without any, skopeo writes the manifest and config anew
        yield from _same("skopeo's", ours, theirs)
    history = [entry for entry in by_umoci(folder / "layout") if entry.get("layer")]
    umoci = [
        (x["layer"]["digest"], x["layer"]["mediaType"], x["layer"]["size"], x["diff_id"]) for x in history
    ]
    yield from _same("umoci's layer", dict(enumerate(told)), dict(enumerate(umoci)))


def _listings(built: Built, saved: SavedImage, laboratory: Laboratory) -> Iterator[str]:
    tree: Tree = {}
    for index, layer in enumerate(saved.layers):
        above = put_on(tree, layer.entries)
        found = changes(tree, above, layer.entries)
        listed = unpack(laboratory.listings.layers[layer.chain_id].packed)
        told = {change.path: _told(change) for change in listed}
        true = {printed(each.path): _found(each, above) for each in found}
        yield from _same(f"layer {index}:", told, true)
        files = [x for x in built.events if isinstance(x, LayerRecorded)][index].files
        yield from _same(f"layer {index}: count of", msgspec.structs.asdict(files), counts(found))
        tree = above


def _merged(built: Built, saved: SavedImage, laboratory: Laboratory, folder: Path) -> Iterator[str]:
    """Our merged view, `tarfile`'s, umoci's, and a container's files: all the same."""
    if not saved.layers:
        return
    listings = [unpack(laboratory.listings.layers[layer.chain_id].packed) for layer in saved.layers]
    view = merge(listings)
    whole = merged(saved)
    container = exported(laboratory.lease.host, IMAGE, saved.config)
    kept = {path: node for path, node in container.items() if not _made(path, whole, saved.config)}
    without = {path: node for path, node in whole.items() if not _made(path, whole, saved.config)}
    yield from _same("umoci's", _seen(whole), _seen(unpacked_by_umoci(folder / "layout", folder / "bundle")))
    yield from _same("container's", _seen(_since_1970(without)), _seen(kept))
    ours = {x.found.path: _node(x.found) for x in view if x.gone is None}
    theirs = {
        printed(path): msgspec.structs.replace(node, target=node.hard or node.target)
        for path, node in whole.items()
    }
    yield from _same("merged", _listed(ours), _listed(theirs))
    yield from _supplied(view, saved)
    yield from _wasted(listings, saved)


def _supplied(view: Sequence[MergedPath], saved: SavedImage) -> Iterator[str]:
    """Which layer supplies each path, and which hides it."""
    told = {}
    for x in view:
        layers = x.hides if x.layer is None else (*x.hides, x.layer)
        told[x.found.path] = Merged(x.found.type, layers, x.gone)
    true = merging.merge([layer.entries for layer in saved.layers])
    yield from _same("supplied", told, {printed(path): each for path, each in true.items()})


def _wasted(listings: Sequence[Sequence[Change]], saved: SavedImage) -> Iterator[str]:
    told = measure(listings)
    wasted, least, whole = merging.efficiency([layer.entries for layer in saved.layers])
    true = {"bytes": wasted, "efficiency": round(least / whole, 9) if whole else 1.0}
    yield from _same("wasted", {"bytes": told.wasted_bytes, "efficiency": round(told.efficiency, 9)}, true)


def _made(path: str, image: Tree, config: Mapping[str, Any]) -> bool:
    """Volumes and the working directory too are made with the container."""
    settings = config.get("config", {})
    asked = [name.strip("/") for name in [*(settings.get("Volumes") or {}), settings.get("WorkingDir") or ""]]
    below = any(f"{name}/".startswith(f"{path}/") for name in asked if name)
    return path in MADE_BY_DOCKER or (path not in image and below)


def _since_1970(tree: Tree) -> Tree:
    """As the engine's export has it, which knows no date before."""
    return {path: msgspec.structs.replace(node, mtime=max(0, node.mtime)) for path, node in tree.items()}


def _seen(tree: Tree) -> dict[str, object]:
    """But for the dates of folders: whatever is put into one dates it anew."""
    return {
        path: (
            *(node.type, f"{node.mode:o}", node.uid, node.gid, node.size, node.target),
            node.content,
            None if node.type == "directory" else node.mtime,
        )
        for path, node in tree.items()
    }


def _listed(tree: Tree) -> dict[str, object]:
    """Every date too. A hard link has no size of its own."""
    return {
        path: msgspec.structs.replace(
            node,
            type="file" if node.type == "hardlink" else node.type,
            size=0 if node.hard is not None or node.type == "hardlink" else node.size,
            target=node.hard or node.target,
            hard=None,
        )
        for path, node in tree.items()
    }


def _node(x: Change) -> Node:
    content = x.content.hex() if x.content else None
    return Node(x.type, x.mode, x.uid, x.gid, x.size, x.mtime, x.target, content)


def _told(x: Change) -> tuple[object, ...]:
    return (x.change, _node(x), sorted(x.what), x.opaque, x.whiteout)


def _found(found: Found, above: Tree) -> tuple[object, ...]:
    """As a listing has it: of a hard link, the content is that of the file that it leads to."""
    node, content = found.node, above[found.path].content if found.path in above else None
    target = None if node.target is None else printed(node.target)
    as_listed = msgspec.structs.replace(node, target=target, content=content, hard=None)
    return (found.change, as_listed, sorted(found.what), found.opaque, found.whiteout)


def printed(path: str) -> str:
    """As we show bytes that are no text."""
    return os.fsencode(path).decode(errors="backslashreplace")


def _same(what: str, told: Mapping[Any, object], true: Mapping[Any, object]) -> Iterator[str]:
    for key in sorted({*told, *true}, key=str):
        ours, theirs = told.get(key, "nothing"), true.get(key, "nothing")
        if ours != theirs:
            yield f"{what} {key!r}: {ours!r}, in truth {theirs!r}"
