"""Pairs of steps, and whether BuildKit takes the second for the first.

Each is built for real by test_pairs.py. In all texts and paths `@` stands for a name of the pair's own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from builds.request import BuildRequest

Files = Mapping[str, Any]
FOLDERS = {"d/one": "1", "d/two": "2", "d/in/three": "3", "e/one": "1", "e/two": "2", "e/in/three": "3"}
CACHE = "--mount=type=cache,target=/c"
SECRET = "--mount=type=secret,id=k"


class Pair(msgspec.Struct, frozen=True):
    """The last instruction of both is compared."""

    before: str
    after: str
    same: bool
    files: Files = {}
    then: Files | None = None
    """The files of the second, where they are others."""

    def texts(self, name: str) -> tuple[str, str]:
        return self.before.replace("@", name), self.after.replace("@", name)

    def contexts(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        return _placed(self.files, name), _placed(self.files if self.then is None else self.then, name)


def request(dockerfile: str, files: Files) -> BuildRequest:
    return msgspec.convert({"dockerfile": dockerfile, "files": files}, BuildRequest)


def _placed(files: Files, name: str) -> dict[str, Any]:
    """In a folder of the pair's own."""
    links = {path: file for path, file in files.items() if isinstance(file, dict) and "symlink" in file}
    moved = {path: {"symlink": file["symlink"].replace("@", name)} for path, file in links.items()}
    return {f"{name}/{path}": file for path, file in {**files, **moved}.items()}


def _run(before: str, after: str, same: bool) -> Pair:
    return Pair(f"RUN {before} echo @", f"RUN {after} echo @", same, {"a": "1", "b": "2"})


def _copy(before: str, after: str, same: bool, keyword: str = "COPY") -> Pair:
    return Pair(f"{keyword} {before} @/a /@/", f"{keyword} {after} @/a /@/", same, {"a": "1"})


def _lines(before: str, after: str, same: bool) -> Pair:
    return Pair(before, after, same, {"a": "1", "b": "2"})


def _taking(instruction: str, same: bool, now: Files, files: Files = FOLDERS) -> Pair:
    """The same instruction, and files that have changed."""
    return Pair(instruction, instruction, same, files, {**files, **now})


def _link(target: str) -> Any:
    return {"symlink": target}


def _linked(target: str) -> Files:
    return {**FOLDERS, "ln": _link(target)}


