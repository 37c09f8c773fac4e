"""`python -m boot.drop … -- COMMAND`: give up root, after laying out what the user needs to see.

Expects to be process 1 of a fresh pid namespace, in a fresh mount namespace (see `boot.spawn`).
"""

import argparse
import ctypes
import os
from pathlib import Path

from boot import view
from boot.account import Account
from engine import kernel

PR_SET_NO_NEW_PRIVS = 38
_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    options = _parse()
    account = Account(options.name, options.uid, options.gid)
    kernel.make_private()
    covers = view.plan([*options.read, *options.write], view.closed_to(account))
    view.lay(covers, options.write)
    for folder in options.memory:
        view.lay_memory(folder, account)
    kernel.mount("proc", "/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC)
    os.chdir(Path.cwd())  # the same path, below the covers
    become(account)
    os.execv(options.command[0], options.command)  # noqa: S606


def become(account: Account) -> None:
    """The account's ids, no other groups, no capabilities and no way to any; SIGKILL when our parent ends."""
    os.setgroups([])
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl NO_NEW_PRIVS")
    kernel.die_with_parent()  # after the ids: changing them clears it


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="boot.drop")
    parser.add_argument("--name", required=True)
    parser.add_argument("--uid", type=int, required=True)
    parser.add_argument("--gid", type=int, required=True)
    parser.add_argument("--read", type=Path, action="append", default=[])
    parser.add_argument("--write", type=Path, action="append", default=[])
    parser.add_argument("--memory", type=Path, action="append", default=[])
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


if __name__ == "__main__":
    main()
