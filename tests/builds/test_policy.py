import base64
from typing import Any

import msgspec
import pytest

from builds.policy import Limits, check, source_policy, split_tag
from builds.request import BuildRequest, ContextFile

LIMITS = Limits()


def request(dockerfile: str = "FROM lab/base\n", **parts: object) -> BuildRequest:
    return msgspec.convert({"dockerfile": dockerfile, **parts}, BuildRequest)


def codes(asked: BuildRequest, limits: Limits = LIMITS) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in check(asked, limits)]


def test_an_ordinary_request_passes() -> None:
    files = {
        "app.py": "print()",
        "bin/run": {"text": "#!/bin/sh\n", "mode": 0o755, "mtime": 5},
        "data.bin": {"base64": base64.b64encode(bytes(range(256))).decode()},
        "empty": {"directory": True},
        "empty/link": {"symlink": "../app.py"},
        ".dockerignore": "*.log",
    }
    dockerfile = "FROM lab/base\nRUN --network=none --mount=type=ssh true\nADD app.py /\n"
    assert codes(request(dockerfile, files=files, build_args={"A": "b"}, target="x", no_cache=True)) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("RUN --network=host true", "network"),
        ("run --mount=type=cache,target=/c --network=host true", "network"),
        ("RUN --security=insecure true", "security"),
        ("RUN --device=vendor.com/x true", "device"),
        ("ADD http://somewhere/x /", "remote-source"),
        ("ADD a HTTPS://somewhere/x /", "remote-source"),
        ('ADD ["git@somewhere:x.git", "/"]', "remote-source"),
        ("ADD \\\n git://somewhere/x /", "remote-source"),
    ],
)
def test_what_no_engine_should_be_asked_is_refused_with_its_line(line: str, code: str) -> None:
    assert codes(request(f"FROM lab/base\n\n{line}\n")) == [(code, 3)]


def test_another_dockerfile_reader_is_refused_however_it_is_named() -> None:
    assert codes(request("# escape=`\n# syntax=docker/dockerfile:1\nFROM x\n")) == [("syntax-directive", 2)]
    assert codes(request(build_args={"BUILDKIT_SYNTAX": "x"})) == [("build-arg", None)]


def test_a_learners_ordinary_mistake_goes_to_the_engine() -> None:
    assert codes(request("FROM nginx\nCOPY --from=alpine / /\n")) == []
    assert codes(request("FRO nginx\n")) == []
    assert codes(request("")) == []


NOT_RELATIVE = ("/a", "../a", "a/../b", "a//b", "./a", "a/", "", ".", "..")
NOT_TEXT = ("a\0b", "a\nb", chr(0xDC80))
TOO_LONG = ("x" * 256, "d/" * 600 + "x")


@pytest.mark.parametrize("path", [*NOT_RELATIVE, *NOT_TEXT, *TOO_LONG, "Dockerfile", "Dockerfile/x"])
def test_a_path_that_is_not_plain_is_refused(path: str) -> None:
    assert codes(BuildRequest("FROM x\n", files={path: "text"}))[0] == ("path", None)


@pytest.mark.parametrize("above", [{"symlink": "/etc"}, "a file"])
def test_nothing_lies_below_a_link_or_a_file(above: object) -> None:
    problems = check(request(files={"a": above, "a/b/c": "text"}), LIMITS)
    assert [(problem.code, problem.path) for problem in problems] == [("path", "a/b/c")]


def test_the_ignore_file_is_a_regular_file() -> None:
    assert codes(request(files={".dockerignore": {"symlink": "x"}})) == [("path", None)]


