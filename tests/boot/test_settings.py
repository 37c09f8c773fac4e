import socket

import pytest

from boot.settings import BadSetting, probe_port, read_settings


def test_a_port_in_use_is_said_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(BadSetting, match=f"127.0.0.1:{port} .*PORT=8001 make run"):
            probe_port("127.0.0.1", port)


def test_port_0_becomes_a_free_one() -> None:
    assert probe_port("127.0.0.1", 0) > 1023


def test_a_port_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "99999")
    with pytest.raises(BadSetting, match="PORT"):
        read_settings()


@pytest.mark.parametrize(
    ("hosts", "header"),
    [("", {}), ("*", {}), (".example.org", {}), ("lab.example.org,localhost", {"Host": "lab.example.org"})],
)
def test_the_site_is_asked_under_a_name_it_answers_to(
    monkeypatch: pytest.MonkeyPatch, hosts: str, header: dict[str, str]
) -> None:
    monkeypatch.setenv("PORT", "0")
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    assert read_settings().host_header == header
