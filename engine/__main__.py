"""`python -m engine --var DIR --cache DIR --socket PATH`: run the engine service until SIGTERM."""

import argparse
import asyncio
import fcntl
import grp
import os
import signal
import sys
from pathlib import Path

from engine import kernel
from engine.fleet import Fleet
from engine.install import locate
from engine.instance import claim
from engine.limits import limits_from
from engine.service import Service

GROUP = "layerlab"


def main() -> int:
    options = _parse()
    if os.geteuid() != 0:
        print("engine: must run as root, since it makes mounts and namespaces", file=sys.stderr)  # noqa: T201
        return 1
    home = options.var.resolve() / "engines"
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    lock = (home / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"engine: another engine service already runs on {home}", file=sys.stderr)  # noqa: T201
        return 1
    kernel.unshare(kernel.CLONE_NEWNS)  # our mounts are ours alone, and go when we go
    kernel.make_private()
    instance, engine = claim(options.var.resolve()), locate(options.cache)
    fleet = Fleet(home, engine.root, f"{instance.cgroup}/engines", instance.uid_base, limits_from(os.environ))
    if sys.version_info < (3, 12):  # later Pythons watch children without threads by themselves
        asyncio.set_child_watcher(asyncio.PidfdChildWatcher())
    asyncio.run(_serve(Service(fleet, engine.versions), options.socket))
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="engine", description="Serve jailed Docker engines, one per learner."
    )
    parser.add_argument(
        "--var", type=Path, required=True, help="the instance's state; disks lie in its engines/"
    )
    parser.add_argument("--cache", type=Path, required=True, help="where the unpacked engine lies")
    parser.add_argument("--socket", type=Path, required=True, help=f"where to listen, for group {GROUP}")
    return parser.parse_args()


async def _serve(service: Service, path: Path) -> None:
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await service.serve(path, _gid(), stopping)


def _gid() -> int:
    try:
        return grp.getgrnam(GROUP).gr_gid
    except KeyError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
