"""Flags as BuildKit compares them: what only repeats a default, or is written otherwise, is not told apart.

Every rule was measured on a real engine; tests/builds/reasons/pairs.py has the pairs.
"""

import csv
import posixpath
import re
from collections.abc import Sequence

from builds.dockerfile import Plan, Scope
from builds.instructions import Instruction

_FROM_STAGE = re.compile(r"(?:^--|,|=)from=([^,]+)")
_OCTAL = re.compile(r"[0-7]{1,7}")
_KEYS = {"dst": "target", "destination": "target", "src": "source", "ro": "readonly"}
_WRITES = ("rw", "readwrite")
_SECRETS = "/run/secrets/"
_UNITS = {"": 1, "b": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
_NETWORKS = ("--network=default", "--network=none")
"""The same here: no step has a network."""

Mount = dict[str, str]


def counted(plan: Plan, scope: Scope) -> tuple[str, ...]:
    """Those that a step's place in the cache depends on, in one spelling and order. Stages go nameless."""
    given = [nameless(plan, flag) for flag in scope.flags]
    if scope.instruction.keyword == "RUN":
        mounted = (sorted(mount.items()) for mount in _mounts(given, scope.folder))
        rest = (flag for flag in given if not flag.startswith("--mount=") and flag not in _NETWORKS)
        return (*sorted(rest), *("--mount=" + ",".join(map("=".join, each)) for each in mounted))
    found = (_copied(flag, scope.instruction) for flag in given if not flag.startswith("--exclude="))
    return (*sorted(filter(None, found)), *(flag for flag in given if flag.startswith("--exclude=")))


def nameless(plan: Plan, flag: str) -> str:
    """What a stage is called does not matter: what it holds does."""
    found = _FROM_STAGE.search(flag)
    if not found or not plan.stage(found[1]):
        return flag
    return flag[: found.start(1)] + "(stage)" + flag[found.end(1) :]


def linked(instruction: Instruction) -> bool:
    """With --chmod too, BuildKit makes an ordinary copy."""
    link = instruction.flag("link")
    return link is not None and link.lower() in ("", "true") and instruction.flag("chmod") is None


def rooted(*parts: str) -> str:
    """As a clean path from the root; POSIX would keep a second slash."""
    return posixpath.normpath("/" + posixpath.join("/", *parts).lstrip("/"))


def mounts(scope: Scope) -> list[Mount]:
    """Of a RUN, without what only repeats a default: those of the context and of stages by where they are
    mounted; then secrets as they are written, at last those that are variables."""
    return _mounts(scope.flags, scope.folder)


def secrets(scope: Scope) -> list[str]:
    """The ids of those that a step mounts."""
    return [mount["id"] for mount in mounts(scope) if mount["type"] == "secret"]


def _copied(flag: str, instruction: Instruction) -> str:
    """Of a COPY or ADD; empty where it does not count."""
    name, _, value = flag.partition("=")
    if name == "--link":
        return name if linked(instruction) else ""
    if name == "--keep-git-dir" or (name == "--unpack" and value.lower() in ("", "true")):
        return ""
    if name == "--chmod":
        return f"{name}={_octal(value)}"
    return f"{name}={':'.join(map(_owner, value.split(':')))}" if name == "--chown" else flag


def _octal(mode: str) -> str:
    return f"{int(mode, 8):o}" if _OCTAL.fullmatch(mode) else mode


def _owner(name: str) -> str:
    return "0" if name == "root" else name.lstrip("0") or name[:1]


def _mounts(given: Sequence[str], folder: str) -> list[Mount]:
    return sorted((_mount(flag, folder) for flag in given if flag.startswith("--mount=")), key=_place)


def _place(mount: Mount) -> tuple[bool, bool, str]:
    secret = mount["type"] == "secret"
    return secret, "env" in mount, "" if secret else mount.get("target", "")


def _mount(flag: str, folder: str) -> Mount:
    fields = _fields(flag)
    kind = fields["type"]
    if kind == "secret":
        return _secret(fields)
    if target := fields.get("target"):
        fields["target"] = target if target.startswith("/") else rooted(folder, target)
    if kind == "cache":
        _own_cache(fields, target or "")
    if kind in ("bind", "cache") and "source" in fields:
        fields["source"] = rooted(fields["source"])
    if kind == "tmpfs" and "size" in fields:
        fields["size"] = _bytes(fields["size"])
    without = {"source": "/", "size": "0", "readonly": "true" if kind == "bind" else "false"}
    return {key: value for key, value in fields.items() if without.get(key) != value}


def _fields(flag: str) -> Mount:
    """By key; of a key said twice the last counts. What cannot be read BuildKit refuses."""
    found: Mount = {"type": "bind"}
    for field in _separated(flag.partition("=")[2].strip("'")):
        key, given, value = field.partition("=")
        name = _KEYS.get(key.lower(), key.lower())
        if name in _WRITES:
            name, value = "readonly", "true" if value.lower() == "false" else "false"
        elif name in ("type", "readonly", "required"):
            value = value.lower() if given else "true"
        found[name] = _octal(value) if name == "mode" else value
    return found


def _separated(text: str) -> list[str]:
    try:
        return next(csv.reader([text]), [])
    except csv.Error:
        return [text]


def _secret(fields: Mount) -> Mount:
    """Its name is that of its target where nothing else is said."""
    source, target = fields.pop("source", ""), fields.get("target", "")
    name = fields.get("id") or source or posixpath.basename(target)
    usual = {"required": "false", "mode": "400", "uid": "0", "gid": "0"}
    if "env" not in fields:
        usual["target"] = _SECRETS + name
    return {key: value for key, value in (fields | {"id": name}).items() if usual.get(key) != value}


def _own_cache(fields: Mount, target: str) -> None:
    """Whether it has an id or a way of sharing of its own counts, but not which."""
    usual = posixpath.normpath(target)
    name, sharing = fields.pop("id", usual), fields.pop("sharing", "shared")
    if (name, sharing.lower()) != (usual, "shared"):
        fields["id"] = "(its own)"


def _bytes(size: str) -> str:
    found = re.fullmatch(r"(\d{1,15})([bkmg]?)b?", size.lower())
    return str(int(found[1]) * _UNITS[found[2]]) if found else size
