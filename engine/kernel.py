"""The few Linux calls that Python 3.11 does not have, each raising OSError as its siblings in `os` do."""

import ctypes
import fcntl
import os
import signal
import socket
import struct
from pathlib import Path

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 0x1, 0x2, 0x4, 0x8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 0x20, 0x1000, 0x4000, 0x40000
MNT_DETACH = 0x2

CLONE_PARENT = 0x8000
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x20000, 0x2000000, 0x4000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x8000000, 0x10000000, 0x20000000, 0x40000000

PR_SET_PDEATHSIG = 1
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1
SYSCALLS = {"x86_64": {"clone": 56, "pivot_root": 155}, "aarch64": {"clone": 220, "pivot_root": 41}}

_libc = ctypes.CDLL(None, use_errno=True)
_numbers = SYSCALLS.get(os.uname().machine, {})


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def mount(source: str, target: Path | str, kind: str | None, flags: int = 0, options: str = "") -> None:
    """mount(2). `kind` is the file system's name, None for binds and changes of propagation."""
    arguments = (
        source.encode(),
        os.fsencode(target),
        kind.encode() if kind else None,
        flags,
        options.encode(),
    )
    _checked(_libc.mount(*arguments), f"mount {source} on {target}")


def bind(source: Path | str, target: Path | str, read_only: bool = False) -> None:
    """Show `source` (one file or one file system) at `target`; read-only also means nosuid and nodev."""
    mount(str(source), target, None, MS_BIND)
    if read_only:
        mount("none", target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def unmount(target: Path | str, flags: int = 0) -> None:
    _checked(_libc.umount2(os.fsencode(target), flags), f"umount {target}")


def make_private(target: Path | str = "/") -> None:
    """Stop mounts below `target` from spreading to other mount namespaces."""
    mount("none", target, None, MS_REC | MS_PRIVATE)


def unshare(flags: int) -> None:
    _checked(_libc.unshare(flags), f"unshare {flags:#x}")


def pivot_root(new: str, old: str) -> None:
    _checked(_libc.syscall(_numbers["pivot_root"], new.encode(), old.encode()), "pivot_root")


def fork_sibling() -> int:
    """Fork a child whose parent is *our* parent: 0 in the child, its pid here.

    Python's own after-fork hooks do not run, so the child may only make plain calls and then exec.
    """
    return _checked(_libc.syscall(_numbers["clone"], CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0), "clone")


def die_with_parent() -> None:
    """Have the kernel send SIGKILL when the thread that started this process ends."""
    _checked(_libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl PDEATHSIG")


def raise_loopback() -> None:
    """`ip link set lo up` in the current network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        flags: int = struct.unpack("16sh14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))
