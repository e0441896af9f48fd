#!/bin/bash
# Verifies that a kernel's root and a module package's root belong together, without Kiln: every module's signature is
# verified by openssl with the certificates read out of vmlinuz, and every module lies under the kernel's release.
#
#   verify-pair.sh KERNEL-ROOT MODULE-ROOT
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -ne 2 ]; then
    echo "usage: verify-pair.sh KERNEL-ROOT MODULE-ROOT" >&2
    exit 2
fi
kernel=$1
module=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/vmlinuz-certificates.sh" "$kernel/boot/vmlinuz" "$work/certificates"
for certificate in "$work"/certificates/*.pem; do
    echo "vmlinuz holds the certificate $(openssl x509 -in "$certificate" -noout -subject -nameopt RFC2253), serial number $(openssl x509 -in "$certificate" -noout -serial | cut -d= -f2)"
done

release=$(ls "$kernel/usr/lib/modules")
if [ ! -d "$module/usr/lib/modules/$release" ] || [ "$(ls "$module/usr/lib/modules")" != "$release" ]; then
    echo "the kernel is $release, the module package has $(ls "$module/usr/lib/modules")" >&2
    exit 1
fi

signed() { # MODULE-DIRECTORY: by any of the kernel's certificates
    local certificate
    for certificate in "$work"/certificates/*.pem; do
        if "$here/../pkgs/base/module-signature-check" "$1" "$certificate" >/dev/null 2>"$work/error"; then
            return 0
        fi
    done
    cat "$work/error" >&2
    return 1
}

while IFS= read -r -d '' file; do
    mkdir "$work/one"
    cp "$file" "$work/one/"
    signed "$work/one"
    rm -r "$work/one"
    echo "signed by that key: $(basename "$file")"
done < <(find "$kernel/usr/lib/modules" "$module/usr/lib/modules" -name '*.ko' -type f -print0 | sort -z)
