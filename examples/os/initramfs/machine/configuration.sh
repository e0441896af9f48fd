# The machine configuration: found, flattened to /run/machine/facts, and asked.
# shellcheck shell=sh
facts=/run/machine/facts

# In the initramfs, else on a volume that came with the machine, else in the first partition STATE of a disk.
find_configuration() {
    [ -f /run/machine/config.yaml ] && return
    for device in "$(findfs LABEL=metal-iso 2>/dev/null)" "$(partition '*' STATE)"; do
        [ -n "$device" ] || continue
        mount -o ro "$device" /mnt 2>/dev/null || continue
        [ -f /mnt/config.yaml ] && cp /mnt/config.yaml /run/machine/config.yaml
        umount /mnt
        [ -f /run/machine/config.yaml ] && return
    done
}

read_configuration() {
    : >$facts
    find_configuration
    if [ -f /run/machine/config.yaml ]; then
        awk -f $library/yaml.awk /run/machine/config.yaml >$facts 2>/run/machine/error ||
            fatal "the machine configuration cannot be read: $(cat /run/machine/error)"
        say "the machine configuration has $(wc -l <$facts) value(s)"
    else
        say 'there is no machine configuration'
    fi
    cp -R /run/base/modprobe.d /run/base/modules-load.d /run/machine/
    write_files
}

# The first partition of this name on a disk.
partition() { # DISK|* NAME
    for entry in /sys/block/${1##*/}/*/uevent; do
        if grep -qx "PARTNAME=$2" "$entry" 2>/dev/null; then
            echo "/dev/$(sed -n 's/^DEVNAME=//p' "$entry")"
            return
        fi
    done
}

# The value at this path.
value() { # PATH
    awk -F '\t' -v path="$1" '$1 == path { print $2 }' $facts
}

# The values whose path matches, as the configuration has them.
values() { # REGULAR-EXPRESSION
    awk -F '\t' -v path="^$1\$" '$1 ~ path { print $2 }' $facts
}

# Those files of `machine.files` that say how modules are loaded.
write_files() {
    awk -F '\t' '$1 ~ /^[0-9]+\.machine\.files\.[0-9]+\.path$/ { sub(/\.path$/, "", $1); print $1 "\t" $2 }' $facts |
        while IFS="$(printf '\t')" read -r entry path; do
            case "$path" in
                */../* | /etc/*/*/*) say "machine.files: $path is ignored: it is not in a folder that counts" ;;
                /etc/modprobe.d/*.conf | /etc/modules-load.d/*.conf)
                    printf '%b' "$(value "$entry.content")" >"/run/machine/${path#/etc/}"
                    ;;
                *) say "machine.files: $path is ignored: only /etc/modprobe.d/*.conf and /etc/modules-load.d/*.conf count" ;;
            esac
        done
}
