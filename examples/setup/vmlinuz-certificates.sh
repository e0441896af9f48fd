#!/bin/bash
# Takes the certificates out of a compressed x86 kernel, with nothing but the shell's tools and openssl: independent of
# Kiln, whose own reading it is there to confirm.
#
#   vmlinuz-certificates.sh VMLINUZ DIRECTORY    writes DIRECTORY/1.pem, 2.pem, ...; exits 1 when there is none
#
# Where the payload lies stands in the kernel's boot header (Documentation/x86/boot.rst of the kernel: setup_sects at
# 0x1f1, payload_offset and payload_length at 0x248).
set -euo pipefail
export LC_ALL=C

if [ $# -ne 2 ] || [ ! -f "$1" ]; then
    echo "usage: vmlinuz-certificates.sh VMLINUZ DIRECTORY" >&2
    exit 2
fi
image=$1
directory=$2
mkdir -p "$directory"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

number() { od -An -tu"$2" -j "$1" -N "$2" "$image" | tr -d ' \n'; }

if [ "$(od -An -tx1 -j $((0x202)) -N 4 "$image" | tr -d ' \n')" != 48647253 ]; then # "HdrS"
    echo "$image is not a compressed x86 kernel" >&2
    exit 1
fi
sectors=$(number $((0x1f1)) 1)
offset=$(((${sectors:-4} + 1) * 512 + $(number $((0x248)) 4)))
length=$(number $((0x24c)) 4)
tail -c +$((offset + 1)) "$image" 2>/dev/null | head -c "$length" >"$work/payload" || true

# Behind what is compressed the kernel appends its size: decompressors complain of that after giving everything.
case "$(od -An -tx1 -N 4 "$work/payload" | tr -d ' \n')" in
    1f8b*) gzip -dc <"$work/payload" >"$work/vmlinux" 2>/dev/null || true ;;
    28b52ffd) zstd -dcq <"$work/payload" >"$work/vmlinux" 2>/dev/null || true ;;
    fd377a58) xz -dcq --single-stream <"$work/payload" >"$work/vmlinux" 2>/dev/null || true ;;
    *)
        echo "the payload of $image is compressed in a way unknown here" >&2
        exit 1
        ;;
esac

# A certificate in DER: SEQUENCE, length, SEQUENCE, length, then version 3 and the serial number's tag. The last six
# bytes are the ones to look for; the certificate starts eight bytes before them.
found=0
while IFS=: read -r position _; do
    start=$((position - 8))
    [ "$start" -ge 0 ] || continue
    tail -c +$((start + 1)) "$work/vmlinux" 2>/dev/null | head -c 16384 >"$work/candidate" || true
    if openssl x509 -inform DER -in "$work/candidate" -out "$work/certificate.pem" 2>/dev/null; then
        found=$((found + 1))
        mv "$work/certificate.pem" "$directory/$found.pem"
    fi
done < <(grep -abo -P '\xa0\x03\x02\x01\x02\x02' "$work/vmlinux" || true)

if [ "$found" -eq 0 ]; then
    echo "there is no certificate in $image" >&2
    exit 1
fi
