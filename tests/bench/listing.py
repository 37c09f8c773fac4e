"""Listing a layer of an imported image, against gunzip and sha256 alone: seconds, files/s and peak memory.

python -m tests.bench.listing            prints the figures
python -m tests.bench.listing HOW FILE   is one measurement: `alone` or `listed`, in a process of its own
"""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zlib
from pathlib import Path

from builds.oci.archive import Archive
from builds.oci.inspection import Budget, read_images
from tests.bench import archive

SMALL_FILES = 100_000
LARGE_BYTES = (5 if os.environ.get("PROVE") else 1) * 10**9
PAIRS = 3
CHUNK = 2**18


def figures() -> dict[str, float]:
    found = {}
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # too large for memory
        file = Path(folder) / "image.tar"
        for name, files, count in (
            (f"{SMALL_FILES:,} small files", archive.many_small(SMALL_FILES), SMALL_FILES),
            (f"a layer of {LARGE_BYTES // 10**9} GB", archive.one_large(LARGE_BYTES), 1),
        ):
            archive.write(file, files)
            pairs = [(_measure("alone", file), _measure("listed", file)) for _ in range(PAIRS)]
            seconds = statistics.median(listed["seconds"] for _, listed in pairs)
            ratio = statistics.median(listed["seconds"] / alone["seconds"] for alone, listed in pairs)
            found[f"listing {name}: s"] = round(seconds, 2)
            found[f"listing {name}: / gunzip and sha256 alone"] = round(ratio, 2)
            found[f"listing {name}: peak MiB"] = max(listed["peak"] for _, listed in pairs)
            found[f"gunzip and sha256 of {name}: peak MiB"] = max(alone["peak"] for alone, _ in pairs)
            if count > 1:
                found[f"listing {name}: files/s"] = round(count / seconds)
    return found


def _measure(how: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.listing", how, str(file)]
    told = subprocess.run(command, capture_output=True, check=True, timeout=600, text=True)
    measured: dict[str, float] = json.loads(told.stdout)
    return measured


def alone(file: Path) -> None:
    """As one would by hand, in Python: the layer's digest is not even checked."""
    with tarfile.open(file) as tar:
        blob = tar.extractfile(tar.getmembers()[0])
        assert blob is not None
        unpacker, hashed = zlib.decompressobj(wbits=31), hashlib.sha256()
        while chunk := blob.read(CHUNK):
            while chunk:
                hashed.update(unpacker.decompress(chunk, 4 * CHUNK))
                chunk = unpacker.unconsumed_tail


def listed(file: Path) -> None:
    with file.open("rb") as opened:
        for _ in read_images(Archive(opened), Budget(2**40, 10**6)):
            pass


def main() -> None:
    if len(sys.argv) == 1:
        print(json.dumps(figures(), indent=1))  # noqa: T201
        return
    how = {"alone": alone, "listed": listed}[sys.argv[1]]
    began = time.perf_counter()
    how(Path(sys.argv[2]))
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "peak": _peak()}))  # noqa: T201


def _peak() -> int:
    """MiB of this process; what getrusage tells begins with its parent's."""
    status = Path("/proc/self/status").read_text().split()
    return int(status[status.index("VmHWM:") + 1]) // 1024


if __name__ == "__main__":
    main()
