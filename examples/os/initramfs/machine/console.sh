# What a machine says. It goes through the kernel's log, so that no message of the kernel falls into the middle of a line.
# shellcheck shell=sh

# Everything is to be seen on the console, even with `quiet` on the kernel's command line.
echo 7 >/proc/sys/kernel/printk
echo on >/proc/sys/kernel/printk_devkmsg 2>/dev/null

tag='[talos]'

say() { # TEXT, behind the tag of who says it
    echo "<6>$tag $1" >/dev/kmsg
}

# One fact of the report that `kiln boot` reads.
report() { # FACT
    echo "<6>[kiln] $1" >/dev/kmsg
}

# What a program prints, line by line, in its own words.
relay() { # PREFIX
    while IFS= read -r relayed; do
        echo "<6>$1$relayed" >/dev/kmsg
    done
}

# Ends the first process, at which the kernel panics.
fatal() { # TEXT
    say "$1"
    exit 1
}
