#!/bin/busybox sh
# Process 1 of a test's virtual machine: mounts its disk below a layer of memory and goes over to it.
/bin/busybox mkdir /lower /upper /new
/bin/busybox mount -t devtmpfs dev /dev
while read -r module; do
    /bin/busybox insmod "/$module"
done </modules
/bin/busybox mount -t squashfs -o ro /dev/vda /lower
/bin/busybox mount -t tmpfs upper /upper
/bin/busybox mkdir /upper/files /upper/work
/bin/busybox mount -t overlay -o lowerdir=/lower,upperdir=/upper/files,workdir=/upper/work root /new
/bin/busybox umount /dev
exec /bin/busybox switch_root /new /main
