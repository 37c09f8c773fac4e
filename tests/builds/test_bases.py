from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from pytest_django.fixtures import Settings

from builds import bases
from builds.request import BuildRequest
from engine.bases import BaseImage


@pytest.fixture(autouse=True)
def _offer(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """A catalogue of two."""
    images = [BaseImage(name, "", 1, 1, tmp_path, "") for name in ("lab/base", "lab/script")]
    (tmp_path / "bases").mkdir()
    (tmp_path / "bases/bases.json").write_bytes(msgspec.json.encode(images, enc_hook=str))
    settings.CACHE_DIR = tmp_path
    bases.catalogue.cache_clear()
    yield
    bases.catalogue.cache_clear()


@pytest.mark.parametrize(
    ("dockerfile", "args", "names"),
    [
        ("FROM lab/base\nRUN true\n", {}, ["lab/base"]),
        ("FROM lab/script:latest AS a\nFROM lab/base\n", {}, ["lab/base", "lab/script"]),
        ("FROM lab/base\nCOPY --from=lab/script /packages /p\n", {}, ["lab/base", "lab/script"]),
        ("ARG KIND=script\nFROM lab/${KIND}\n", {}, ["lab/script"]),
        ("ARG BASE\nFROM $BASE\n", {"BASE": "lab/script"}, ["lab/script"]),
        ("FROM scratch\n", {}, []),
        ("this is no Dockerfile", {}, []),
    ],
)
def test_only_the_base_images_that_a_request_means_are_loaded(
    dockerfile: str, args: dict[str, str], names: list[str]
) -> None:
    assert [image.name for image in bases.named(BuildRequest(dockerfile, build_args=args))] == names
