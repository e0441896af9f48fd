#!/bin/sh
# Makes attributes-amd64 and attributes-arm64 in a folder, with Debian's gcc and gcc-aarch64-linux-gnu.
#
#   build.sh DIR
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for pair in amd64=x86_64-linux-gnu-gcc arm64=aarch64-linux-gnu-gcc; do
    "${pair#*=}" -std=c11 -Os -Wall -Wextra -Werror -ffreestanding -fno-stack-protector -fno-builtin \
        -fno-asynchronous-unwind-tables -fno-ident -fno-pie -no-pie -static -nostdlib -s \
        -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,norelro -Wl,-z,noexecstack \
        -o "$1/attributes-${pair%%=*}" "$here/attributes.c" 2>"$1/errors" || { cat "$1/errors" >&2; exit 1; }
done
rm "$1/errors"
