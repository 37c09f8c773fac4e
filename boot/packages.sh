#!/bin/sh
# Install from Debian what cannot live in a folder, and say so. Nothing is done when all of it is there.
# With the word "tests", also what the tests drive.
set -eu
PATH=$PATH:/usr/sbin:/sbin

missing=
need() { # PACKAGE COMMAND
    command -v "$2" >/dev/null 2>&1 || missing="$missing $1"
}

python_will_do() {
    for python in /usr/bin/python3 python3; do
        "$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    return 1
}

[ -x .venv/bin/python ] || python_will_do || missing="$missing python3-venv"
need e2fsprogs mkfs.ext4
need util-linux setpriv
need passwd useradd
if [ "${1:-}" = tests ]; then
    need chromium chromium
    need skopeo skopeo
    need umoci umoci
fi

[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "Missing on this machine:$missing. Install with: sudo apt-get install$missing" >&2
    exit 0
fi
echo "Installing system-wide, since they cannot live in a folder:$missing"
export DEBIAN_FRONTEND=noninteractive
# The machine's lists of packages may be too old to install from.
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 || {
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
