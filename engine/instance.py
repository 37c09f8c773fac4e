"""Which instance a VAR_DIR is: a number for as long as the folder exists, and what hangs on it.

Instances on one machine never share a uid range, control groups or socket paths.
"""

import fcntl
from pathlib import Path

import msgspec

CLAIMS = Path("/var/lib/layerlab/instances")
"""Holds a link to the VAR_DIR for each number that is taken."""
RUN = Path("/run/layerlab")
FIRST_UID = 100_000_000
ENGINE_UIDS = 65_536
ENGINES = 1024
INSTANCES = 60
"""As many as have room below 2**32."""


class Instance(msgspec.Struct, frozen=True):
    number: int

    @property
    def name(self) -> str:
        return f"layerlab-{self.number}"

    @property
    def run_dir(self) -> Path:
        """For sockets: they need short paths."""
        return RUN / str(self.number)

    @property
    def cgroup(self) -> str:
        """Relative to the root of each hierarchy."""
        return f"layerlab/{self.number}"

    @property
    def uid_base(self) -> int:
        """The first host uid of the instance's engines; ENGINES × ENGINE_UIDS belong to it."""
        return FIRST_UID + self.number * ENGINES * ENGINE_UIDS


class InstancesTaken(Exception):
    """All numbers are claimed by folders that exist."""


def claim(var: Path, claims: Path = CLAIMS) -> Instance:
    """The instance of VAR_DIR `var`, which must exist; the lowest free number where it has none yet.

    A number whose folder is gone is free again. Raises InstancesTaken; OSError where `claims` cannot be
    written.
    """
    var = var.resolve(strict=True)
    claims.mkdir(parents=True, exist_ok=True)
    with (claims / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        taken = {int(link.name): link for link in claims.iterdir() if link.is_symlink()}
        for number, link in taken.items():
            if link.readlink() == var:
                return Instance(number)
        number = _free(taken)
        (claims / str(number)).unlink(missing_ok=True)
        (claims / str(number)).symlink_to(var)
        return Instance(number)


def find(var: Path, claims: Path = CLAIMS) -> Instance | None:
    """The instance of VAR_DIR `var`, None where it has none yet."""
    for link in claims.glob("[0-9]*"):
        if link.is_symlink() and link.readlink() == var:
            return Instance(int(link.name))
    return None


def _free(taken: dict[int, Path]) -> int:
    for number in range(INSTANCES):
        if number not in taken or not taken[number].exists():
            return number
    raise InstancesTaken(
        f"{INSTANCES} instances exist on this machine already, and no more have room; remove the VAR_DIR of "
        "one that is no longer needed"
    )
