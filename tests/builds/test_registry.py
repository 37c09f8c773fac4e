"""Pushing to and pulling from the learner's own registry, on real engines."""

import asyncio
import json
import uuid
from collections.abc import Sequence

import pytest
from asgiref.sync import sync_to_async

from builds import log
from builds.events import (
    Cancelled,
    Completed,
    Failed,
    ImageRecorded,
    LayerMoved,
    LayerRecorded,
    Pruned,
    Pulled,
    Pushed,
)
from builds.models import Learner, Operation
from builds.oci.manifest import Descriptor
from builds.operations import registry
from builds.operations.perform import perform
from builds.operations.request import CommitRequest, PruneRequest, PullRequest, PushRequest, RunRequest
from builds.operations.subjects import NoSubject
from builds.operations.transfer import Account
from builds.policy import REGISTRY
from builds.request import BuildRequest
from builds.services import RequestRefused, submit, submit_build
from tests.builds.performed import done, engine_of, only, performed, said, worked
from tests.engine_fixtures import EngineService


def outcomes(events: Sequence[object]) -> list[str]:
    return [event.outcome for event in events if isinstance(event, LayerMoved)]


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_only_what_is_missing_goes_over_the_wire(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    first = await done(owner, PushRequest(build.pk, "my/app:1"))
    assert outcomes(first) == ["sent", "sent"], first
    layers = await sync_to_async(log.of_type)(build.pk, LayerRecorded)
    assert only(Pushed, first).bytes == sum(layer.size for layer in layers)
    assert [(e.digest, e.size) for e in first if isinstance(e, LayerMoved)] == [
        (layer.digest, layer.size) for layer in layers
    ]
    again = await done(owner, PushRequest(build.pk, "my/app:1"))
    assert (outcomes(again), only(Pushed, again).bytes) == (["exists", "exists"], 0)

    run, _ = await performed(owner, RunRequest(build.pk, "echo two > /cfg.txt", keep=True))
    commit, _ = await performed(owner, CommitRequest(run.pk))
    child = await done(owner, PushRequest(commit.pk, "my/app:2"))
    assert outcomes(child) == ["exists", "exists", "sent"]
    elsewhere = await done(owner, PushRequest(build.pk, "my/other:1"))
    assert {(e.outcome, e.source) for e in elsewhere if isinstance(e, LayerMoved)} == {("mounted", "my/app")}

    cold = await done(owner, PullRequest("my/app:1", "second", empty=True))
    assert (outcomes(cold), only(Pulled, cold).bytes) == (["received"] * 2, only(Pushed, first).bytes), cold
    built = (await sync_to_async(log.of_type)(build.pk, ImageRecorded))[0]
    assert only(ImageRecorded, cold) == built
    warm = await done(owner, PullRequest("my/app:2", "second"))
    assert outcomes(warm) == ["exists", "exists", "received"]
    assert only(Pulled, warm).bytes == only(Pushed, child).bytes
    async with engine_of(owner, engine_service) as work:
        images = await work.ask("GET", "/images/json")
        assert not [name for image in images for name in image["RepoTags"] if REGISTRY in name]


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_what_was_pruned_comes_back_from_the_registry(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    await done(owner, PushRequest(build.pk, "my/app:1"))
    pruned = [event for event in await done(owner, PruneRequest("all")) if isinstance(event, Pruned)]
    assert [each.what for each in pruned] == ["images", "cache", "volumes"]
    assert sum(each.bytes for each in pruned) > 2_000_000
    assert all(each.count > 0 for each in pruned[:2])
    gone = (await done(owner, RunRequest(build.pk)))[-1]
    assert isinstance(gone, Failed)
    pull, events = await performed(owner, PullRequest("my/app:1"))
    assert outcomes(events) == ["received", "received"]
    assert said(await done(owner, RunRequest(pull.pk))) == "one\n"
    nothing = (await done(owner, PullRequest("my/none:1")))[-1]
    assert isinstance(nothing, Failed)
    assert "not found" in nothing.error


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_nobody_but_the_engine_reaches_the_registry(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    await done(owner, PushRequest(build.pk, "my/app:1"))
    for dockerfile in (
        f"FROM {REGISTRY}/my/app:1\n",
        f"FROM lab/base\nCOPY --from={REGISTRY}/my/app:1 / /\n",
    ):
        denied = await worked(await sync_to_async(submit_build)(owner, BuildRequest(dockerfile)))
        assert isinstance(denied[-1], Failed)
        assert "denied by policy" in denied[-1].error
    tried = await done(owner, RunRequest(build.pk, "wget -qO- http://127.0.0.1:5000/v2/ 2>&1; echo $?"))
    assert "refused" in said(tried)
    async with engine_of(owner, engine_service) as work:
        found = await work.ask("GET", "/containers/json", filters=json.dumps({"label": [registry.LABEL]}))
        inspected = await work.ask("GET", f"/containers/{found[0]['Id']}/json")
        assert all(not mount["RW"] or mount["Source"] in registry.FOLDERS for mount in inspected["Mounts"])
        asked = {"Cmd": ["/usr/bin/touch", "/usr/x", "/opt/docker/x", "/lib/x"], "AttachStderr": True}
        made = await work.ask("POST", f"/containers/{found[0]['Id']}/exec", asked)
        await work.ask("POST", f"/exec/{made['Id']}/start", {"Detach": True})
        while (ended := await work.ask("GET", f"/exec/{made['Id']}/json"))["Running"]:
            await asyncio.sleep(0.05)
        assert ended["ExitCode"] != 0


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_a_push_can_be_stopped_and_an_engine_without_a_registry_says_so(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    async with engine_of(owner, engine_service) as work:
        work.cancelled.set()
        stopped = [event async for event in perform(work, PushRequest(build.pk, "my/app:1"))]
        assert stopped[-1] == Cancelled()
    async with engine_of(owner, engine_service) as work:
        object.__setattr__(work, "versions", {"docker.io": "28"})
        without = [event async for event in perform(work, PushRequest(build.pk, "my/app:1"))][-1]
        assert isinstance(without, Failed)
        assert "no registry" in without.error
    assert isinstance((await done(owner, PushRequest(build.pk, "my/app:1")))[-1], Completed)


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_a_registry_outlives_its_process_until_it_is_pruned(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    await done(owner, PushRequest(build.pk, "my/app:1"))
    async with engine_of(owner, engine_service) as work:
        found = await work.ask("GET", "/containers/json", filters=json.dumps({"label": [registry.LABEL]}))
        await work.ask("POST", f"/containers/{found[0]['Id']}/kill")
    assert outcomes(await done(owner, PushRequest(build.pk, "my/app:1"))) == ["exists", "exists"]
    freed = only(Pruned, await done(owner, PruneRequest("registry")))
    assert (freed.what, freed.bytes > 2_000_000) == ("registry", True)
    gone = (await done(owner, PullRequest("my/app:1")))[-1]
    assert isinstance(gone, Failed)
    assert outcomes(await done(owner, PushRequest(build.pk, "my/app:1"))) == ["sent", "sent"]


@pytest.mark.django_db
def test_what_went_to_the_second_engine_is_not_used_on_the_first() -> None:
    owner = Learner.objects.create()
    asked = b'{"kind":"pull","name":"my/app:1","engine":"second"}'
    pull = Operation.objects.create(learner=owner, kind="pull", request=asked)
    with pytest.raises(RequestRefused, match="second engine"):
        submit(owner, RunRequest(pull.pk))
    with pytest.raises(RequestRefused, match="Only the second engine"):
        submit(owner, PullRequest("my/app:1", empty=True))
    with pytest.raises(NoSubject):
        submit(owner, PushRequest(uuid.uuid4(), "my/app:1"))


LAYERS = [
    Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", f"sha256:{short}{'0' * 52}", size)
    for short, size in (("b328801f70b8", 1_087_076), ("42209675fc12", 2_002_361), ("732d33b5f0a0", 98))
]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            [
                {"status": "The push refers to repository [localhost:5000/my/app]"},
                {"status": "Pushing", "progressDetail": {"total": 98}, "id": "732d33b5f0a0"},
                {"status": "Layer already exists", "progressDetail": {}, "id": "42209675fc12"},
                {"status": "Layer already exists", "progressDetail": {}, "id": "b328801f70b8"},
                {"status": "Pushed", "progressDetail": {}, "id": "423502f87670"},
                {"status": "Pushed", "progressDetail": {}, "id": "732d33b5f0a0"},
            ],
            [("exists", None), ("exists", None), ("sent", None)],
        ),
        (
            [
                {"status": "Mounted from my/app", "progressDetail": {}, "id": "732d33b5f0a0"},
                {"status": "Mounted from my/app", "progressDetail": {}, "id": "b328801f70b8"},
                {"status": "Mounted from my/app", "progressDetail": {}, "id": "42209675fc12"},
            ],
            [("mounted", "my/app")] * 3,
        ),
        (
            [
                {"status": "Pulling from my/app", "id": "2"},
                {"status": "Pulling fs layer", "progressDetail": {}, "id": "732d33b5f0a0"},
                {"status": "Download complete", "progressDetail": {"hidecounts": True}, "id": "732d33b5f0a0"},
                {"status": "Pull complete", "progressDetail": {"hidecounts": True}, "id": "732d33b5f0a0"},
            ],
            [("exists", None), ("exists", None), ("received", None)],
        ),
    ],
    ids=["push", "mount", "pull"],
)
def test_the_daemon_s_own_account_is_read(
    said: list[dict[str, object]], expected: list[tuple[str, str | None]]
) -> None:
    """Lines as docker.io 28.5.2 wrote them."""
    account, digest = Account(), f"sha256:{'e' * 64}"
    last: dict[str, object] = {"status": f"2: digest: {digest} size: 855"}
    for line in [*said, last]:
        account.read(line)
    moved = list(account.moved(LAYERS))
    assert [(layer.outcome, layer.source) for layer in moved] == expected
    assert [layer.digest for layer in moved] == [layer.digest for layer in LAYERS]
    assert account.digest == digest


def test_lines_that_tell_of_no_layer_change_nothing() -> None:
    account = Account()
    for line in ({}, {"status": "Waiting", "id": "a"}, {"id": 5}, {"status": None}, {"status": "digest: x"}):
        account.read(line)
    assert (account.digest, list(account.moved(()))) == ("", [])
