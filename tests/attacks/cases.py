"""What a hostile step tries, as data: each attempt returns where harm was done, and raises OSError where not."""

import msgspec


class Case(msgspec.Struct, frozen=True):
    """`attempt` is one expression; `call`, `write`, `read`, `reach`, `shell` and `os` are those of `probe.PRELUDE`."""

    name: str
    attempt: str


def calls(*rows: tuple[str, str]) -> list[Case]:
    return [Case(name, f"call({arguments})") for name, arguments in rows]


def writes(*paths: str) -> list[Case]:
    return [Case(f"write {path}", f"write({path!r})") for path in paths]


def shells(*rows: tuple[str, str]) -> list[Case]:
    return [Case(name, f"shell({command!r})") for name, command in rows]


NEW_USER, NEW_MOUNT, NEW_NET = 0x10000000, 0x20000, 0x40000000

SECCOMP = calls(
    ("unshare a user namespace", f"272, {NEW_USER}"),
    ("add_key", "248, b'user', b'attack', b'x', 1, -2"),
    ("keyctl", "250, 0, -3, 1"),
    ("userfaultfd", "323, 1"),
    ("io_uring_setup", "425, 4, ctypes.create_string_buffer(120)"),
    ("personality without randomised addresses", "135, 0x40000"),
)
"""Harmful without a capability: seccomp alone stops them, so they succeed where it is taken away."""

CALLS = calls(
    ("mount", "165, b'none', b'/mnt', b'tmpfs', 0, None"),
    ("umount /proc", "166, b'/proc', 2"),
    ("pivot_root", "155, b'/', b'/tmp'"),
    ("unshare mounts", f"272, {NEW_MOUNT}"),
    ("unshare the network", f"272, {NEW_NET}"),
    ("setns to process 1's mounts", "308, os.open('/proc/1/ns/mnt', 0), 0"),
    ("fsopen", "430, b'tmpfs', 0"),
    ("open_tree cloned", "428, -100, b'/', 1"),
    ("move_mount", "429, -100, b'/tmp', -100, b'/mnt', 0"),
    ("mount_setattr", "442, -100, b'/proc/sys', 0, ctypes.create_string_buffer(32), 32"),
    (
        "bpf map",
        "321, 0, ctypes.create_string_buffer(bytes([2,0,0,0,4,0,0,0,4,0,0,0,1,0,0,0])+bytes(112)), 128",
    ),
    (
        "perf_event_open",
        "298, ctypes.create_string_buffer(bytes([1,0,0,0,112,0,0,0])+bytes(104)), 0, -1, -1, 0",
    ),
    ("kexec_load", "246, 0, 0, None, 0"),
    ("init_module", "175, b'x', 1, b''"),
    ("finit_module", "313, os.open('/bin/busybox', 0), b'', 0"),
    ("delete_module", "176, b'loop', 0x800"),
    ("reboot, Ctrl-Alt-Del off", "169, 0xfee1dead, 672274793, 0, None"),
    ("swapoff", "168, b'/swap'"),
    ("acct", "163, None"),
    ("set the clock", "227, 0, (ctypes.c_long * 2)(int(time.time()), 0)"),
    ("iopl", "172, 3"),
    ("ioperm", "173, 0x80, 1, 1"),
    (
        "open_by_handle_at",
        "304, os.open('/', 0), ctypes.create_string_buffer(bytes([8,0,0,0,1,0,0,0,2])+bytes(15)), 0",
    ),
    ("the kernel's log", "103, 3, ctypes.create_string_buffer(64), 64"),
    ("quotactl", "179, 0x80000100, b'/dev/loop0', 0, None"),
    ("lookup_dcookie", "212, 0, ctypes.create_string_buffer(64), 64"),
    ("kcmp", "312, 1, os.getpid(), 2, 0, 0"),
    ("fanotify_init", "300, 4, 0"),
    ("sethostname", "170, b'owned', 5"),
    ("a higher priority", "141, 0, 0, -20"),
    ("a socket to the hypervisor", "41, 40, 1, 0"),
    ("vhangup", "153"),
    ("become a uid that is not mapped", "105, 70000"),
)

