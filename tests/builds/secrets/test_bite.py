"""The controls that keep secrets, taken away one at a time."""

import uuid
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from builds.events import Completed
from builds.models import Learner
from builds.request import BuildRequest
from builds.secrets import values
from builds.secrets.redact import MARK, Redactor
from builds.services import submit_build
from tests.builds.performed import said, worked

SECRETS = {"token": "hunter22"}
PRINTS = BuildRequest(
    "FROM lab/base\nRUN --mount=type=secret,id=token cat /run/secrets/token\n", no_cache=True
)


async def printed(owner: Learner) -> str:
    events = await worked(await sync_to_async(submit_build)(owner, PRINTS, secrets=SECRETS))
    assert isinstance(events[-1], Completed), events[-1]
    return said(events)


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("wired", "engine_settings")
async def test_without_the_redactor_a_printed_value_is_recorded(
    owner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await printed(owner) == MARK
    monkeypatch.setattr("builds.run.Redactor", lambda values: Redactor())
    assert await printed(owner) == SECRETS["token"]


def test_without_the_look_at_the_folder_a_value_lies_where_others_may_enter(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECRETS_DIR = tmp_path
    tmp_path.chmod(0o777)
    with pytest.raises(values.NotPrivate):
        values.write(uuid.uuid4(), SECRETS)
    monkeypatch.setattr(values, "check_private", lambda folder: None)
    values.write(uuid.uuid4(), SECRETS)
    assert len(list(tmp_path.iterdir())) == 1
