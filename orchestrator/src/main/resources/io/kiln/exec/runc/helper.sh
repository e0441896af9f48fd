# Process 1 of a process and mount namespace of its own: when it ends, mounts and processes end with it.
# Standard input is a pipe held by Kiln; its end means that Kiln is gone or wants no more.
# $1 directory of this run   $2 options of the overlay mount   $3 id of the container   $4 network: slirp or plain
exec 3<&0 </dev/null
cd "$1" || exit 1
mount -t overlay -o "$2" overlay root || exit 1

if [ "$4" = slirp ]; then
    : >network
    unshare --net="$1/network" true || exit 1
    mkfifo ready
    slirp4netns --configure --mtu=65520 --disable-host-loopback --netns-type=path --ready-fd=4 "$1/network" tap0 \
        4>ready 3<&- >slirp.log 2>&1 &
    if [ "$(head -c 1 ready)" != 1 ]; then
        echo "slirp4netns did not start:" >&2
        cat slirp.log >&2
        exit 1
    fi
fi

{
    cat <&3
    # The container may not exist yet, so once is not enough.
    for attempt in 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9; do
        runc --root "$1/runc" delete --force "$3"
        sleep 0.1
    done
    kill -9 -1
} >/dev/null 2>&1 &

runc --root "$1/runc" --log "$1/runc.log" --log-format json run --bundle "$1" "$3" 3<&- 2>&1
echo $? >status
umount root || umount -l root
