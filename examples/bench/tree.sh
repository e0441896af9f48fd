#!/bin/bash
# Writes the work "kernel tree": unpack the kernel's source, make tinyconfig, hand the tree to two module stages - as a
# tree of Kiln in DIR/tree and, the same, as a Dockerfile in DIR/context.
#
#   tree.sh DIR BASE SOURCE.tar.xz
#
# BENCH_TOUCH=TEXT goes into the instruction of one module stage.
set -euo pipefail
dir=$1
base=$2
source=$3
touched=${BENCH_TOUCH:-}
name=$(basename "$source")

# shellcheck source=examples/bench/work.sh
. "$(dirname "$0")/work.sh"
begin "$base"

# Neither side copies it before its clock runs.
ln -f "$source" "$dir/context/linux.tar.xz" 2>/dev/null || cp "$source" "$dir/context/linux.tar.xz"
ln -f "$source" "$dir/distdir/$name" 2>/dev/null || cp "$source" "$dir/distdir/$name"
package kernel-prepare <<END
name: kernel-prepare
variant: scratch
shell: /bin/sh
dependencies:
  - stage: first
steps:
  - sources:
      - url: https://kernel.invalid/$name
        destination: linux.tar.xz
        sha256: $(sha256sum "$source" | cut -d' ' -f1)
        sha512: $(sha512sum "$source" | cut -d' ' -f1)
    prepare:
      - mkdir /src && tar -xJf linux.tar.xz --strip-components=1 --no-same-owner -C /src && rm linux.tar.xz
      - make -C /src tinyconfig
finalize:
  - from: /src
    to: /src
END
cat >>"$dir/context/Dockerfile" <<'END'
FROM first AS kernel-prepare
COPY linux.tar.xz /linux.tar.xz
RUN mkdir /src && tar -xJf linux.tar.xz --strip-components=1 --no-same-owner -C /src
RUN make -C /src tinyconfig
END
for module in one two; do
    text="grep -c CONFIG_ /src/.config >/out/$module"
    if [ "$module" = two ]; then
        text="echo '$touched' >/out/touched && $text"
    fi
    package "module-$module" <<END
name: module-$module
variant: scratch
shell: /bin/sh
dependencies:
  - stage: first
  - stage: kernel-prepare
steps:
  - build:
      - $text
finalize:
  - from: /out
    to: /out
END
    cat >>"$dir/context/Dockerfile" <<END
FROM first AS module-$module
COPY --from=kernel-prepare /src /src
RUN $text
END
done
package all <<'END'
name: all
variant: scratch
shell: /bin/sh
dependencies:
  - stage: module-one
  - stage: module-two
finalize:
  - from: /out
    to: /out
END
cat >>"$dir/context/Dockerfile" <<'END'
FROM scratch
COPY --from=module-one /out /out
COPY --from=module-two /out /out
END
