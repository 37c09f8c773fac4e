import io
from collections.abc import Collection, Mapping
from typing import Any, BinaryIO

import msgspec
import pytest

from builds.dockerfile import parse
from builds.events import ImageRecorded, LayerRecorded
from builds.facts import read_image, record_image
from builds.layers import PlacedLayer, place_layers
from builds.oci.listing import LayerFacts, ListedLayer
from builds.oci.manifest import ImageInvalid
from builds.provenance import BuildMetadata, Provenance, RecordMismatch
from builds.recording import Recording
from tests.recordings import load

COMPLETED = ("first-build", "all-cached", "one-line-changed", "unused-stage", "triggers")


class RecordedListings:
    """Knows every layer of a recording, and so needs no blob."""

    def __init__(self, recording: Recording) -> None:
        events = [entry.event for entry in recording.entries()]
        self.facts = {
            event.chain_id: LayerFacts(event.unpacked_size, event.empty, event.files)
            for event in events
            if isinstance(event, LayerRecorded)
        }

    async def known(self, chain_ids: Collection[str]) -> Mapping[str, LayerFacts]:
        return {chain: self.facts[chain] for chain in chain_ids}

    async def load(self, chain_id: str) -> bytes:
        raise AssertionError(f"no layer lies above {chain_id} that is not known")

    async def store(self, chain_id: str, layer: ListedLayer) -> None:
        raise AssertionError(f"{chain_id} is known, and is read again")


def opener(recording: Recording, **changed: str) -> Any:
    assert recording.evidence is not None
    documents = {**recording.evidence.documents, **changed}

    def open_blob(digest: str) -> BinaryIO:
        return io.BytesIO(documents[digest].encode())

    return open_blob


def metadata_of(recording: Recording) -> bytes:
    assert recording.evidence is not None
    return bytes(recording.evidence.metadata)


def place(recording: Recording, spoil: Any = None) -> list[PlacedLayer]:
    """With `spoil` changing the provenance, as decoded JSON, beforehand."""
    raw = msgspec.json.decode(metadata_of(recording))
    if spoil:
        spoil(raw["buildx.build.provenance"])
    build = msgspec.convert(raw, BuildMetadata)
    image = read_image(build.descriptor, opener(recording))
    plan = parse(recording.request.dockerfile)
    return place_layers(image.manifest, image.config, build.provenance or Provenance(), plan, None)


@pytest.mark.parametrize("name", COMPLETED)
async def test_recorded_documents_make_the_recorded_facts(name: str) -> None:
    recording = load(name)
    plan = parse(recording.request.dockerfile)
    recorded = record_image(
        metadata_of(recording), plan, None, opener(recording), RecordedListings(recording)
    )
    facts = [event async for event in recorded]
    events = [entry.event for entry in recording.entries()]
    assert facts == [event for event in events if isinstance(event, LayerRecorded | ImageRecorded)]


def test_layers_belong_to_the_steps_of_the_last_stage() -> None:
    recording = load("unused-stage")
    steps = parse(recording.request.dockerfile).steps
    made = [steps[layer.step] for layer in place(recording) if layer.step is not None]
    assert [(step.keyword, step.line) for step in made] == [("FROM", 13), ("COPY", 16), ("RUN", 17)]


def test_two_layers_with_one_digest_are_two_positions() -> None:
    layers = place(load("first-build"))
    assert [layer.step for layer in layers] == [0, 1, 2, 3, 4, 5]
    assert [layer.index for layer in layers] == [0, 1, 2, 3, 4, 5]
    assert len({layer.chain_id for layer in layers}) == 6


def _layers(provenance: Any) -> Any:
    return provenance["metadata"]["https://mobyproject.org/buildkit@v1#metadata"]["layers"]


def _locations(provenance: Any) -> Any:
    return provenance["metadata"]["https://mobyproject.org/buildkit@v1#metadata"]["source"]["locations"]


def _swap_digests(provenance: Any) -> None:
    longest = max(_layers(provenance).values(), key=lambda chains: len(chains[0]))[0]
    longest[-1], longest[-2] = longest[-2], longest[-1]


def _add_to_a_chain(provenance: Any) -> None:
    second = sorted(_layers(provenance).values(), key=lambda chains: len(chains[0]))[1][0]
    second.append(second[-1])


def _stand_on_another_result(provenance: Any) -> None:
    for chains in sorted(_layers(provenance).values(), key=lambda chains: len(chains[0]))[:-1]:
        chains[0][-1]["digest"] = f"sha256:{'0' * 64}"


def _lose_a_location(provenance: Any) -> None:
    located = [name for name, places in _locations(provenance).items() if places.get("locations")]
    del _locations(provenance)[located[-1]]


def _move_a_location(provenance: Any) -> None:
    lines = [places for places in _locations(provenance).values() if places.get("locations")]
    lines[0]["locations"], lines[-1]["locations"] = lines[-1]["locations"], lines[0]["locations"]


def _lose_an_operation(provenance: Any) -> None:
    del provenance["buildConfig"]["llbDefinition"][0]


def _go_in_a_circle(provenance: Any) -> None:
    definition = provenance["buildConfig"]["llbDefinition"]
    runs = [operation for operation in definition if "exec" in operation["op"]["Op"]]
    runs[0]["inputs"] = [f"{runs[-1]['id']}:0"]


@pytest.mark.parametrize(
    "spoil",
    [_swap_digests, _add_to_a_chain, _lose_a_location, _move_a_location, _lose_an_operation, _go_in_a_circle],
)
def test_sources_that_disagree_are_an_error_and_never_a_guess(spoil: Any) -> None:
    assert place(load("first-build"))
    with pytest.raises(RecordMismatch):
        place(load("first-build"), spoil)


def test_steps_below_may_have_other_results_in_the_cache() -> None:
    """As BuildKit's provenance tells them after a build without cache."""
    recording = load("first-build")
    assert place(recording, _stand_on_another_result) == place(recording)


def test_a_manifest_that_was_tampered_with_is_refused() -> None:
    recording = load("first-build")
    assert recording.evidence is not None
    build = msgspec.json.decode(metadata_of(recording), type=BuildMetadata)
    digest, text = next((d, t) for d, t in recording.evidence.documents.items() if '"layers"' in t)
    with pytest.raises(ImageInvalid, match=f"expected {digest}"):
        read_image(build.descriptor, opener(recording, **{digest: text.replace("1", "2", 1)}))
