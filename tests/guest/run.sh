#!/bin/bash
# Runs the engine's tests in a virtual machine that has control groups v2 only: bash tests/guest/run.sh [TEST…]
# As root, in a clone that `make test` has set up. Needs Debian's mmdebstrap, qemu-system-x86 and e2fsprogs, and takes
# the guest from the sources that apt is set up with. KVM is used where there is any, unless ACCEL=tcg says not to;
# without it everything takes ten times as long.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${CACHE_DIR:-/var/cache/layerlab}
work=${GUEST_DIR:-/var/tmp/layerlab-guest}
tests=${*:-tests/engine/test_service.py tests/engine/test_lifecycle.py tests/engine/test_access.py tests/engine/test_jail.py}
packages=python3,linux-image-amd64,e2fsprogs,iproute2,mount,procps,kmod,passwd
mkdir -p "$work"

if [ ! -e "$work/system.tar" ]; then
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources 2>/dev/null > "$work/apt.sources" || true
    mmdebstrap --quiet --variant=minbase --include=$packages "$suite" "$work/system.tar" "$work/apt.sources"
fi

rm -rf "$work/tree"
mkdir "$work/tree"
tar -xf "$work/system.tar" -C "$work/tree"
for folder in "$root" "$cache"; do
    mkdir -p "$work/tree$folder"
    { tar -C "$folder" --exclude=./node_modules --exclude=./.git --exclude=./var --exclude=./.mypy_cache -cf - . ||
        [ $? = 1 ]; } | tar -C "$work/tree$folder" -xf - # 1: a file changed meanwhile
done
install -m 755 "$root/tests/guest/init.sh" "$work/tree/sbin/guest-init"
printf 'cd %q\nCACHE_DIR=%q\nTESTS=%q\n' "$root" "$cache" "$tests" > "$work/tree/etc/guest-tests"

rm -f "$work/disk.img"
truncate -s 12G "$work/disk.img"
mkfs.ext4 -q -d "$work/tree" "$work/disk.img"
accel=${ACCEL:-$([ -w /dev/kvm ] && echo kvm || echo tcg)}
qemu-system-x86_64 -machine "q35,accel=$accel" -cpu max -smp 2 -m 4096 -nographic -no-reboot -nic none \
    -kernel "$work"/tree/boot/vmlinuz-* -initrd "$work"/tree/boot/initrd.img-* \
    -append "root=/dev/vda rw console=ttyS0 quiet cgroup_no_v1=all panic=-1 init=/sbin/guest-init" \
    -drive "file=$work/disk.img,format=raw,if=virtio,cache=unsafe" | tee "$work/said.txt"
rm -rf "$work/tree" "$work/disk.img"
grep -q '^guest: tests ended with 0' "$work/said.txt"
