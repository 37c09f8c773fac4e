"""Brings together what was recorded of a build: its log, its listings, and what only its blobs can tell."""

from collections.abc import Collection, Sequence
from typing import BinaryIO

import msgspec

from builds import contents, log
from builds.engines import blobs_of
from builds.events import Diffed, Exited, ImageRecorded, LayerRecorded, Logged
from builds.facts import DOCUMENT_BYTES, OpenBlob
from builds.models import Kind, Operation, Status
from builds.oci.manifest import verified
from builds.oci.reader import MAX_UNPACKED
from builds.oci.stream import TarStream
from builds.operations.request import RunRequest
from builds.request import BuildRequest
from builds.state import fold
from engine.client import EngineRefused
from labs.exercise import Run
from labs.facts import CONFIG, BuildFacts, ImageConfig, RunFacts, Written

CHUNK = 2**20


class _Config(msgspec.Struct, frozen=True):
    config: ImageConfig = ImageConfig()


def recorded(operation: Operation, runs: Sequence[Run] = ()) -> BuildFacts:
    """What the database knows, with the `runs` that were made of the build's image. No engine is asked."""
    return BuildFacts(
        request=_request(operation),
        state=fold(str(operation.pk), log.read(operation.pk)),
        changes=[contents.listing(operation, layer) for layer in contents.recorded(operation)],
        runs=_runs(operation, runs) if runs else {},
    )


def _request(operation: Operation) -> BuildRequest:
    """A commit was asked for without a Dockerfile."""
    if operation.kind != Kind.BUILD:
        return BuildRequest("")
    return msgspec.json.decode(operation.request, type=BuildRequest)


def ran(operation: Operation) -> RunFacts | None:
    """What a container wrote; None for one that was stopped."""
    exits = log.of_type(operation.pk, Exited)
    if not exits:
        return None
    said = [one.text for one in log.of_type(operation.pk, Logged) if one.stream == "stdout"]
    return RunFacts("".join(said), exits[-1].code)


def written(operation: Operation) -> Written | None:
    """What a container's writable layer held when it was looked at."""
    seen = log.of_type(operation.pk, Diffed)
    lines = [f"{path.change} {path.path}" for path in seen[-1].paths] if seen else []
    return Written(seen[-1].size, tuple(lines)) if seen else None


def _runs(build: Operation, wanted: Sequence[Run]) -> dict[str, RunFacts]:
    """By the id of the exercise's run with that command; the latest container of each."""
    found: dict[str, RunFacts] = {}
    own = Operation.objects.filter(learner=build.learner_id, recorded_at=None)
    containers = own.filter(kind=Kind.RUN, status=Status.COMPLETED)
    for container in containers.filter(created_at__gt=build.created_at).order_by("created_at"):
        request = msgspec.json.decode(container.request, type=RunRequest)
        facts = ran(container) if request.build == build.pk else None
        found |= {run.id: facts for run in wanted if facts and run.command == request.command}
    return found


def with_blobs(facts: BuildFacts, operation: Operation, texts: Collection[str]) -> BuildFacts:
    """With the image's config, and with the places of these texts. Raises EngineUnavailable."""
    images = log.of_type(operation.pk, ImageRecorded)
    if not images:
        return facts
    try:
        with blobs_of(operation.learner) as open_blob:
            return _look(facts, images[0], contents.recorded(operation), open_blob, texts)
    except EngineRefused:  # the blobs are gone; without them these checks fail, and say so
        return facts


def _look(
    facts: BuildFacts,
    image: ImageRecorded,
    layers: Sequence[LayerRecorded],
    open_blob: OpenBlob,
    texts: Collection[str],
) -> BuildFacts:
    with open_blob(image.config_digest) as blob:
        document = verified(blob.read(DOCUMENT_BYTES), image.config_digest)
    places: dict[str, list[int]] = {text: [CONFIG] * (text.encode() in document) for text in texts}
    for layer in layers if texts else ():
        with open_blob(layer.digest) as blob:
            for text in _found(blob, texts):
                places[text].append(layer.index)
    config = msgspec.json.decode(document, type=_Config).config
    return msgspec.structs.replace(facts, config=config, texts=places)


def _found(blob: BinaryIO, texts: Collection[str]) -> set[str]:
    """Which of the texts the layer's tar holds, wherever in it."""
    stream, found, kept = TarStream(blob, MAX_UNPACKED), set[str](), b""
    longest = max(len(text.encode()) for text in texts)
    while chunk := stream.read(CHUNK):
        window = kept + chunk
        found |= {text for text in texts if text.encode() in window}
        kept = window[-longest:]
    return found
