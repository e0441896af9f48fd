# The machine configuration: found, flattened to /run/machine/facts, and asked.
# shellcheck shell=sh
facts=/run/machine/facts

# In the initramfs, else on a volume that came with the machine, else on the disk that it was installed to.
find_configuration() {
    [ -f /run/machine/config.yaml ] && return
    for volume in metal-iso STATE; do
        device=$(findfs "LABEL=$volume" 2>/dev/null) || continue
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

# The values whose path matches, as the configuration has them.
values() { # REGULAR-EXPRESSION
    awk -F '\t' -v path="^$1\$" '$1 ~ path { print $2 }' $facts
}

# Those files of `machine.files` that say how modules are loaded.
write_files() {
    awk -F '\t' '$1 ~ /^[0-9]+\.machine\.files\.[0-9]+\.path$/ { sub(/\.path$/, "", $1); print $1 "\t" $2 }' $facts |
        while IFS="$(printf '\t')" read -r entry path; do
            case "$path" in
                *..*) continue ;;
                /etc/modprobe.d/*.conf | /etc/modules-load.d/*.conf)
                    printf '%b' "$(values "$(echo "$entry" | sed 's/\./\\\\./g')\\\\.content")" >"/run/machine/${path#/etc/}"
                    ;;
            esac
        done
}