NODES = [
    Case(f"device node {name}", f"os.close(os.open(made({kind}, {major}, {minor}), os.O_RDWR))")
    for name, kind, major, minor in (
        ("of a disk", "stat.S_IFBLK", 8, 0),
        ("of a loop device", "stat.S_IFBLK", 7, 0),
        ("of memory", "stat.S_IFCHR", 1, 1),
        ("of the kernel's log", "stat.S_IFCHR", 1, 11),
        ("of a tunnel", "stat.S_IFCHR", 10, 200),
    )
]

KERNEL = [
    *writes(
        "/proc/sys/kernel/core_pattern",
        "/proc/sys/kernel/modprobe",
        "/proc/sys/kernel/panic",
        "/proc/sys/vm/overcommit_memory",
        "/proc/sys/net/ipv4/ip_forward",
        "/proc/sys/fs/binfmt_misc/register",
        "/proc/sysrq-trigger",
        "/proc/irq/default_smp_affinity",
        "/sys/kernel/uevent_helper",
        "/sys/power/state",
        "/sys/kernel/mm/transparent_hugepage/enabled",
    ),
    *shells(
        (
            "release_agent of a group",
            "for f in $(find /sys/fs/cgroup -name release_agent | grep .); do echo /x > $f && exit 0; done; false",
        ),
        (
            "a group of its own",
            "for f in $(find /sys/fs/cgroup -name cgroup.procs); do mkdir ${f%/*}/mine && exit 0; done; false",
        ),
        (
            "more memory for itself",
            "for f in $(find /sys/fs/cgroup -name memory.limit_in_bytes -o -name memory.max); do echo -1 > $f && exit 0; done; false",
        ),
        (
            "more processes for itself",
            "for f in $(find /sys/fs/cgroup -name pids.max); do echo max > $f && exit 0; done; false",
        ),
        ("mount control groups", "mount -t cgroup -o rdma cgroup /mnt || mount -t cgroup2 cgroup /mnt"),
        ("mount debugfs", "mount -t debugfs none /mnt"),
        ("mount the host's disk", "mknod /tmp/vda b 254 0 && mount /tmp/vda /mnt"),
        ("a bind mount over /proc/sys", "mount -o bind /tmp /proc/sys"),
        ("remount /proc/sys writable", "mount -o remount,rw /proc/sys"),
        ("addresses of the kernel", "grep -v '^0* ' /proc/kallsyms | grep ."),
        ("the kernel's memory", "head -c 64 /proc/kcore | grep ."),
        ("keys in /proc", "grep . /proc/keys"),
        ("the firmware", "ls /sys/firmware | grep ."),
        ("device files that are not harmless", "ls /dev | grep -E 'mem|kmsg|sd|vd|loop|fuse|tun|kvm|mapper'"),
    ),
]
"""What runc masks or mounts read-only, and the user namespace keeps even where it does not."""

REACH = [
    *shells(
        ("root outside", "awk '$2 == 0' /proc/self/uid_map | grep ."),
        ("processes of others", "ls /proc | grep -E '^[0-9]+$' | awk '$1 > 4000' | grep ."),
        ("the daemon's socket", "ls /run/docker.sock /var/run/docker.sock | grep ."),
        ("the daemon's disks", "ls /data /var/lib/docker /opt/docker | grep ."),
        ("process 1's root outside", "cd /proc/1/root && ls opt/docker"),
        ("an interface besides lo", "ls /sys/class/net | grep -v '^lo$'"),
        ("abstract sockets of the host", "grep '@' /proc/net/unix"),
        ("setuid to root outside", "cp /bin/busybox /tmp/su && chmod 4755 /tmp/su && chown 65536 /tmp/su"),
        ("secrets in the environment", "env | grep -iE 'secret|password|redis|database'"),
        ("buildkit's socket", "find / -xdev -type s | grep ."),
    ),
    *[
        Case(f"reach {address}", f"reach({address!r}, PORT)")
        for address in (
            "127.0.0.1",
            "0.0.0.0",
            "localhost",
            "::1",
            "::ffff:127.0.0.1",
            "HOST",
            "169.254.169.254",
            "127.1.2.3",
        )
    ],
    Case("a registry on the engine's own lo", "reach('127.0.0.1', 5000)"),
    Case("a raw frame onto the wire", "socket.socket(17, 3, 3).bind(('eth0', 0))"),
]

STEPS = [*SECCOMP, *CALLS, *NODES, *KERNEL, *REACH]
