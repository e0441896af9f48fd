# Runs an installer image that came with the machine: a disk with the serial number `installer`, whose content is the
# image as a docker-archive. On a disk where the system is already this is an upgrade.
# shellcheck shell=sh

run_installer() {
    archive=
    for disk in /sys/block/*; do
        [ "$(cat "$disk/serial" 2>/dev/null)" = installer ] && archive=/dev/${disk##*/}
    done
    [ -n "$archive" ] || return
    target=$(values '[0-9]+\\.machine\\.install\\.disk')
    [ -n "$target" ] || target=$(first_disk)
    if [ -z "$target" ]; then
        report 'install - failed: there is no disk to install to'
        return
    fi
    install_to "$target"
    case $? in
        0)
            if keep_configuration "$target"; then
                report "install $target done: $(cat /run/machine/installed)"
            else
                report "install $target failed: the machine configuration cannot be written to its partition STATE"
            fi
            ;;
        # So an installer ends that has not written anything.
        3) report "install $target refused: $(cat /run/machine/installed)" ;;
        *) report "install $target failed: $(cat /run/machine/installed)" ;;
    esac
}

# The first disk that can be written.
first_disk() {
    for disk in /sys/block/vd* /sys/block/sd* /sys/block/nvme*; do
        if [ -d "$disk" ] && [ "$(cat "$disk/ro")" = 0 ]; then
            echo "/dev/${disk##*/}"
            return
        fi
    done
}

install_to() { # DISK
    image=/run/installer
    mkdir -p $image
    mount -t tmpfs -o mode=0755,size=90% installer $image
    echo 'its image cannot be read' >/run/machine/installed
    unpack || return 1
    for mount in dev proc sys; do
        mkdir -p $image/$mount
        mount -o bind /$mount $image/$mount
    done
    mkdir -p $image/tmp
    upgrade=
    if [ -n "$(partition "$1" STATE)" ]; then
        upgrade=--upgrade
    elif [ "$(values '[0-9]+\\.machine\\.install\\.wipe')" = true ]; then
        upgrade=--force
    fi
    # A machine asks this of an installer before it trusts it with a disk.
    if ! chroot $image /bin/installer --help >/dev/null 2>&1; then
        echo 'its /bin/installer cannot be run' >/run/machine/installed
        return 1
    fi
    {
        # shellcheck disable=SC2086 # no argument where it is empty
        env "VERSION=$version" chroot $image /bin/installer install "--disk=$1" --platform=metal $upgrade 2>&1
        echo $? >/run/machine/status
    } | tee /run/machine/output | relay '[talos] [installer] '
    sed -n '$p' /run/machine/output | sed 's/^installer: //' >/run/machine/installed
    return "$(cat /run/machine/status)"
}

# The layers of the archive, one over the other. Entry points are ignored, VERSION is what an installer needs to know.
unpack() {
    manifest=$(tar -xOf "$archive" manifest.json) || return 1
    config=$(echo "$manifest" | sed 's/.*"Config":"\([^"]*\)".*/\1/')
    version=$(tar -xOf "$archive" "$config" | sed -n 's/.*"VERSION=\([^"]*\)".*/\1/p')
    for layer in $(echo "$manifest" | sed 's/.*"Layers":\[\([^]]*\)\].*/\1/' | tr -d '" ' | tr ',' ' '); do
        case $(tar -xOf "$archive" "$layer" | head -c 2 | od -An -tx1) in
            *1f*8b*) tar -xOf "$archive" "$layer" | gunzip -c | tar -x -C $image || return 1 ;;
            *) tar -xOf "$archive" "$layer" | tar -x -C $image || return 1 ;;
        esac
    done
}

# The machine finds its configuration on its own disk from now on. An upgrade leaves the one that is there.
keep_configuration() { # DISK
    [ -f /run/machine/config.yaml ] && [ "$upgrade" != --upgrade ] || return 0
    mount "$(partition "$1" STATE)" /mnt || return 1
    cp /run/machine/config.yaml /mnt/config.new && sync && mv /mnt/config.new /mnt/config.yaml
    kept=$?
    umount /mnt && return $kept
}
