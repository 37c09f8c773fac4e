"""The system user as whom everything but the engine service runs."""

import os
import pwd
import shutil
import subprocess

import msgspec

from boot.say import say

NAME = "layerlab"


class Account(msgspec.Struct, frozen=True):
    name: str
    uid: int
    gid: int


class AccountMissing(Exception):
    """The user is not there and could not be made."""


def current() -> Account:
    """Whoever runs us: without root, there is no other."""
    entry = pwd.getpwuid(os.getuid())
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def provide() -> Account:
    """The user `layerlab`, created where it is missing. Raises AccountMissing."""
    if (account := _find()) is None:
        _create()
        account = _find()
    if account is None:
        raise AccountMissing(f"The system user {NAME} could not be created; create it and start again")
    if account.uid == 0:
        raise AccountMissing(f"The user {NAME} is root; it must be an ordinary system user")
    return account


def _find() -> Account | None:
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return None
    return Account(NAME, entry.pw_uid, entry.pw_gid)


def _create() -> None:
    if shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin") is None:
        raise AccountMissing(f"There is no user {NAME} and no useradd; install the package passwd")
    say(f"Creating the system user {NAME}, as whom web, workers and broker run (userdel {NAME} removes it)")
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    place = ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME]
    path = {**os.environ, "PATH": "/usr/sbin:/sbin:/usr/bin:/bin"}
    done = subprocess.run([*command, *place], capture_output=True, text=True, env=path, check=False)
    if done.returncode:
        raise AccountMissing(f"useradd could not create the user {NAME}: {done.stderr.strip()}")
