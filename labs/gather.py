"""Brings together what was recorded of a build: its log, its listings, and what only its blobs can tell."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import BinaryIO

import msgspec

from builds import contents, log
from builds.engines import blobs_of
from builds.events import Diffed, Exited, ImageRecorded, LayerMoved, LayerRecorded, Loaded, Logged
from builds.facts import DOCUMENT_BYTES, OpenBlob
from builds.models import Kind, Operation, Status
from builds.oci.manifest import verified
from builds.oci.reader import MAX_UNPACKED
from builds.oci.stream import TarStream
from builds.operations.request import decode, kind_of
from builds.request import BuildRequest
from builds.state import fold
from engine.client import EngineRefused
from labs.acting import needs, request_after
from labs.facts import CONFIG, BuildFacts, ImageConfig, OperationFacts, RunFacts, Written
from labs.script import FIRST, Action, After, Build, Commit, Diff, Load, Push, Run

CHUNK = 2**20


class _Config(msgspec.Struct, frozen=True):
    config: ImageConfig = ImageConfig()


def recorded(operation: Operation) -> BuildFacts:
    """What the database knows. No engine is asked."""
    return BuildFacts(
        request=_request(operation),
        state=fold(str(operation.pk), log.read(operation.pk)),
        changes=[contents.listing(operation, layer) for layer in contents.recorded(operation)],
    )


def facts_of(
    actions: Iterable[Action], done: Mapping[str, Operation], look: Callable[[str, Operation], BuildFacts]
) -> dict[str, BuildFacts]:
    """Of each image, with what was done with it; `look` reads one by its id in the script. `done` has the
    actions' operations as far as the script came."""
    images, kept = dict[str, BuildFacts](), dict[str, Run]()
    for action in actions:
        operation = done.get(action.id)
        if operation is None:
            continue
        match action:
            case Build():
                images[action.id] = look(action.id, operation)
            case Commit(run=run):
                images[action.id] = look(action.id, operation)
                images[action.id].base = images[kept[run].build].base_chains()
            case Run(build=build):
                kept[action.id] = action
                if output := ran(operation):
                    images[build].runs = {**images[build].runs, action.id: output}
            case Diff(run=run):
                _add_written(images[kept[run].build], run, written(operation))
            case Push(build=image) | Load(build=image):
                _add(images[image], action.id, operation)
            case _:
                _add(images[FIRST], action.id, operation)
    return images


def with_others(images: Mapping[str, BuildFacts]) -> BuildFacts:
    """The build's own facts, and the containers of images that were made of it."""
    first = images[FIRST]
    for other in images.values():
        first.runs = {**other.runs, **first.runs}
    return first


def afterwards(build: Operation, actions: Sequence[After]) -> dict[str, Operation]:
    """What the learner has had done with the build's image, as far as it ended: by the ids of the actions,
    each the latest that asks for just that."""
    done = {FIRST: build}
    own = Operation.objects.filter(
        learner=build.learner_id, recorded_at=None, created_at__gt=build.created_at, ended_at__isnull=False
    ).exclude(status=Status.CANCELLED)
    ended = list(own.order_by("-created_at"))
    for action in actions:
        if not needs(action) <= done.keys():
            break
        wanted = request_after(action, done)
        kind = kind_of(wanted)
        found = (one for one in ended if one.kind == kind and decode(kind, one.request) == wanted)
        if latest := next(found, None):
            done[action.id] = latest
    return done


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


def _add_written(image: BuildFacts, run: str, seen: Written | None) -> None:
    if run in image.runs and seen:
        image.runs = {**image.runs, run: msgspec.structs.replace(image.runs[run], written=seen)}


def _add(image: BuildFacts, name: str, operation: Operation) -> None:
    moved = tuple((one.outcome, one.size) for one in log.of_type(operation.pk, LayerMoved))
    unusable = next((one.error for one in log.of_type(operation.pk, Loaded)), None)
    done = OperationFacts(operation.status == Status.COMPLETED, moved, unusable)
    image.operations = {**image.operations, name: done}


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
