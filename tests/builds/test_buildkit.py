from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from builds.buildkit import Invocation, LineSplitter
from builds.request import BuildRequest


@given(st.lists(st.binary(max_size=20)), st.integers(1, 30))
def test_lines_come_out_however_the_chunks_were_cut(chunks: list[bytes], limit: int) -> None:
    splitter = LineSplitter(limit)
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    *whole, rest = b"".join(chunks).split(b"\n")
    assert lines == [line for line in whole if len(line) <= limit]
    assert splitter.rest() == (rest if len(rest) <= limit else b"")


def test_a_line_without_end_is_not_kept() -> None:
    splitter = LineSplitter(100)
    for _ in range(1000):
        assert splitter.feed(b"x" * 50) == []
    assert splitter.feed(b"\nshort\n") == [b"short"]


def test_a_request_cannot_give_buildx_a_flag_of_its_own() -> None:
    request = BuildRequest("FROM x\n", build_args={"A": "--allow=x"}, target="t", no_cache=True)
    command = Invocation(Path("/x/buildx"), 7, Path("/builds/1"), "build:1", {}, request).command()
    assert command[-3:] == ["--target=t", "--no-cache", "/builds/1/context"]
    assert "--build-arg=A=--allow=x" in command
    assert not any(word.startswith("--allow") for word in command)


def test_a_secret_is_named_by_its_variable_and_never_shown() -> None:
    request = BuildRequest("FROM x\n", secrets=("key", "token"))
    values = {"token": "hunter22", "key": "hunter23"}
    invocation = Invocation(Path("/x/buildx"), 7, Path("/builds/1"), "build:1", {}, request, values)
    command, environment = invocation.command(), invocation.environment()
    assert [word for word in command if "secret" in word] == [
        "--secret=id=key,env=SECRET_0",
        "--secret=id=token,env=SECRET_1",
    ]
    assert (environment["SECRET_0"], environment["SECRET_1"]) == ("hunter23", "hunter22")
    assert "hunter" not in f"{command}{invocation}"


def test_buildx_sees_nothing_of_our_environment() -> None:
    environment = Invocation(Path("/x"), 7, Path("/builds/1"), "n", {}, BuildRequest("")).environment()
    assert environment["DOCKER_HOST"] == "unix:///proc/self/fd/7"
    assert {value for key, value in environment.items() if key in ("HOME", "TMPDIR")} == {"/builds/1"}
    assert not {key for key in environment if "KEY" in key or "URL" in key}