@pytest.mark.parametrize(
    "file",
    [
        {},
        {"text": "a", "base64": "YQ=="},
        {"directory": False},
        {"symlink": "a", "mode": 0o777},
        {"text": "a", "mode": -1},
        {"text": "a", "mode": 0o200},
        {"text": "a", "mtime": -1},
        {"text": "a", "owner": "root"},
        7,
    ],
)
def test_a_file_of_no_known_form_is_a_validation_error(file: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        request(files={"a": file})


@pytest.mark.parametrize(
    ("limits", "parts", "name", "line"),
    [
        (Limits(dockerfile_bytes=13), {}, "dockerfile_bytes", None),
        (Limits(files=1), {"files": {"a": "", "b": ""}}, "files", None),
        (Limits(context_bytes=3), {"files": {"a": "12", "b": {"base64": "MTI="}}}, "context_bytes", None),
        (Limits(build_args=1), {"build_args": {"A": "", "B": ""}}, "build_args", None),
        (Limits(build_arg_bytes=3), {"build_args": {"A": "éé"}}, "build_arg_bytes", None),
        (Limits(steps=2), {"dockerfile": "FROM x\nENV A=b\nENV A=c\n"}, "steps", 3),
        (Limits(steps=5), {"dockerfile": "FROM x AS a\nONBUILD RUN x\nFROM a\nFROM a\n"}, "steps", 4),
        (Limits(stages=1), {"dockerfile": "FROM x\nFROM x\n"}, "stages", 2),
    ],
)
def test_a_limit_is_named_with_its_value(
    limits: Limits, parts: dict[str, object], name: str, line: int | None
) -> None:
    asked = request(**{"dockerfile": "FROM lab/base\n", **parts})  # type: ignore[arg-type]
    assert check(asked, LIMITS) == []
    (problem,) = check(asked, limits)
    assert (problem.code, problem.limit, problem.line) == ("limit", name, line)
    assert problem.value == getattr(limits, name)


def test_what_onbuild_holds_back_keeps_the_rules_where_it_runs() -> None:
    text = "FROM x AS a\nONBUILD RUN --network=host x\nONBUILD ADD https://a/b /b\n"
    assert codes(request(dockerfile=f"{text}FROM a\n")) == [("network", 4), ("remote-source", 4)]
    assert codes(request(dockerfile=text)) == []


def test_content_that_cannot_be_decoded_is_refused() -> None:
    assert codes(request(files={"a": {"base64": "%"}})) == [("encoding", None)]
    assert codes(BuildRequest("FROM x\n", files={"a": ContextFile(text="\ud800")})) == [("encoding", None)]
    assert codes(BuildRequest("\ud800")) == [("encoding", None)]


def test_the_source_policy_allows_the_context_and_the_images_only() -> None:
    rules = source_policy(["lab/base", "lab/cc:2"])["rules"]
    first, *allowed = msgspec.convert(rules, list[dict[str, Any]])
    assert first == {"action": "DENY", "selector": {"identifier": "*"}}
    assert [rule["selector"]["identifier"].split("://", 1)[1] for rule in allowed] == [
        "*",
        "docker.io/lab/base:latest",
        "docker.io/lab/base:latest@*",
        "docker.io/lab/base@*",
        "docker.io/lab/cc:2",
        "docker.io/lab/cc:2@*",
        "docker.io/lab/cc@*",
    ]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("base", ("docker.io/library/base", "latest")),
        ("lab/base:1", ("docker.io/lab/base", "1")),
        ("localhost:5000/lab/base", ("localhost:5000/lab/base", "latest")),
    ],
)
def test_an_image_is_named_as_buildkit_does(image: str, expected: tuple[str, str]) -> None:
    assert split_tag(image) == expected


@pytest.mark.parametrize(
    "parts",
    [
        {"cache_from": ""},
        {"cache_from": "lab/base:1"},
        {"cache_from": "my/app:1,type=local,src=/etc"},
        {"cache_from": "other.example/my/app:1"},
        {"cache_to": {"mode": "max", "name": "my/app:1,dest=/x"}},
        {"cache_to": {"mode": "min", "name": ""}},
    ],
)
def test_a_cache_lies_in_the_learners_own_registry_alone(parts: dict[str, Any]) -> None:
    assert codes(request(**parts)) == [("tag", None)]


@pytest.mark.parametrize(
    "export",
    [
        {"mode": "max"},
        {"mode": "inline", "name": "my/app:1"},
        {"mode": "local", "name": "my/app:1"},
        {"mode": "min", "name": "my/app:1", "dest": "/etc"},
    ],
)
def test_a_cache_is_exported_in_one_of_three_ways(export: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        request(cache_to=export)
