# Leader of a process group of its own: runs "$@" and ends the group when standard input, a pipe held by Kiln, is closed.
exec 3<&0 </dev/null
"$@" 3<&- &
machine=$!
{
    cat <&3
    kill -9 0
} >/dev/null 2>&1 &
exec 3<&-
wait "$machine"
