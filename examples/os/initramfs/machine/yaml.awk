# Flattens YAML: one line for each scalar, with its path, a tab, and its value. Documents and sequences are counted from 0.
#
#     machine:                      0.machine.kernel.modules.0.name<TAB>hello
#       kernel:
#         modules:
#           - name: hello
#
# Knows what machine configurations are written in: block mappings and sequences, scalars of every style, flow sequences
# of scalars, empty collections. In values, backslash, newline and tab are written \\, \n and \t. What it does not know
# (anchors, tags, flow mappings) it names with the number of the line on standard error, and exits 1.

function fail(text) {
    print "line " NR ": " text > "/dev/stderr"
    failed = 1
    exit 1
}

function emit(path, value) {
    gsub(/\\/, "\\\\", value)
    gsub(/\n/, "\\n", value)
    gsub(/\t/, "\\t", value)
    print path "\t" value
}

# Leaves what is indented deeper than this column; a sequence may stand in the column of the key that it belongs to.
function leave(column, is_entry) {
    while (depth > 0 && (at[depth] > column || (at[depth] == column && is_sequence[depth] && !is_entry)))
        depth--
}

function enter(column, sequence) {
    if (depth > 0 && at[depth] == column && is_sequence[depth] == sequence)
        return
    if (pending == "" || (depth > 0 && at[depth] >= column && !sequence))
        fail("it is not indented as what stands before it")
    depth++
    at[depth] = column
    is_sequence[depth] = sequence
    parent[depth] = pending
    entries[depth] = -1
}

# The length of a quoted text at the start of this, with both quotes.
function quoted_length(text,    quote, i, c) {
    quote = substr(text, 1, 1)
    for (i = 2; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (quote == "\"" && c == "\\") {
            i++
        } else if (c == quote) {
            if (quote == "'" && substr(text, i + 1, 1) == "'")
                i++
            else
                return i
        }
    }
    fail("a quoted text does not end in its line")
}

function unquoted(text,    quote, out, i, c) {
    quote = substr(text, 1, 1)
    text = substr(text, 2, length(text) - 2)
    if (quote == "'") {
        gsub(/''/, "'", text)
        return text
    }
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "\\") {
            c = substr(text, ++i, 1)
            if (c == "n") c = "\n"
            else if (c == "t") c = "\t"
            else if (c == "r") c = "\r"
            else if (c == "x") { c = character(substr(text, i + 1, 2)); i += 2 }
            else if (c == "u") { c = character(substr(text, i + 1, 4)); i += 4 }
            else if (c !~ /["\\\/ ]/) fail("\\" c " in a quoted text is not known here")
        }
        out = out c
    }
    return out
}

# The character of a number in hexadecimal digits, as UTF-8 below 0x10000.
function character(digits,    code, i, digit) {
    code = 0
    for (i = 1; i <= length(digits); i++) {
        digit = index("0123456789abcdef", tolower(substr(digits, i, 1)))
        if (!digit)
            fail("\\" "x or u in a quoted text is not followed by its digits")
        code = code * 16 + digit - 1
    }
    if (code < 128)
        return sprintf("%c", code)
    if (code < 2048)
        return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
    return sprintf("%c%c%c", 224 + int(code / 4096), 128 + int(code / 64) % 64, 128 + code % 64)
}

