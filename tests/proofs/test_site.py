"""A sample of the proofs through the site: what its API tells is as true as what is recorded."""

import gzip
import hashlib
import io
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from builds.buildkit import Outcome
from builds.events import from_wire
from builds.request import BuildRequest
from tests.proofs.causes import Edit
from tests.proofs.dockerfiles import generate
from tests.proofs.edited import edits
from tests.proofs.judgement import judge
from tests.proofs.laboratory import Built
from tests.proofs.layers import Found, changes
from tests.proofs.trees import Tree, put_on, read_tar
from tests.proofs.truth import printed
from tests.site import Guest, Site
from tests.size import size

pytestmark = pytest.mark.engine

FIELDS = ("path", "change", "type", "mode", "uid", "gid", "size", "mtime", "target")


@pytest.mark.parametrize("seed", range(size(1, 10)))
def test_reasons_told_by_the_site_are_never_wrong(site: Site, seed: int) -> None:
    wrong, since = [], dict[str, list[Edit]]()
    with Guest(site) as guest:
        for number, made in enumerate(edits(seed)):
            for later in since.values():
                later.append(made)
            identifier, built = build(guest, made.after.request())
            since[identifier] = []
            if number and (found := judge(made, built, since)).wrong:
                wrong.append(f"seed {seed}, edit {number} ({made.name}): {found}")
    assert wrong == []


@pytest.mark.parametrize("seed", range(100, 100 + size(1, 20)))
def test_layers_told_by_the_site_are_what_their_blobs_hold(site: Site, seed: int) -> None:
    with Guest(site) as guest:
        state = guest.build(**asked(generate(seed).request()))
        assert state["status"] == "completed", state["error"]
        tree: Tree = {}
        for layer in state["layers"]:
            blob = guest.get(f"/api/builds/{state['id']}/layers/{layer['index']}/blob").content
            tar = gzip.decompress(blob)
            assert (layer["digest"], layer["size"]) == (digest(blob), len(blob))
            assert (layer["diff_id"], layer["unpacked_size"]) == (digest(tar), len(tar))
            entries = read_tar(io.BytesIO(tar))
            above = put_on(tree, entries)
            told = [
                tuple(item.get(name) for name in FIELDS)
                for item in listed(guest, state["id"], layer["index"])
            ]
            assert told == [row(found) for found in changes(tree, above, entries)]
            tree = above


def build(guest: Guest, request: BuildRequest) -> tuple[str, Built]:
    state = guest.build(**asked(request))
    assert state["status"] == "completed", state["error"]
    events = tuple(from_wire(fields).event for fields in guest.events(state["id"]))
    return state["id"], Built(request, events, (), Outcome(0, "", None))


def asked(request: BuildRequest) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(request)
    return {"files": {}} | fields


def listed(guest: Guest, build: str, index: int) -> Iterator[dict[str, Any]]:
    after: str | None = ""
    while after is not None:
        page = guest.session.get(
            f"{guest.url}/api/builds/{build}/layers/{index}/files", params={"after": after}, timeout=30
        ).json()
        yield from page["items"]
        after = page["next"]


def row(found: Found) -> tuple[object, ...]:
    node = found.node
    target = None if node.target is None else printed(node.target)
    return (
        *(printed(found.path), found.change, node.type, node.mode, node.uid, node.gid, node.size, node.mtime),
        target,
    )


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
