"""`python -m tests.attacks.without CONTROL …`: an engine service from which one control has been taken, for tests alone.

The product knows no such switch: the running modules are changed here, before the service starts.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from engine import __main__, daemon, jail, kernel


def user_namespace() -> None:
    unshare = kernel.unshare
    kernel.unshare = lambda flags: unshare(flags & ~kernel.CLONE_NEWUSER)
    jail._mapper = lambda owner: lambda: None


def network_namespace() -> None:
    """The kernel lets nobody mount sysfs or raise an interface of a network that is not theirs."""
    unshare, mount = kernel.unshare, kernel.mount

    def mount_all_but_sysfs(
        source: str, target: Path | str, kind: str | None, flags: int = 0, options: str = ""
    ) -> None:
        if (kind, target) != ("sysfs", "/sys"):
            mount(source, target, kind, flags, options)

    kernel.unshare = lambda flags: unshare(flags & ~kernel.CLONE_NEWNET)
    kernel.mount = mount_all_but_sysfs
    kernel.raise_loopback = lambda: None


def pid_namespace() -> None:
    """The /proc that was mounted for the host's root stays: the kernel lets nobody mount one of processes that are
    not theirs."""
    unshare, mount = kernel.unshare, kernel.mount

    def mount_all_but_proc(
        source: str, target: Path | str, kind: str | None, flags: int = 0, options: str = ""
    ) -> None:
        if (kind, target) != ("proc", "/proc"):
            mount(source, target, kind, flags, options)

    kernel.unshare = lambda flags: unshare(flags & ~kernel.CLONE_NEWPID)
    kernel.mount = mount_all_but_proc


def own_root() -> None:
    """The old root stays in sight."""
    unmount, rmdir = kernel.unmount, Path.rmdir

    def unmount_all_but_it(target: Path | str, flags: int = 0) -> None:
        if target != "/.old":
            unmount(target, flags)

    def remove_all_but_it(path: Path) -> None:
        if path != Path("/.old"):
            rmdir(path)

    kernel.unmount = unmount_all_but_it
    Path.rmdir = remove_all_but_it  # type: ignore[method-assign, assignment]


def entitlements() -> None:
    settings = daemon.settings

    def loosened(bulk_mib: int) -> str:
        chosen = json.loads(settings(bulk_mib))
        chosen["builder"]["Entitlements"] = {"network-host": True, "security-insecure": True}
        return json.dumps(chosen)

    daemon.settings = loosened


def socket_mode() -> None:
    allow = daemon.allow
    daemon.allow = lambda descriptor, everyone: allow(descriptor, everyone=True)


CONTROLS: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (user_namespace, network_namespace, pid_namespace, own_root, entitlements, socket_mode)
}


if __name__ == "__main__":
    CONTROLS[sys.argv.pop(1)]()
    sys.exit(__main__.main())
