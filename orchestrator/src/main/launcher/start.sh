# Starts Kiln. Sourced with the arguments of `kiln` by the launcher of the repository and by the one in Kiln's image, which
# say where Java is ($java) and where the jars are ($built).
# shellcheck shell=bash disable=SC2154
case ${1:-} in
  build | image | imager | registry | module) tiering=() ;;
  *) tiering=(-XX:TieredStopAtLevel=1) ;;
esac
# Messages of the Java runtime would stand in front of what a command prints.
archive=(-Xlog:disable)
[ -e "$built/kiln.jsa" ] && archive+=(-XX:SharedArchiveFile="$built/kiln.jsa" -Xshare:auto)
# A small heap that grows only for what stays: file trees and layers stream through.
memory=(-XX:+UseSerialGC -Xms32m -Xmn16m -Xmx1g -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30)
# shellcheck disable=SC2086
exec "$java" "${archive[@]}" "${memory[@]}" "${tiering[@]}" -Dfile.encoding=UTF-8 \
  ${KILN_JAVA_OPTS:-} -cp "$(< "$built/classpath")" io.kiln.cli.Main "$@"
