#!/bin/bash
# Verifies that a kernel's root and a module package's root belong together, without Kiln: every module lies under the
# kernel's release, and its signature is verified by openssl with the certificates read out of vmlinuz.
#
#   verify-pair.sh KERNEL-ROOT MODULE-ROOT
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -ne 2 ]; then
    echo "usage: verify-pair.sh KERNEL-ROOT MODULE-ROOT" >&2
    exit 2
fi
# The installer of the example system has the program for it.
"$here/../os/installer-base/module-proof" --vmlinuz "$1/boot/vmlinuz" "$1" "$2"
for root in "$1" "$2"; do
    if [ -z "$(find "$root/usr/lib/modules" -name '*.ko' -print -quit)" ]; then
        echo "there is no module in $root" >&2
        exit 1
    fi
done
