# Loads the modules that were asked for, and reports what became of them.
# shellcheck shell=sh
requests=/run/machine/requests
options=/run/machine/modprobe.d
# This shell would take busybox's own, which knows less.
modprobe=/usr/sbin/modprobe

# One line for each module: its name, and its parameters behind tabs.
list_requests() {
    for file in /run/machine/modules-load.d/*.conf; do
        # A name a line, with comments and blanks.
        [ -f "$file" ] && sed 's/^[[:space:]]*//; s/[[:space:]]*$//; /^[#;]/d; /^$/d' "$file"
    done
    # The modules of machine.kernel, and those that are documents of their own.
    awk -F '\t' '
        $1 ~ /^[0-9]+\.machine\.kernel\.modules\.[0-9]+\./ {
            split($1, part, ".")
            owner = part[1] ".machine.kernel.modules." part[5]
            rest = substr($1, length(owner) + 2)
        }
        $1 !~ /\.machine\./ {
            owner = $1
            sub(/\..*/, "", owner)
            rest = substr($1, length(owner) + 2)
        }
        rest == "kind" && $2 == "KernelModuleConfig" { document[owner] = 1 }
        rest == "name" { order[++count] = owner; name[owner] = $2 }
        rest ~ /^parameters\.[0-9]+$/ { parameters[owner] = parameters[owner] "\t" $2 }
        { rest = "" }
        END {
            for (i = 1; i <= count; i++)
                if (order[i] ~ /\./ || document[order[i]])
                    print name[order[i]] parameters[order[i]]
        }' $facts
}

kernel_name() { # NAME
    echo "$1" | tr - _
}

is_loaded() { # NAME
    cut -d ' ' -f 1 /proc/modules | grep -Fqx -- "$(kernel_name "$1")"
}

# Lists in which a module is, joined by commas.
denied_by_kernel() { # NAME
    tr ' ' '\n' </proc/cmdline | sed -n 's/^module_blacklist=//p' | tr ',-' '\n_' | grep -Fqx -- "$(kernel_name "$1")"
}

denied_by_option() { # NAME
    $modprobe -C $options --showconfig | grep -Fqx -- "blacklist $(kernel_name "$1")"
}

load_modules() {
    list_requests >$requests
    while IFS= read -r line; do
        (
            IFS=$(printf '\t')
            set -f
            # shellcheck disable=SC2086 # to be split
            set -- $line
            load "$@"
        )
    done <$requests
}

load() { # NAME PARAMETER...
    # They come with what yaml.awk wrote for tabs, line breaks and backslashes.
    for word in "$@"; do
        shift
        set -- "$@" "$(printf '%b' "$word")"
    done
    name=$1
    # What an alias stands for; else the name itself.
    real=$($modprobe -C $options --resolve-alias -- "$name" 2>/dev/null | head -n 1)
    real=${real:-$name}
    # -b: a deny list counts for names, too.
    $modprobe -b -C $options -- "$@" >/run/machine/said 2>&1
    status=$?
    relay '' </run/machine/said
    if is_loaded "$real"; then
        outcome loaded ''
    elif [ $status -eq 0 ] && denied_by_option "$real"; then
        outcome blacklisted 'by modprobe.d'
    elif [ $status -eq 0 ] && [ -d "/sys/module/$(kernel_name "$real")" ]; then
        outcome loaded 'it is part of the kernel'
    elif [ $status -eq 0 ]; then
        outcome refused 'modprobe.d has another command in its place'
    elif grep -q ' not found in directory' /run/machine/said; then
        outcome missing 'there is no such module'
    elif denied_by_kernel "$real"; then
        outcome blacklisted 'by module_blacklist on the kernel command line'
    else
        outcome refused "$(sed -n '$ { s/^modprobe: [A-Z]*: //; s/^could not insert .*: //; p }' /run/machine/said)"
    fi
}

outcome() { # OUTCOME REASON
    # A name that is none would not be read as one.
    report "module-requested $(printf '%s' "$name" | tr -c 'A-Za-z0-9_.,:-' '?') $1: $2"
}

report_modules() {
    while read -r module size _ _ _ _ flags; do
        report "module $module $size ${flags:--}"
    done </proc/modules
    cut -f 1 $requests | sort -u | grep -v '[^A-Za-z0-9_.,:-]' | while IFS= read -r module; do
        for file in "/sys/module/$(kernel_name "$module")/parameters"/*; do
            # Some are not to be read, even by root.
            [ -f "$file" ] && value=$(cat "$file" 2>/dev/null) && report "parameter $module ${file##*/}=$value"
        done
    done
    report "tainted $(cat /proc/sys/kernel/tainted)"
}
