"""Shut one Docker daemon into a root, a user namespace and a network of its own.

`start` forks a child that becomes, step by step and in an order that matters, the jail's builder; its
sibling becomes the jail's process 1. Nothing is imported and no path of the host is used after the root
has been swapped. See docs/jail.md for why each step stands where it does.
"""

import os
import signal
import socket
import traceback
from collections.abc import Callable
from pathlib import Path

import msgspec

from engine import disks, kernel
from engine.cgroups import Box

IDS = 65536
"""Host uids and gids of one engine, from its owner's upwards."""
NODES = ("null", "zero", "full", "random", "urandom", "tty")
FOLDERS = (
    "usr",
    "etc",
    "dev",
    "proc",
    "sys",
    "run",
    "tmp",
    "var",
    "root",
    "data",
    "opt/docker",
    "var/lib/docker",
)
LINKS = {"bin": "usr/bin", "sbin": "usr/sbin", "lib": "usr/lib", "lib64": "usr/lib64", "var/run": "/run"}
INITS = ("usr/bin/tini-static", "tini-static", "docker-init")
"""Where an engine's folder may keep `tini`, the jail's process 1."""
ENVIRONMENT = {
    "HOME": "/root",
    "TMPDIR": "/data/tmp",
    "PATH": "/opt/docker/usr/sbin:/opt/docker/usr/bin:/opt/docker:/usr/sbin:/usr/bin",
}
ACCOUNTS = {
    "passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n",
    "group": "root:x:0:\ndocker:x:0:\nnogroup:x:65534:\n",
    "nsswitch.conf": "hosts: files\npasswd: files\ngroup: files\n",
    "resolv.conf": "",
    "hosts": "127.0.0.1 localhost\n",
}


class Jail(msgspec.Struct, frozen=True):
    """`home` holds the disks and the folders `run`, `etc` and `new`; `binaries` the unpacked engine.

    `environment` is the daemon's beside what every jail's has.
    """

    home: Path
    binaries: Path
    owner: int
    command: tuple[str, ...]
    environment: dict[str, str]

    @property
    def init(self) -> str:
        """`tini`'s path inside the jail."""
        for place in INITS:
            if (self.binaries / place).exists():
                return f"/opt/docker/{place}"
        raise JailFailed(f"{self.binaries} holds none of {', '.join(INITS)}")


class JailFailed(Exception):
    """The jail could not be built; the message names the step."""


def start(jail: Jail, box: Box) -> tuple[int, int]:
    """Fork the builder: its pid, and a descriptor that yields the jail's pid or the error, then ends."""
    reading, writing = os.pipe2(os.O_CLOEXEC)
    builder = os.fork()
    if builder:
        os.close(writing)
        return builder, reading
    try:
        pid = _build(jail, box)
        os.write(writing, str(pid).encode())
    except BaseException:  # a forked child must never return into the service
        os.write(writing, traceback.format_exc(limit=-1).encode()[-2000:])
    os._exit(0)


def parse_report(report: bytes) -> int:
    """The jail's pid from what `start`'s descriptor yielded. Raises JailFailed."""
    if not report.isdigit():
        raise JailFailed(report.decode(errors="replace") or "the jail's builder was killed")
    return int(report)