function plain(text) {
    sub(/[ \t]+#.*$/, "", text)
    sub(/[ \t]+$/, "", text)
    return text
}

# A comment, or nothing, may follow a value.
function end_of_value(text) {
    if (text !~ /^[ \t]*(#.*)?$/)
        fail("there is something behind the value: " text)
}

function flow_sequence(path, text,    number, size) {
    number = 0
    text = substr(text, 2)
    for (;;) {
        sub(/^[ \t]+/, "", text)
        if (text ~ /^\]/)
            break
        if (text ~ /^["']/) {
            size = quoted_length(text)
            emit(path "." number++, unquoted(substr(text, 1, size)))
        } else {
            size = match(text, /[],]/) - 1
            if (size < 1 || text ~ /^[[{&*!|>%@`]/)
                fail("such a flow sequence is not known here")
            emit(path "." number++, plain(substr(text, 1, size)))
        }
        text = substr(text, size + 1)
        sub(/^[ \t]*,/, "", text)
    }
    end_of_value(substr(text, 2))
}

function value(path, text, column) {
    # Only below a key without a value, or an entry without one, may something stand.
    pending = ""
    if (text ~ /^(#.*)?$/) {
        pending = path
    } else if (text ~ /^["']/) {
        size = quoted_length(text)
        end_of_value(substr(text, size + 1))
        emit(path, unquoted(substr(text, 1, size)))
    } else if (text ~ /^[|>][-+]?[ \t]*(#.*)?$/) {
        block_path = path
        block_column = column
        block_folds = substr(text, 1, 1) == ">"
        block_ends = substr(text, 2, 1) ~ /[-+]/ ? substr(text, 2, 1) : ""
        block_indent = -1
        block = ""
        in_block = 1
    } else if (text ~ /^\[/) {
        flow_sequence(path, text)
    } else if (text ~ /^\{[ \t]*\}/) {
        end_of_value(substr(text, index(text, "}") + 1))
    } else if (text ~ /^[{&*!|>%@`]/) {
        fail("this is not known here: " text)
    } else {
        emit(path, plain(text))
    }
}

function end_block() {
    in_block = 0
    if (block_ends != "+")
        sub(/\n+$/, "", block)
    if (block_folds)
        block = folded(block)
    emit(block_path, block (block_ends == "" && block != "" ? "\n" : ""))
}

# A line break between two lines of text is a space; of several, one goes.
function folded(text,    count, lines, i, out, breaks) {
    count = split(text, lines, "\n")
    out = lines[1]
    breaks = 0
    for (i = 2; i <= count; i++) {
        breaks++
        if (lines[i] == "" && i < count)
            continue
        if (breaks == 1 && lines[i] != "" && lines[i] !~ /^[ \t]/ && lines[i - 1] !~ /^[ \t]/)
            out = out " "
        else
            for (; breaks > 1 || (breaks == 1 && (lines[i] ~ /^[ \t]/ || lines[i - 1] ~ /^[ \t]/)); breaks--)
                out = out "\n"
        out = out lines[i]
        breaks = 0
    }
    return out
}

# What stands in this column: an entry of a sequence, or a key.
function node(text, column,    size, key, path) {
    if (text ~ /^-([ \t]|$)/) {
        leave(column, 1)
        enter(column, 1)
        path = parent[depth] "." ++entries[depth]
        match(text, /^-[ \t]*/)
        size = RLENGTH
        text = substr(text, size + 1)
        pending = path
        if (text ~ /^-([ \t]|$)/ || is_key(text))
            node(text, column + size)
        else
            value(path, text, column)
        return
    }
    size = is_key(text)
    if (!size)
        fail("this is neither a key nor an entry of a list: " text)
    leave(column, 0)
    enter(column, 0)
    key = substr(text, 1, size)
    text = substr(text, size + 2)
    sub(/^[ \t]+/, "", text)
    sub(/[ \t]+$/, "", key)
    if (key ~ /^["']/)
        key = unquoted(key)
    value(parent[depth] "." key, text, column)
}

# The length of the key that a text begins with, or 0.
function is_key(text,    size) {
    if (text ~ /^["']/) {
        size = quoted_length(text)
        return substr(text, size + 1) ~ /^[ \t]*:([ \t]|$)/ ? size : 0
    }
    size = match(text, /:([ \t]|$)/)
    return size > 1 && text !~ /^[[{&*!|>%@`#]/ ? size - 1 : 0
}

function start_document() {
    depth = 0
    pending = ++document
}

BEGIN {
    document = -1
    start_document()
    empty = 1
}

{
    sub(/\r$/, "")
}

in_block {
    match($0, /^ */)
    if ($0 ~ /^ *$/) {
        if (block_indent < 0)
            blank_lines++
        else
            block = block substr($0, block_indent + 1) "\n"
        next
    }
    if (RLENGTH > block_column && (block_indent < 0 || RLENGTH >= block_indent)) {
        if (block_indent < 0) {
            block_indent = RLENGTH
            for (; blank_lines > 0; blank_lines--)
                block = block "\n"
        }
        block = block substr($0, block_indent + 1) "\n"
        next
    }
    blank_lines = 0
    end_block()
}

/^(---|\.\.\.)([ \t]|$)/ {
    if (!empty)
        start_document()
    empty = 1
    next
}

/^[ \t]*(#.*)?$/ { next }

/^%/ && empty { next }

{
    empty = 0
    match($0, /^ */)
    column = RLENGTH
    if (substr($0, column + 1, 1) == "\t")
        fail("a tab cannot indent")
    node(substr($0, column + 1), column)
}

END {
    if (in_block && !failed)
        end_block()
    exit failed
}
