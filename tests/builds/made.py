"""Recordings at random that agree with themselves, blobs and all."""

import gzip
import hashlib
import io
import tarfile
from collections.abc import Sequence

import msgspec
from hypothesis import strategies as st

from builds.events import (
    BuildEvent,
    Cancelled,
    Completed,
    Entry,
    Failed,
    ImageRecorded,
    Interrupted,
    LayerRecorded,
    Logged,
    Planned,
    PlannedStep,
    Started,
    StepFailed,
    StepFinished,
    StepStarted,
)
from builds.oci.lower import LowerLayers
from builds.oci.manifest import chain_ids
from builds.oci.reader import read_layer
from builds.recording import Recording, to_events
from builds.request import BuildRequest

NAMES = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=4)
FILES = st.dictionaries(NAMES, st.binary(max_size=20), max_size=4)
SECONDS = st.integers(0, 10**7).map(lambda thousandths: thousandths / 1000)
ENDS = st.one_of(
    st.builds(Completed, SECONDS),
    st.builds(Failed, st.just("engine"), st.text(max_size=9), st.none(), st.none(), st.none()),
    st.just(Cancelled()),
    st.builds(Interrupted, st.text(max_size=9)),
)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Of a build with a step for each layer; some blobs are missing. The lowest is first."""
    blobs = [_blob(files) for files in draw(st.lists(FILES, max_size=4))]
    layers, listings = _pile(blobs)
    events: list[BuildEvent] = [Started(1, draw(st.dictionaries(NAMES, NAMES, max_size=2)))]
    events += _steps(draw, len(blobs))
    events += layers
    if layers:
        digest = layers[0].digest
        events.append(ImageRecorded(digest, digest, sum(layer.size for layer in layers), len(layers)))
    events.append(draw(ENDS))
    began = draw(st.integers(0, 4 * 10**15)) / 10**6
    entries = [Entry(seq, round(began + seq / 1000, 6), event) for seq, event in enumerate(events, start=1)]
    request = BuildRequest(draw(st.text(max_size=30)), draw(st.dictionaries(NAMES, st.text(max_size=9))))
    chosen = draw(st.sets(st.integers(0, 3)))
    kept = {layer.digest for layer in layers if layer.index in chosen}
    return Recording(
        recorded_at=began,
        engine=events[0].engine if isinstance(events[0], Started) else {},
        asked=msgspec.Raw(msgspec.json.encode(request)),
        events=to_events(entries),
        listings=listings,
        blobs={layer.digest: blobs[layer.index] for layer in layers if layer.digest in kept},
    )


def _steps(draw: st.DrawFn, count: int) -> list[BuildEvent]:
    """One for each layer, with its output; the last may fail, or never be needed."""
    planned = [
        PlannedStep("0", 0, n, "RUN", f"RUN {draw(NAMES)}", n + 1, n + 1, True) for n in range(count + 1)
    ]
    events: list[BuildEvent] = [Planned(tuple(planned))]
    for step in range(count):
        events += [StepStarted(step), Logged(step, "stdout", draw(st.text(max_size=9)))]
        events.append(StepFinished(step, draw(st.none() | st.booleans()), draw(SECONDS)))
    if draw(st.booleans()):
        events.append(StepFailed(count, draw(SECONDS), draw(st.text(max_size=9))))
    return events


def _blob(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for name, text in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
    return gzip.compress(content.getvalue(), mtime=0)


def _pile(blobs: Sequence[bytes]) -> tuple[list[LayerRecorded], dict[str, bytes]]:
    lower, layers, listings = LowerLayers(), list[LayerRecorded](), dict[str, bytes]()
    diff_ids = [_digest(gzip.decompress(blob)) for blob in blobs]
    for index, (blob, diff_id, chain_id) in enumerate(zip(blobs, diff_ids, chain_ids(diff_ids), strict=True)):
        digest = _digest(blob)
        listed, _ = read_layer(io.BytesIO(blob), digest, diff_id, lower)
        facts = listed.facts
        layers.append(
            LayerRecorded(
                index,
                index,
                diff_id,
                digest,
                chain_id,
                "application/vnd.oci.image.layer.v1.tar+gzip",
                len(blob),
                facts.unpacked_size,
                facts.empty,
                facts.files,
            )
        )
        listings[chain_id] = listed.packed
    return layers, listings


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
