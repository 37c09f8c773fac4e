"""One script that makes every attempt, each in a child of its own, and says how each went."""

import socket
from collections.abc import Sequence

from tests.attacks.cases import Case

PRELUDE = '''\
import ctypes, os, socket, stat, subprocess, sys, time
_libc = ctypes.CDLL(None, use_errno=True)
os.makedirs("/mnt", exist_ok=True)  # so that no mount fails for want of a place

def call(*arguments):
    if _libc.syscall(*arguments) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))

def write(path):
    """What stands there already, so that success would change nothing on the host."""
    try:
        text = open(path).read() or "0"
    except OSError:
        text = "0"
    with open(path, "w") as file:
        file.write(text)

def made(kind, major, minor):
    path = f"/tmp/node-{major}-{minor}"
    os.mknod(path, kind | 0o600, os.makedev(major, minor))
    return path

def reach(address, port):
    socket.create_connection((address, port), 2).close()

def shell(command):
    subprocess.run(["sh", "-c", command], check=True, stdout=2, timeout=20)

def attempt(name, tried):
    child = os.fork()
    if child == 0:
        status = 2
        try:
            tried()
            status = 0
        except (OSError, subprocess.CalledProcessError) as error:
            status = 1
            print(f"{name}: {error!r}", file=sys.stderr)
        finally:
            os._exit(status)
    how = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(f"\\n<{name}> {['HARM', 'denied'][how] if how in (0, 1) else 'broken'}", flush=True)
'''


def script(cases: Sequence[Case], port: int) -> str:
    """`port` is a decoy's on the host."""
    lines = [f"attempt({case.name!r}, lambda: {case.attempt})" for case in cases]
    host = socket.gethostbyname(socket.gethostname())
    return "\n".join([PRELUDE, f"PORT = {port}", *lines, ""]).replace("'HOST'", repr(host))


def outcomes(output: str, cases: Sequence[Case]) -> dict[str, str]:
    """Name → HARM, denied, broken where the attempt itself is wrong, or silent."""
    words = ("HARM", "denied", "broken")
    return {
        case.name: next((word for word in words if f"<{case.name}> {word}" in output), "silent")
        for case in cases
    }
