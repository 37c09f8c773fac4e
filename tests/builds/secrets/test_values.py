import os
import stat
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from builds import services, upkeep
from builds.models import Learner, Operation
from builds.quotas import TooMany
from builds.request import BuildRequest
from builds.secrets import values
from tests.builds.operations import queued

GOOD = BuildRequest("FROM lab/base\n")
SECRETS = {"token": "hunter22", "key": "é\n"}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.SECRETS_DIR = tmp_path / "secrets"
    return tmp_path / "secrets"


def test_values_are_there_for_one_who_takes_them_once(folder: Path) -> None:
    operation = uuid.uuid4()
    values.write(operation, SECRETS)
    (file,) = folder.iterdir()
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)
    assert values.take(operation) == SECRETS
    assert not list(folder.iterdir())
    with pytest.raises(values.Gone):
        values.take(operation)


def test_a_link_in_the_place_of_the_file_is_not_followed(folder: Path, tmp_path: Path) -> None:
    operation = uuid.uuid4()
    folder.mkdir(0o700)
    (folder / operation.hex).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="exists"):
        values.write(operation, SECRETS)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o777])
def test_a_folder_that_others_may_enter_gets_nothing(folder: Path, mode: int) -> None:
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(values.NotPrivate, match="mode 700"):
        values.write(uuid.uuid4(), SECRETS)
    assert not list(folder.iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a folder away")
def test_a_folder_of_somebody_else_gets_nothing(folder: Path) -> None:
    folder.mkdir(0o700)
    os.chown(folder, 65534, 65534)
    with pytest.raises(values.NotPrivate, match="uid 65534"):
        values.write(uuid.uuid4(), SECRETS)


@pytest.fixture
def full_folder(folder: Path) -> Iterator[Path]:
    """A file system of one page, which is the folder."""
    folder.mkdir(0o700)
    tmpfs = ["mount", "-t", "tmpfs", "-o", "size=4k,mode=700", "secrets", str(folder)]
    subprocess.run(tmpfs, check=True, timeout=10)
    yield folder
    subprocess.run(["umount", str(folder)], check=True, timeout=10)


@pytest.mark.engine
def test_a_full_folder_says_so_and_keeps_no_half(full_folder: Path) -> None:
    with pytest.raises(values.NoRoom, match="Try again"):
        values.write(uuid.uuid4(), {"token": "x" * 8000})
    assert not list(full_folder.iterdir())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("wired")
class TestOfOperations:
    def test_the_database_has_the_ids_alone(self, folder: Path) -> None:
        operation = services.submit_build(Learner.objects.create(), GOOD, secrets=SECRETS)
        stored = bytes(Operation.objects.get().request)
        assert b'"secrets":["key","token"]' in stored
        assert b"hunter22" not in stored
        assert values.take(operation.pk) == SECRETS

    def test_a_refused_request_leaves_nothing(self, folder: Path, settings: Settings) -> None:
        with pytest.raises(services.RequestRefused):
            services.submit_build(Learner.objects.create(), GOOD, secrets={"a b": "x"})
        settings.BUILDS_WAITING = 1
        learner = queued().learner
        with pytest.raises(TooMany):
            services.submit_build(learner, GOOD, secrets=SECRETS)
        assert not folder.exists()

    def test_what_is_rolled_back_leaves_nothing(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(operation: Operation) -> bool:
            raise RuntimeError("broken")

        monkeypatch.setattr(services, "is_first", broken)
        with pytest.raises(RuntimeError):
            services.submit_build(Learner.objects.create(), GOOD, secrets=SECRETS)
        assert not Operation.objects.exists()
        assert not list(folder.iterdir())

    def test_a_cancelled_build_leaves_nothing(self, folder: Path) -> None:
        services.cancel(services.submit_build(Learner.objects.create(), GOOD, secrets=SECRETS))
        assert not list(folder.iterdir())

    def test_upkeep_removes_what_nobody_will_read(self, folder: Path) -> None:
        waiting = services.submit_build(Learner.objects.create(), GOOD, secrets=SECRETS)
        ended, unknown, fresh = queued(), uuid.uuid4(), uuid.uuid4()
        services.cancel(ended)
        for operation in (ended.pk, unknown, fresh):
            values.write(operation, SECRETS)
        (folder / "not-ours").touch()
        for path in folder.iterdir():
            if path.name != fresh.hex:
                os.utime(path, (0, 0))
        upkeep.remove_secrets()
        assert {path.name for path in folder.iterdir()} == {waiting.pk.hex, fresh.hex, "not-ours"}

    def test_upkeep_needs_no_folder(self) -> None:
        upkeep.remove_secrets()