def _build(jail: Jail, box: Box) -> int:
    command = (jail.init, "--", *jail.command)
    environment = ENVIRONMENT | jail.environment
    daemon_groups = box.open_daemon()
    log = os.open(jail.home / "run/log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    box.join()
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.make_private()
    _make_root(jail, box)
    map_ids = _mapper(jail.owner)
    kernel.unshare(kernel.CLONE_NEWUSER)
    map_ids()
    os.setgroups([])
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    kernel.unshare(
        kernel.CLONE_NEWNS
        | kernel.CLONE_NEWNET
        | kernel.CLONE_NEWIPC
        | kernel.CLONE_NEWUTS
        | kernel.CLONE_NEWPID
        | kernel.CLONE_NEWCGROUP
    )
    for group in daemon_groups:
        os.write(group, b"0")
    pid = kernel.fork_sibling()
    if pid == 0:
        _become_init(command, environment, log)
    return pid


def _make_root(jail: Jail, box: Box) -> None:
    """Lay out the jail's root in a tmpfs and swap it in, while we are still the host's root."""
    home, root = jail.home, jail.home / "new"
    kernel.mount("engine", root, "tmpfs", kernel.MS_NOSUID, "size=4m,mode=755")
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for name, target in LINKS.items():
        (root / name).symlink_to(target)
    kernel.bind("/usr", root / "usr", read_only=True)
    kernel.bind(jail.binaries, root / "opt/docker", read_only=True)
    kernel.bind(home / "etc", root / "etc", read_only=True)
    kernel.bind(home / "run", root / "run")
    kernel.bind(home / disks.STATE, root / "data")
    for name, covered in disks.ON_BULK.items():
        kernel.bind(home / disks.BULK / name, root / "data" / covered)
    kernel.mount("dev", root / "dev", "tmpfs", kernel.MS_NOSUID | kernel.MS_NOEXEC, "size=1m,mode=755")
    for node in NODES:
        (root / "dev" / node).touch()
        kernel.bind(f"/dev/{node}", root / "dev" / node)
    for folder in ("pts", "shm", "mqueue"):
        (root / "dev" / folder).mkdir()
    (root / "dev/ptmx").symlink_to("pts/ptmx")
    (root / "dev/fd").symlink_to("/proc/self/fd")
    kernel.mount("proc", root / "proc", "proc")
    kernel.mount("sysfs", root / "sys", "sysfs")
    kernel.mount("tmp", root / "tmp", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=64m,mode=1777")
    _bind_cgroups(root / "sys/fs/cgroup", box)
    (root / ".old").mkdir()
    os.chdir(root)
    kernel.pivot_root(".", ".old")
    os.chdir("/")
    kernel.unmount("/.old", kernel.MNT_DETACH)
    Path("/.old").rmdir()


def _bind_cgroups(target: Path, box: Box) -> None:
    if box.unified:
        return  # process 1 mounts its own: the cgroup namespace confines it
    kernel.mount("cgroup", target, "tmpfs", 0, "size=1m,mode=755")
    for tree in box.trees:
        (target / tree.name).mkdir()
        kernel.bind(tree.root / box.path / "ns", target / tree.name)


def _mapper(owner: int) -> Callable[[], None]:
    """Fork a witness that stays in the host's user namespace; the returned call has it map our ids.

    The maps must be there before any exec, or the capabilities of the new namespace vanish.
    """
    waiting, waking = os.pipe()
    builder, witness = os.getpid(), os.fork()
    if witness == 0:
        status = 1
        try:
            os.read(waiting, 1)
            for kind in ("uid_map", "gid_map"):
                Path(f"/proc/{builder}/{kind}").write_text(f"0 {owner} {IDS}")
            status = 0
        finally:
            os._exit(status)

    def map_ids() -> None:
        os.write(waking, b"!")
        if os.waitpid(witness, 0)[1] != 0:
            raise JailFailed(f"the kernel refused to map uids {owner} to {owner + IDS - 1}")

    return map_ids


def _become_init(command: tuple[str, ...], environment: dict[str, str], log: int) -> None:
    """Process 1 of the jail: finish its mounts and become `tini`, which starts and reaps for the daemon."""
    try:
        kernel.die_with_parent()
        _mount_inside()
        kernel.raise_loopback()
        socket.sethostname("engine")
        os.makedirs("/data/tmp", exist_ok=True)  # noqa: PTH103 - plain calls only, see fork_sibling
        os.umask(0o022)
        os.setsid()
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        null = os.open("/dev/null", os.O_RDONLY)
        for descriptor, target in ((null, 0), (log, 1), (log, 2)):
            os.dup2(descriptor, target)
        os.execve(command[0], command, environment)  # noqa: S606
    except BaseException as error:  # a forked child must never return into the service
        os.write(log, f"process 1 of the jail: {error!r}\n".encode())
    finally:
        os._exit(70)


def _mount_inside() -> None:
    kernel.make_private()
    kernel.mount("proc", "/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC)
    os.mkdir("/tmp/cgroup")  # noqa: PTH102, S108
    kernel.mount("/sys/fs/cgroup", "/tmp/cgroup", None, kernel.MS_BIND | kernel.MS_REC)  # noqa: S108
    kernel.mount("sysfs", "/sys", "sysfs", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC)
    if os.listdir("/tmp/cgroup"):  # noqa: PTH208, S108
        kernel.mount("/tmp/cgroup", "/sys/fs/cgroup", None, kernel.MS_BIND | kernel.MS_REC)  # noqa: S108
    else:
        kernel.mount("cgroup2", "/sys/fs/cgroup", "cgroup2")
    kernel.unmount("/tmp/cgroup", kernel.MNT_DETACH)  # noqa: S108
    kernel.mount("devpts", "/dev/pts", "devpts", 0, "newinstance,ptmxmode=0666,mode=620")
    kernel.mount("shm", "/dev/shm", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=16m")  # noqa: S108
    kernel.mount("mqueue", "/dev/mqueue", "mqueue")
