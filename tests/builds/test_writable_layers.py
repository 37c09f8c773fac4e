"""The writable layer of a container: what is in it, where it lies, and its end. On a real engine."""

import pytest
from asgiref.sync import sync_to_async

from builds import contents, log
from builds.events import (
    Committed,
    Completed,
    Diffed,
    Failed,
    ImageRecorded,
    ImageTagged,
    LayerRecorded,
    MountsRead,
    UpperListed,
)
from builds.models import Learner, Operation
from builds.operations.mounts import parse_root
from builds.operations.perform import perform
from builds.operations.policy import Bounds
from builds.operations.request import (
    CommitRequest,
    DiffRequest,
    ExecRequest,
    MountsRequest,
    RunRequest,
    TagRequest,
)
from tests.builds.performed import done, engine_of, only, performed, said
from tests.builds.told import tells
from tests.engine_fixtures import EngineService


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_a_touched_file_is_copied_whole(owner: Learner, build: Operation) -> None:
    idle, _ = await performed(owner, RunRequest(build.pk, "true", keep=True))
    touched, _ = await performed(owner, RunRequest(build.pk, "touch /big", keep=True))
    same, _ = await performed(owner, RunRequest(build.pk, "chmod 644 /big", keep=True))
    found = [only(Diffed, await done(owner, DiffRequest(run.pk))) for run in (idle, touched, same)]
    assert [[path.path for path in diff.paths] for diff in found] == [[], ["/big"], []]
    for copied in found[1:]:
        assert 2_000_000 <= copied.size - found[0].size < 2_050_000


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_the_daemon_lists_what_was_added_changed_and_deleted(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    work = "echo two > /cfg.txt; rm /big; mkdir /d; cd /d; echo x > f; ln -s f l; echo > $(printf '\\377')"
    run, _ = await performed(owner, RunRequest(build.pk, work, keep=True))
    found = only(Diffed, await done(owner, DiffRequest(run.pk)))
    listed = {path.path: (path.change, path.type, path.size) for path in found.paths}
    assert listed == {
        "/big": ("deleted", "whiteout", 0),
        "/cfg.txt": ("changed", "file", 4),
        "/d": ("added", "directory", 0),
        "/d/f": ("added", "file", 2),
        "/d/l": ("added", "symlink", 0),
        "/d/\ufffd": ("added", "unknown", 0),
    }
    async with engine_of(owner, engine_service, Bounds(diff_paths=2)) as bounded:
        events = [event async for event in perform(bounded, DiffRequest(run.pk))]
    cut = only(Diffed, events)
    assert ([path.path for path in cut.paths], cut.left_out) == (["/big", "/cfg.txt"], 4)


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_a_commit_adds_one_layer_and_leaves_the_image_as_it_is(
    owner: Learner, build: Operation
) -> None:
    run, _ = await performed(owner, RunRequest(build.pk, "echo two > /cfg.txt; touch /big", keep=True))
    commit, events = await performed(owner, CommitRequest(run.pk))
    assert isinstance(events[-1], Completed), events[-1]
    before = await sync_to_async(log.of_type)(build.pk, LayerRecorded)
    after = [event for event in events if isinstance(event, LayerRecorded)]
    assert [layer.digest for layer in after[:-1]] == [layer.digest for layer in before]
    operation = await Operation.objects.select_related("learner").aget(pk=commit.pk)
    files, _ = await sync_to_async(contents.files)(operation, after[-1], "", "", 100)
    assert {(file.path, file.change, file.size) for file in files if file.type == "file"} >= {
        ("big", "changed", 2_000_000),
        ("cfg.txt", "changed", 4),
    }
    image = only(ImageRecorded, events)
    original = (await sync_to_async(log.of_type)(build.pk, ImageRecorded))[0]
    assert only(Committed, events) == Committed(
        only(Committed, events).container, image.manifest_digest, original.manifest_digest
    )
    assert image.layer_count == original.layer_count + 1
    assert said(await done(owner, RunRequest(commit.pk, "cat /cfg.txt"))) == "two\n"
    assert said(await done(owner, RunRequest(build.pk, "cat /cfg.txt"))) == "one\n"


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_a_tag_moves_and_the_image_stays(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    run, _ = await performed(owner, RunRequest(build.pk, "true", keep=True))
    commit, _ = await performed(owner, CommitRequest(run.pk))
    first = only(ImageTagged, await done(owner, TagRequest(build.pk, "my/app:1")))
    moved = only(ImageTagged, await done(owner, TagRequest(commit.pk, "my/app:1")))
    assert (first.replaced, moved.replaced) == (None, first.image)
    assert moved.image != first.image
    async with engine_of(owner, engine_service, Bounds(tags=1)) as work:
        refused = [event async for event in perform(work, TagRequest(build.pk, "my/app:2"))][-1]
        assert isinstance(refused, Failed)
        tells(f"{refused.error} {refused.hint}", "tags", 1, "names for images")
        again = [event async for event in perform(work, TagRequest(build.pk, "my/app:1"))]
    assert only(ImageTagged, again) == ImageTagged("my/app:1", first.image, moved.image)


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_an_overlay_has_a_lower_folder_for_each_layer(owner: Learner, build: Operation) -> None:
    run, _ = await performed(owner, RunRequest(build.pk, "sleep 600", detach=True))
    found = only(MountsRead, await done(owner, MountsRequest(run.pk)))
    layers = await sync_to_async(log.of_type)(build.pk, LayerRecorded)
    assert len(found.lower) == len(layers) + 1
    assert len({*found.lower, found.upper, found.work}) == len(found.lower) + 2
    assert found.upper.rpartition("/")[0] == found.work.rpartition("/")[0]


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_the_upper_folder_holds_copies_and_marks_that_the_daemon_does_not_list(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    writes = "chmod 644 /big; rm /cfg.txt; mkdir /d; echo x > /d/f; ln -s f /d/l; sleep 600"
    run, _ = await performed(owner, RunRequest(build.pk, writes, detach=True))
    await done(owner, ExecRequest(run.pk, "while ! test -L /d/l; do sleep 0.1; done"))
    found = only(UpperListed, await done(owner, MountsRequest(run.pk)))
    assert {(entry.path, entry.type, entry.size) for entry in found.entries} == {
        ("big", "file", 2_000_000),
        ("cfg.txt", "whiteout", 0),
        ("d", "directory", 0),
        ("d/f", "file", 2),
        ("d/l", "symlink", 0),
    }
    async with engine_of(owner, engine_service, Bounds(diff_paths=2)) as work:
        events = [event async for event in perform(work, MountsRequest(run.pk))]
        assert len(await work.ask("GET", "/containers/json", all=1)) == 1
    cut = only(UpperListed, events)
    assert (len(cut.entries), cut.left_out) == (2, 3)


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_a_forged_list_of_mounts_shows_nothing_else(owner: Learner, build: Operation) -> None:
    root = "1 0 0:1 / / rw - overlay overlay rw,lowerdir=/a,upperdir=/opt/docker,workdir=/w"
    script = f"printf '#!/bin/sh\\necho \"{root}\"\\n' > /cat"
    forge = f"{script}; chmod 755 /cat; mv /cat /bin/cat; echo > /ready; sleep 600"
    run, _ = await performed(owner, RunRequest(build.pk, forge, detach=True))
    await done(owner, ExecRequest(run.pk, "while ! test -e /ready; do sleep 0.1; done"))
    refused = (await done(owner, MountsRequest(run.pk)))[-1]
    assert isinstance(refused, Failed), refused
    assert "/opt/docker" in refused.error


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "1 0 0:1 / / rw - ext4 /dev/sda rw",
        "1 0 0:1 / / rw - overlay overlay rw,lowerdir=/a,workdir=/w",
        "1 0 0:1 / /mnt rw - overlay overlay rw,lowerdir=/a,upperdir=/u,workdir=/w",
        "1 - overlay",
    ],
)
def test_what_is_no_overlay_at_the_root_is_not_taken_for_one(text: str) -> None:
    assert parse_root("c", text) is None


def test_the_root_s_folders_are_read() -> None:
    line = (
        "154 107 0:50 / / rw,relatime - overlay overlay rw,lowerdir=/b:/a,upperdir=/u,workdir=/w,userxattr\n"
    )
    proc = "155 154 0:53 / /proc rw,nosuid - proc proc rw\n"
    assert parse_root("c", proc + line) == MountsRead("c", ("/b", "/a"), "/u", "/w", "/")
