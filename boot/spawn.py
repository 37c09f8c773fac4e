"""Start a program as process 1 of namespaces of its own, so that with it ends all that it started."""

import ctypes
import os
import signal
from collections.abc import Mapping, Sequence

from engine import kernel

NAMESPACES = kernel.CLONE_NEWNS | kernel.CLONE_NEWPID
_libc = ctypes.CDLL(None, use_errno=True)


def spawn(command: Sequence[str], environment: Mapping[str, str], namespaces: int = NAMESPACES) -> int:
    """The pid of the started program, which gets a session of its own. Raises OSError."""
    flags = namespaces | signal.SIGCHLD
    pid: int = _libc.syscall(kernel.SYSCALLS[os.uname().machine]["clone"], flags, 0, 0, 0, 0)
    if pid < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"clone with new namespaces: {os.strerror(code)}")
    if pid == 0:
        _become(command, environment)
    return pid


def _become(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Python's after-fork hooks have not run here: plain calls only."""
    try:
        os.setsid()
        os.execve(command[0], list(command), environment)  # noqa: S606
    finally:
        os._exit(127)
