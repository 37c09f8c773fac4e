#!/bin/bash
# Process 1 of the guest: what a system's start would have done, the tests, and the end.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
mountpoint -q /proc || mount -t proc proc /proc
mountpoint -q /sys || mount -t sysfs sysfs /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777,size=2g tmpfs /var/tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup
modprobe -a loop overlay
ip link set lo up
. /etc/guest-tests
export CACHE_DIR ENGINE_START_SECONDS=50
echo "guest: $(uname -r), cgroup controllers: $(cat /sys/fs/cgroup/cgroup.controllers), v1 mounts: $(grep -c ' - cgroup ' /proc/self/mountinfo)"
.venv/bin/python -m pytest -q -p no:cacheprovider $TESTS
code=$?
echo "guest: tests ended with $code"
sync
echo o > /proc/sysrq-trigger
sleep 10
