"""One bit of an image changed on its way: who notices? On real engines."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async

from builds import log
from builds.events import BitFlipped, Completed, Failed, LayerChecked, LayerRecorded, Loaded, Saved
from builds.models import Learner, Operation
from builds.operations import archive
from builds.operations.perform import perform
from builds.operations.policy import Bounds
from builds.operations.request import LoadRequest, PullRequest, PushRequest, RunRequest
from tests.builds.performed import done, engine_of, only, said
from tests.builds.told import tells
from tests.engine_fixtures import EngineService


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_a_changed_bit_is_noticed_only_where_the_good_blob_is_not_held(
    owner: Learner, build: Operation
) -> None:
    cold = await done(owner, LoadRequest(build.pk, flip=1, empty=True))
    assert isinstance(cold[-1], Completed), cold[-1]
    layers = await sync_to_async(log.of_type)(build.pk, LayerRecorded)
    flipped = only(BitFlipped, cold)
    assert (flipped.index, flipped.digest) == (1, layers[1].digest)
    assert flipped.before ^ flipped.after == 1
    assert only(Saved, cold).bytes > sum(layer.size for layer in layers)
    checked = [event for event in cold if isinstance(event, LayerChecked)]
    assert [event.digest for event in checked] == [layer.digest for layer in layers]
    assert [event.digest == event.actual for event in checked] == [True, False]
    loaded = only(Loaded, cold)
    assert "Loaded image" in loaded.message
    assert layers[1].digest in (loaded.error or "")

    warm = await done(owner, LoadRequest(build.pk, flip=1, engine="first"))
    assert (
        only(LayerChecked, [event for event in warm if event not in checked[:1]]).actual == checked[1].actual
    )
    assert only(Loaded, warm).error is None
    assert said(await done(owner, RunRequest(build.pk))) == "one\n"

    intact = await done(owner, LoadRequest(build.pk, empty=True))
    assert only(Loaded, intact).error is None
    assert all(event.digest == event.actual for event in intact if isinstance(event, LayerChecked))


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_a_changed_bit_in_a_registry_fails_the_pull(owner: Learner, build: Operation) -> None:
    await done(owner, PushRequest(build.pk, "my/app:1"))
    layers = await sync_to_async(log.of_type)(build.pk, LayerRecorded)
    pulled = await done(owner, PullRequest("my/app:1", "second", empty=True, flip=1))
    flipped = only(BitFlipped, pulled)
    assert (flipped.index, flipped.digest) == (1, layers[1].digest)
    assert flipped.before ^ flipped.after == 1
    assert isinstance(pulled[-1], Failed), pulled
    assert "unexpected commit digest" in pulled[-1].error
    assert layers[1].digest in pulled[-1].error
    again = await done(owner, PullRequest("my/app:1", "second", empty=True))
    assert isinstance(again[-1], Completed)
    for name, flip, words in (("my/none:1", 0, "no image my/none:1"), ("my/app:1", 9, "no layer 9")):
        refused = (await done(owner, PullRequest(name, "second", flip=flip)))[-1]
        assert isinstance(refused, Failed)
        assert words in refused.error


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_an_archive_is_kept_in_its_bounds(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    async with engine_of(owner, engine_service, Bounds(archive_bytes=100_000)) as work:
        large = [event async for event in perform(work, LoadRequest(build.pk))][-1]
        assert isinstance(large, Failed)
        assert large.reason == "policy"
        tells(f"{large.error} {large.hint}", "archive_bytes", 100_000, "archive")
        assert list(work.work_dir.iterdir()) == []
    absent = (await done(owner, LoadRequest(build.pk, flip=7)))[-1]
    assert isinstance(absent, Failed)
    assert "no layer 7" in absent.error


def test_blobs_are_found_hashed_and_changed_in_place(tmp_path: Path) -> None:
    content = b"layer" * 1000
    name = hashlib.sha256(content).hexdigest()
    with (tmp_path / "image.tar").open("w+b") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            for path, data in {"oci-layout": b"{}", f"blobs/sha256/{name}": content}.items():
                member = tarfile.TarInfo(path)
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
        spans = archive.blobs(file)
        assert list(spans) == [f"sha256:{name}"]
        assert archive.digest_of(file, spans[f"sha256:{name}"]) == f"sha256:{name}"
        offset, before, after = archive.flip_bit(file, spans[f"sha256:{name}"])
        changed = bytearray(content)
        assert (changed[offset], after) == (before, before ^ 1)
        changed[offset] = after
        expected = hashlib.sha256(changed).hexdigest()
        assert archive.digest_of(file, spans[f"sha256:{name}"]) == f"sha256:{expected}"


def test_what_is_no_archive_is_refused() -> None:
    with pytest.raises(tarfile.TarError):
        archive.blobs(io.BytesIO(b"nonsense" * 200))