RUN_FLAGS = (
    _run("--network=default", "", True),
    _run("--network=none", "--network=default", True),
    _run("--network=none --mount=type=tmpfs,target=/t", "--mount=type=tmpfs,target=/t --network=none", True),
    _run("--mount=type=tmpfs,target=/t", "", False),
    _run("--mount=type=tmpfs,target=/t", "--mount=type=tmpfs,target=/t,size=1m", False),
    _run("--mount=type=tmpfs,target=/t,size=1m", "--mount=type=tmpfs,target=/t,size=1048576b", True),
    _run("--mount=type=tmpfs,target=/t,size=0", "--mount=type=tmpfs,target=t", True),
    _run("--mount=type=tmpfs,target=/t/", "--mount=type=tmpfs,target=/t", False),
    _run(CACHE, "", False),
    _run(CACHE, f"{CACHE},sharing=shared,rw,source=/", True),
    _run(CACHE, "--mount=dst=/c,id=/c,type=CACHE", True),
    _run(CACHE, f"{CACHE},id=q", False),
    _run(CACHE, f"{CACHE},sharing=locked", False),
    _run(f"{CACHE},id=q", f"{CACHE},id=r", True),
    _run(f"{CACHE},id=q", f"{CACHE},sharing=private", True),
    _run(CACHE, f"{CACHE},mode=0755", False),
    _run(f"{CACHE},mode=0700", f"{CACHE},mode=700", True),
    _run(CACHE, f"{CACHE},uid=0", False),
    _run(CACHE, f"{CACHE},ro", False),
    _run(f"{CACHE} --mount=type=cache,target=/d", f"--mount=type=cache,target=/d {CACHE}", True),
    _run(SECRET, "", False),
    _run(SECRET, "--mount=type=secret,id=l", False),
    _run(SECRET, f"{SECRET},target=/run/secrets/k,required=false,mode=400,uid=0,gid=0", True),
    _run(SECRET, "--mount=type=secret,target=/run/secrets/k", True),
    _run(SECRET, f"{SECRET},mode=0444", False),
    _run(SECRET, f"{SECRET},env=K", False),
    _run(f"{SECRET} --mount=type=secret,id=l", f"--mount=type=secret,id=l {SECRET}", False),
    _run(f"{SECRET},env=K --mount=type=secret,id=l", f"--mount=type=secret,id=l {SECRET},env=K", True),
    _run(f"{CACHE} {SECRET}", f"{SECRET} {CACHE}", True),
    _run("--mount=type=bind,source=@/a,target=/m", "--mount=target=/m,src=./@/a,readonly=true", True),
    _run("--mount=source=@/a,target=/m", "--mount=source=/@/b/../a,dst=m,rw=false", True),
    _run("--mount=source=@/a,target=/m", "--mount=source=@/a,target=/m,rw", False),
    _run("--mount=source=@/a,target=/m,rw=true", "--mount=source=@/a,target=/m,readwrite", True),
    _run("--mount=source=@/a,target=/m", "--mount=source=@/b,target=/m", False),
    _run("--mount=source=@/a,target=/m", '--mount=source=@/a,"target=/m"', True),
    _run(
        "--mount=source=@/a,target=/m --mount=source=@/b,target=/k",
        "--mount=source=@/b,target=/k --mount=source=@/a,target=/m",
        True,
    ),
    _lines(
        "ARG A=@/a\nRUN --mount=source=$A,target=/m echo @",
        "ARG A=@/a\nRUN --mount=source=@/a,target=/m echo @",
        True,
    ),
)
COPY_FLAGS = (
    _copy("--chown=0:0", "", False),
    _copy("--chown=0:0", "--chown=0", False),
    _copy("--chown=root:root", "--chown=00:0", True),
    _copy("--chown=root", "--chown=root:", False),
    _copy("--chown=daemon", "--chown=1", False),
    _copy("--chmod=644", "", False),
    _copy("--chmod=644", "--chmod=00644", True),
    _copy("--chmod=644", "--chmod=u=rw,go=r", False),
    _copy("--link=false", "", True),
    _copy("--link", "--link=TRUE", True),
    _copy("--link", "", False),
    _copy("--link --chmod=644", "--chmod=644", True),
    _copy("--link --chown=1", "--chown=1", False),
    _copy("--chmod=644 --chown=1", "--chown=1 --chmod=644", True),
    _copy("--exclude=x --exclude=y", "--exclude=y --exclude=x", False),
    _copy("--exclude=x --chown=1", "--chown=1 --exclude=x", True),
    _copy("--exclude=x", "", False),
    _copy("--unpack", "--unpack=true --keep-git-dir", True, "ADD"),
    _copy("--unpack=true", "", True, "ADD"),
    _copy("--unpack=false", "", False, "ADD"),
    _copy("--link=false --keep-git-dir=true", "", True, "ADD"),
    _lines("ARG O=5\nCOPY --chown=$O @/a /@", "ARG O=5\nCOPY --chown=5 @/a /@", True),
)
COMMANDS = (
    _lines('RUN ["/bin/sh", "-c", "echo @"]', "RUN echo @", True),
    _lines('RUN ["/bin/ash", "-c", "echo @"]', "RUN echo @", False),
    _lines('SHELL ["/bin/ash", "-c"]\nRUN ["/bin/sh", "-c", "echo @"]', "RUN echo @", True),
    _lines('SHELL ["/bin/sh", "-c"]\nRUN echo @', "RUN echo @", True),
    _lines('SHELL ["/bin/ash", "-c"]\nRUN echo @', "RUN echo @", False),
    _lines("RUN echo @ \\\n# a comment\n\n   x", "RUN echo @    x", True),
    _lines("RUN echo @ \\\nx", "RUN echo @  x", False),
    _lines("run \t echo @ x  ", "RUN echo @ x", True),
    _lines("RUN <<EOF\necho @\nEOF", "RUN <<-'X'\n\techo @\nX", True),
    _lines("RUN <<EOF\necho @\nEOF", 'RUN ["/bin/sh", "-c", "echo @\\n"]', True),
    _lines("RUN <<EOF\necho @\nEOF", "RUN echo @", False),
    _lines("RUN cat <<EOF\n@\nEOF", "RUN cat <<X\n@\nX", False),
    _lines("RUN <<EOF\n#!/bin/sh\necho @\nEOF", "RUN <<X\n#!/bin/sh\necho @\nX", False),
    _lines("USER root\nRUN echo @", "USER 0\nRUN echo @", False),
    _lines("USER 7\nCOPY @/a /@", "USER 8\nCOPY @/a /@", True),
    _lines("WORKDIR /v\nRUN echo @", "WORKDIR v/\nRUN echo @", True),
    _lines("WORKDIR /v\nRUN echo @", "WORKDIR /v/\nRUN echo @", False),
    _lines("WORKDIR /v/x\nRUN echo @", "WORKDIR /v//x\nRUN echo @", False),
    _lines("WORKDIR /v/x\nCOPY @/a .", "WORKDIR /v//x/\nCOPY @/a .", True),
    _lines("WORKDIR /v/\nWORKDIR x\nRUN echo @", "WORKDIR /v\nWORKDIR x\nRUN echo @", True),
)
VARIABLES = (
    ("ENV V=1\nENV W=1\nENV V=2", "ENV W=1\nENV V=2", True),
    ("ENV V=1\nENV W=1", "ENV V=1\nENV W=1\nARG V", True),
    ("ENV V=1\nENV W=1", "ENV V=1\nENV W=1\nENV V=1", False),
    ("ARG V=1\nENV W=1", "ARG V=1\nENV W=1\nARG V=1", False),
    ("ENV V=1 W=1", "ENV W=1 V=1", False),
    ("ENV V=1", "ENV V '1'", True),
    ("ENV V=1", 'ENV V="1"', True),
)
DESTINATIONS = (
    (".", "./", True),
    (".", "/@/", True),
    ("./x", "x", True),
    ("x//y", "/@/x/./y", True),
    ("z/../y", "y", True),
    ("..", "/", True),
    ("//x", "/x", True),
    ("x/./", "x/", True),
    ("x/.", "/@/x/.", True),
    ("x", "x/", False),
    ("x/", "x/.", False),
    ("x", "x/.", False),
    (".", "/@", False),
)
HEREDOCS = (
    _lines("COPY <<EOF /@/\nx\nEOF", "COPY <<'EOF' /@/\nx\nEOF", True),
    _lines("COPY <<EOF /@/\nx\nEOF", "COPY <<X /@/\nx\nX", False),
    _lines("ENV V=1\nCOPY <<EOF /@/\n$V\nEOF", "ENV V=2\nCOPY <<EOF /@/\n$V\nEOF", False),
    _lines("ENV V=1\nCOPY <<'EOF' /@/\n$V\nEOF", "ENV V=2\nCOPY <<'EOF' /@/\n$V\nEOF", True),
    _lines("COPY <<EOF /@/\n\\$V 'a' \"b\"\nEOF", "COPY <<'EOF' /@/\n$V 'a' \"b\"\nEOF", True),
    _lines("COPY @/a <<EOF /@/\nx\nEOF", "COPY <<EOF @/a /@/\nx\nEOF", True),
)
SOURCES = (
    Pair("COPY @/d/ /@", "COPY @/d /@", True, FOLDERS),
    Pair("COPY @/d/. /@", "COPY ./@/d /@", True, FOLDERS),
    Pair("COPY @/a /@", 'COPY ["/@/a", "/@"]', True, {"a": "1"}),
    _taking("COPY --exclude=one @/d /@", True, {"d/one": "x"}),
    _taking("COPY --exclude=one @/d /@", False, {"d/two": "x"}),
    _taking("COPY --exclude=in/* @/d /@", True, {"d/in/three": "x", "d/in/four": "x"}),
    _taking("COPY --exclude=three @/d /@", False, {"d/in/three": "x"}),
    _taking("COPY --exclude=**/three @/d /@", True, {"d/in/three": "x"}),
    _taking("COPY --exclude=d/one @/d /@", False, {"d/one": "x"}),
    _taking("COPY --exclude=/one @/d /@", False, {"d/one": "x"}),
    _taking("COPY --exclude=./one @/d /@", True, {"d/one": "x"}),
    _taking("COPY --exclude=one @/d/one @/d/two /@/", False, {"d/one": "x"}),
    _taking("COPY --exclude=one @/d* /@/", True, {"d/one": "x"}),
    _taking("COPY --exclude=one @/d/* /@/", False, {"d/one": "x"}),
    _taking("COPY --exclude=in --exclude=!in/three @/d /@", False, {"d/in/three": "x"}),
    _taking("COPY --exclude=in --exclude=!in/four @/d /@", True, {"d/in/three": "x"}),
    _taking("ARG E=one\nCOPY --exclude=$E @/d /@", False, {"d/one": "x"}),
    _taking("COPY --exclude=one @/ln /@", False, {"d/one": "x"}, _linked("d")),
    _taking("COPY --exclude=three @/ln/in /@", True, {"d/in/three": "x"}, _linked("d")),
    _taking("COPY @/ln /@", False, {"d/one": "x"}, _linked("d")),
    _taking("COPY @/ln /@", True, {"e/one": "x"}, _linked("d")),
    _taking("COPY @/ln /@", True, {"ln": _link("e")}, _linked("d")),
    _taking("COPY @/ln/one /@", False, {"d/one": "x"}, _linked("d")),
    _taking("COPY @/ln/one /@", True, {"d/two": "x", "ln": _link("./e")}, _linked("d")),
    _taking("COPY @/ln/o* /@/", False, {"d/one": "x"}, _linked("d")),
    _taking("COPY @/ln/o* /@/", True, {"d/two": "x"}, _linked("d")),
    _taking("COPY @/ln /@", False, {"d/one": "x"}, _linked("/@/d")),
    _taking("COPY @/ln /@", True, {"e/one": "x"}, _linked("/@/d")),
    _taking("COPY @/l* /@", False, {"d/one": "x"}, _linked("d")),
    _taking("COPY @/l* /@", True, {"ln": _link("e")}, _linked("d")),
    _taking("COPY @/l2 /@", False, {"d/one": "x"}, {**_linked("d"), "l2": _link("ln")}),
    _taking("COPY @/l2 /@", True, {"ln": _link("e")}, {**_linked("d"), "l2": _link("ln")}),
    _taking("COPY @/d/up/one /@", False, {"e/one": "x"}, {**FOLDERS, "d/up": _link("../e")}),
    _taking("COPY @/d/up/one /@", True, {"e/two": "x"}, {**FOLDERS, "d/up": _link("../e")}),
    _taking("COPY @/d /@", True, {"e/one": "x"}, {**FOLDERS, "d/up": _link("../e")}),
    _taking("COPY @/d /@", False, {"d/up": _link("nowhere")}, {**FOLDERS, "d/up": _link("../e")}),
    _taking("COPY @/ln /@", False, {"d/in/three": "x"}, _linked("d/in")),
    _taking("COPY @/ln /@", True, {"d/one": "x"}, _linked("d/in")),
    _taking("COPY @/ln /@", False, {"d/one": "x"}, _linked("../../../@/d")),
    _taking("RUN --mount=source=@/ln,target=/m echo @", False, {"d/one": "x"}, _linked("d")),
    _taking("RUN --mount=source=@/ln,target=/m echo @", True, {"ln": _link("e")}, _linked("d")),
    _taking("ADD @/ln /@", False, {"d/one": "x"}, _linked("d")),
    Pair("COPY @/f /@", "COPY @/f /@", True, {"d/x": "1", "f/x": "1"}, {"d/x": "1", "f": _link("d")}),
    Pair("COPY @/c* /@", "COPY @/c* /@", True, {"c": "1"}, {"c": _link("z"), "z": "1"}),
    Pair("COPY @/c? /@", "COPY @/c? /@", False, {"c1": "1"}, {"c2": "1"}),
    _taking("COPY ${F}@/d /@", False, {"d/one": "x"}),
    _taking("COPY ${F}@/d /@", True, {"e/one": "x"}),
    _taking("ENV F=@/d.x\nCOPY ${F%.x} /@", False, {"d/one": "x"}),
    _taking("COPY ${F:-@/d} /@", False, {"d/one": "x"}),
    _taking("COPY @/\\$x /@", False, {"$x": "2"}, {"$x": "1"}),
    _taking("COPY @/'$x' /@", True, {"a": "2"}, {"$x": "1", "a": "1"}),
)


def every() -> Iterator[Pair]:
    yield from (*RUN_FLAGS, *COPY_FLAGS, *COMMANDS, *HEREDOCS, *SOURCES)
    for one, two, same in VARIABLES:
        yield Pair(f"{one}\nRUN echo @", f"{two}\nRUN echo @", same)
    for one, two, same in DESTINATIONS:
        before, after = (f"WORKDIR /@\nCOPY @/a {word}" for word in (one, two))
        yield Pair(before, after, same, {"a": "1"})
