"""Layer listings in the database, as builds.run wants them."""

from collections.abc import Collection, Mapping

from asgiref.sync import sync_to_async
from django.utils import timezone
from msgspec import structs

from builds.events import FileCounts
from builds.models import LayerListing
from builds.oci.listing import FORMAT, LayerFacts, ListedLayer


class StoredListings:
    async def known(self, chain_ids: Collection[str]) -> Mapping[str, LayerFacts]:
        rows = LayerListing.objects.filter(pk__in=chain_ids, format=FORMAT).defer("packed")
        await rows.aupdate(seen_at=timezone.now())  # so that they stay until the build's log names them
        return {row.chain_id: _facts(row) async for row in rows}

    async def load(self, chain_id: str) -> bytes:
        return await sync_to_async(load)(chain_id)

    async def store(self, chain_id: str, layer: ListedLayer) -> None:
        await sync_to_async(store)(chain_id, layer)


def store(chain_id: str, layer: ListedLayer) -> None:
    facts = layer.facts
    LayerListing.objects.update_or_create(
        pk=chain_id,
        defaults={
            "diff_id": layer.diff_id,
            "unpacked_size": facts.unpacked_size,
            "empty": facts.empty,
            **structs.asdict(facts.files),
            "packed": layer.packed,
            "format": FORMAT,
            "seen_at": timezone.now(),
        },
    )


def load(chain_id: str) -> bytes:
    """A layer's packed listing. Raises LayerListing.DoesNotExist."""
    return bytes(LayerListing.objects.values_list("packed", flat=True).get(pk=chain_id))


def _facts(row: LayerListing) -> LayerFacts:
    counts = {name: getattr(row, name) for name in FileCounts.__struct_fields__}
    return LayerFacts(row.unpacked_size, row.empty, FileCounts(**counts))
