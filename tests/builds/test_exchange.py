import hashlib
import json
import uuid
from io import StringIO
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from pytest_django.fixtures import Settings

from builds import contents, exchange, log
from builds.comparison.read import costs, image_of, own_images
from builds.consistency import RecordingInvalid
from builds.contents import BlobGone
from builds.exchange import NotEnded
from builds.history import StoredHistory
from builds.models import Event, LayerListing, Learner, Operation, RecordedLayer
from builds.operations.request import DiffRequest, RunRequest
from builds.operations.subjects import NoSubject
from builds.quotas import TooMany
from builds.recording import Recording, encode
from builds.services import RequestRefused, submit
from tests.builds.made import recordings
from tests.builds.operations import queued, running
from tests.recordings import HERE, NAMES, load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
FIRST = (HERE / "first-build.json").read_bytes()


def kept(name: str = "first-build", learner: Learner | None = None) -> Operation:
    return exchange.keep(learner or Learner.objects.create(), (HERE / f"{name}.json").read_bytes())


@given(recording=recordings())
@how(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_exported_and_imported_and_exported_is_the_same_file(recording: Recording) -> None:
    """With the blobs where it has them."""
    content = encode(recording)
    operation = exchange.keep(Learner.objects.create(), content)
    assert encode(exchange.export(operation, blobs=True)) == content
    other = exchange.keep(Learner.objects.create(), encode(exchange.export(operation)))
    assert exchange.export(other) == exchange.export(operation)


@pytest.mark.parametrize("name", NAMES)
def test_an_imported_build_replays_as_it_was_recorded(name: str) -> None:
    recording, operation = load(name), kept(name)
    for found, told in zip(log.read(operation.pk), recording.entries(), strict=True):
        assert (found.seq, found.event) == (told.seq, told.event)
        assert abs(found.at - told.at) <= 1e-6
    assert operation.recorded_at is not None
    assert operation.recorded_at.timestamp() == recording.recorded_at
    assert (operation.status, operation.last_seq) == (recording.events[-1]["type"], len(recording.events))
    for layer in contents.recorded(operation):
        listed, rest = contents.files(operation, layer, "", "", 10_000)
        assert (tuple(listed), rest) == (recording.changes(layer.chain_id), False)


def test_a_recordings_listings_never_serve_for_layers_of_our_own() -> None:
    """Else whoever knows a chainID could lie about what every other learner's builds hold."""
    kept()
    assert not LayerListing.objects.exists()


def test_the_engine_is_not_asked_for_a_recordings_blob(settings: Settings) -> None:
    settings.ENGINE_SOCKET = "/nonexistent"
    operation = kept()
    with pytest.raises(BlobGone, match="does not hold the blob sha256:"):
        contents.open_blob(operation, contents.recorded(operation)[0])


@given(recording=recordings())
@how(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
def test_a_blob_that_is_kept_hashes_to_its_digest(recording: Recording) -> None:
    operation = exchange.keep(Learner.objects.create(), encode(recording))
    for layer in contents.recorded(operation):
        if layer.digest in recording.blobs:
            with contents.open_blob(operation, layer) as blob:
                assert layer.digest == f"sha256:{hashlib.sha256(blob.read()).hexdigest()}"


async def test_a_recording_is_no_part_of_the_learners_history() -> None:
    learner = await Learner.objects.acreate()
    await sync_to_async(kept)(learner=learner)
    later = await sync_to_async(running)(learner)
    assert await StoredHistory(later, 1).last() is None


def test_a_recording_is_compared_but_costs_and_stores_nothing_here() -> None:
    learner = Learner.objects.create()
    image = image_of(kept(learner=learner))
    assert image.recorded
    assert image.request is not None
    assert (own_images(learner), costs(learner)) == ([], {})


def test_nothing_is_run_in_a_recordings_image_or_container() -> None:
    learner = Learner.objects.create()
    build = kept(learner=learner)
    with pytest.raises(NoSubject, match="is a recording"):
        submit(learner, RunRequest(build.pk))
    raw = json.loads(FIRST)
    raw |= {"kind": "run", "request": {"kind": "run", "build": str(uuid.uuid4()), "keep": True}}
    run = exchange.keep(learner, json.dumps(raw).encode())
    with pytest.raises(NoSubject, match="is a recording"):
        submit(learner, DiffRequest(run.pk))


def test_what_still_runs_is_no_recording_yet() -> None:
    for operation in (queued(), running()):
        with pytest.raises(NotEnded, match="a recording is of what has ended"):
            exchange.export(operation)


def test_a_refused_file_leaves_nothing() -> None:
    raw = json.loads(FIRST)
    raw["recorded_at"] = 1e300
    with pytest.raises(RecordingInvalid, match="expected recorded_at in Unix seconds"):
        exchange.keep(Learner.objects.create(), json.dumps(raw).encode())
    assert not Operation.objects.exists()
    assert not Event.objects.exists()


def test_a_learner_keeps_so_many_and_another_learner_is_not_concerned(settings: Settings) -> None:
    settings.RECORDINGS_KEPT = 2
    learner = Learner.objects.create()
    first, _ = kept(learner=learner), kept(learner=learner)
    with pytest.raises(RequestRefused, match="You keep 2 recordings; the limit is 2"):
        kept(learner=learner)
    kept()
    exchange.forget(first)
    assert kept(learner=learner).ended


def test_imports_count_among_what_a_learner_may_start_a_minute(settings: Settings) -> None:
    settings.BUILDS_PER_MINUTE = 1
    learner = Learner.objects.create()
    kept(learner=learner)
    with pytest.raises(TooMany):
        kept(learner=learner)


def test_what_was_built_here_is_not_forgotten() -> None:
    operation = running()
    with pytest.raises(Operation.DoesNotExist):
        exchange.forget(operation)
    recording = kept()
    exchange.forget(recording)
    assert not RecordedLayer.objects.exists()
    assert Operation.objects.get() == operation


@pytest.mark.parametrize("columns", [{"status": "queued", "ended_at": None}, {"generation": 1}], ids=str)
def test_the_database_knows_recordings_only_as_over(columns: dict[str, object]) -> None:
    operation = kept()
    with pytest.raises(IntegrityError), transaction.atomic():
        Operation.objects.filter(pk=operation.pk).update(**columns)


def test_the_commands_carry_an_operation_from_site_to_site(tmp_path: Path) -> None:
    told, first, second = StringIO(), tmp_path / "first.json", tmp_path / "second.json"
    operation = kept()
    call_command("export_recording", str(operation.pk), str(first), stdout=told)
    assert told.getvalue() == f"{first}: {first.stat().st_size} bytes\n"
    told = StringIO()
    call_command("import_recording", str(first), stdout=told)
    identifier, address = told.getvalue().split()
    assert Operation.objects.get(pk=identifier).share.get_absolute_url() == address
    call_command("export_recording", identifier, str(second), stdout=StringIO())
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("content", [None, b"", b"{}", FIRST.replace(b'"version": 1', b'"version": 9')])
def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "file.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=r"expected|No such file"):
        call_command("import_recording", str(file))
    with pytest.raises(CommandError, match="There is no operation"):
        call_command("export_recording", str(uuid.uuid4()), str(file))
