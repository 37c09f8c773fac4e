"""Choosing and unpacking an engine. A machine's first `make test` fetches one for real."""

import os
import shutil
import time
from pathlib import Path

import msgspec
import pytest

from engine.install import EngineMissing, install, locate
from engine.install.features import NEEDS, shortcoming
from engine.install.pins import Pin, parse_pins
from engine.install.sources import Source, main_source, native_sources, parse_deb822, parse_one_line
from tests.engine_fixtures import CACHE

DEB822 = """\
# the distribution
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
# a comment in between
Signed-By: /usr/share/keyrings/archive.gpg

Enabled: no
Types: deb
URIs: http://off.example
Suites: bookworm
Components: main

types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
"""
ONE_LINE = """\
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64,arm64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib # comment
deb http://vendor.example cloud-bookworm main
#deb http://off.example bookworm main
"""


def test_sources_are_read_in_the_newer_format_with_their_keyring() -> None:
    debian, security = parse_deb822(DEB822)
    assert debian.uris == ("http://mirror.example/debian",)
    assert debian.suites == ("bookworm", "bookworm-updates")
    assert debian.fields == (("Signed-By", "/usr/share/keyrings/archive.gpg"),)
    assert "\n .\n abc\n" in security.stanza()


def test_sources_are_read_in_the_older_format_with_their_keyring() -> None:
    debian, vendor = parse_one_line(ONE_LINE)
    assert debian.components == ("main", "contrib")
    assert dict(debian.fields) == {"Architectures": "amd64 arm64", "Signed-By": "/k.gpg"}
    assert vendor.suites == ("cloud-bookworm",)


def test_only_the_suite_is_changed() -> None:
    source = parse_deb822(DEB822)[0]
    (again,) = parse_deb822(source.with_suites("testing").stanza())
    assert again == Source(source.uris, ("testing",), source.components, source.fields)


def test_the_distributions_own_archive_is_told_from_updates_and_vendors() -> None:
    sources = [*reversed(parse_one_line(ONE_LINE)), *parse_deb822(DEB822)]
    main = main_source(sources, "bookworm")
    assert main is not None
    assert main.uris == ("http://mirror.example/debian",)
    suites = [suite for source in native_sources(sources, "bookworm") for suite in source.suites]
    assert suites == ["bookworm", "bookworm", "bookworm-updates", "bookworm-security"]
    assert main_source(parse_one_line("deb http://vendor.example cloud main"), "bookworm") is None


def test_pins_are_written_as_apt_does() -> None:
    pins = parse_pins("docker.io=28.5.2+dfsg4-5, runc/bookworm", tuple(NEEDS))
    assert pins == {"docker.io": Pin(version="28.5.2+dfsg4-5"), "runc": Pin(suite="bookworm")}
    for wrong in ("docker.io", "firefox=1", "runc=1 2"):
        with pytest.raises(ValueError, match="package=version or package/suite"):
            parse_pins(wrong, tuple(NEEDS))


@pytest.mark.engine
def test_a_candidate_is_refused_for_the_feature_it_lacks(tmp_path: Path) -> None:
    engine = locate(CACHE)
    for package, need in NEEDS.items():
        assert need.required is False or shortcoming(package, engine.root) == ""
    assert shortcoming("docker.io", tmp_path) == "holds no dockerd"
    shutil.copy(engine.busybox, tmp_path / "dockerd")
    assert shortcoming("docker.io", tmp_path) == "its dockerd does not know containerd-snapshotter"
    shutil.copy(engine.containerd, tmp_path)
    assert shortcoming("containerd", tmp_path) == "holds no containerd-shim-runc-v2"
    shutil.copy(engine.busybox, tmp_path / "runc")
    assert "does not run here" in shortcoming("runc", tmp_path)


@pytest.mark.engine
def test_what_is_installed_is_found_at_once_and_said_nothing_about() -> None:
    lines: list[str] = []
    start = time.monotonic()
    engine = install(CACHE, lines.append)
    assert time.monotonic() - start < 0.2
    assert lines == []
    assert set(engine.versions) >= {package for package, need in NEEDS.items() if need.required}
    for binary in (engine.dockerd, engine.containerd, engine.runc, engine.buildx, engine.tini):
        assert os.access(binary, os.X_OK)
        assert binary.stat().st_mode & 0o005 == 0o005


@pytest.mark.engine
def test_a_folder_of_ones_own_is_held_to_the_same_features(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGINE", str(locate(CACHE).root))
    assert install(tmp_path).versions["docker.io"].startswith(tuple("123456789"))
    assert set(install(tmp_path).versions) == set(locate(CACHE, "bundled").versions)
    monkeypatch.setenv("ENGINE", str(tmp_path))
    with pytest.raises(EngineMissing, match=r"docker\.io: holds no dockerd") as caught:
        install(tmp_path)
    assert "ENGINE=bundled" in caught.value.remedy


def test_without_a_network_the_reason_and_a_remedy_are_given_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "dead.list").write_text("deb http://127.0.0.1:9/debian bookworm main\n")
    settings = ("Dir::Etc::sourcelist", "dead.list"), ("Dir::Etc::sourceparts", "none")
    conf = "".join(f'{name} "{tmp_path / value}";\n' for name, value in settings)
    (tmp_path / "apt.conf").write_text(conf + 'Acquire::Retries "0";\n')
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "apt.conf"))
    lines: list[str] = []
    with pytest.raises(EngineMissing, match="Connection refused") as caught:
        install(tmp_path / "cache", lines.append)
    assert "ENGINE" in caught.value.remedy
    assert lines[0] == "reading the list of packages of testing …"
    assert [path.name for path in (tmp_path / "cache/engine").iterdir()] == ["lock"]


def test_an_older_engine_is_used_where_a_package_that_is_wanted_since_cannot_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "engine" / "old"
    home.mkdir(parents=True)
    (tmp_path / "engine" / "current").symlink_to("old")
    (home / "versions.json").write_text("[]")
    monkeypatch.setenv("PATH", "/nonexistent")
    for asked in ("", '["docker.io"]'):
        (home / "asked.json").write_text(asked)
        said: list[str] = []
        assert install(tmp_path, said.append).root == home
        assert "keeping the engine that is there" in said[-1]
    (home / "asked.json").write_bytes(msgspec.json.encode(list(NEEDS)))
    said = []
    assert (install(tmp_path, said.append).root, said) == (home, [])
