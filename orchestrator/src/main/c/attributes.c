/*
 * attributes list PLACE    writes the user.* attributes of the files at and below PLACE, on its file system; links to
 *                          the place are followed, others are not, and nothing is written if nothing is there
 * attributes set FILE      gives files below / the attributes that FILE says, where they are not there already
 *
 * A line of what is listed is the path, relative to the place, the name and the value, each as hexadecimal digits, and
 * after it what tells a file that has other names too. A line to be set is the first three of them; "=", a path and
 * another one make the second a name of the first, if an attribute was set since the last line "-".
 *
 * For a container of a Docker Engine, whose archives carry no such attribute. Needs nothing in the root: no library, no
 * loader. What it cannot do ends it with a status other than 0.
 *
 * build.sh makes attributes-ARCHITECTURE of it, which are resources of io.kiln.exec.docker.
 */
typedef unsigned long word;

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, CLOSE = 3, FSTAT = 5, FCHDIR = 81, LSETXATTR = 189, GETXATTR = 191, LGETXATTR = 192,
       LISTXATTR = 194, LLISTXATTR = 195, GETDENTS64 = 217, EXIT_GROUP = 231, OPENAT = 257, NEWFSTATAT = 262,
       RENAMEAT = 264, LINKAT = 265, UTIMENSAT = 280, DIRECTORY = 0200000, NOFOLLOW = 0400000 };
__asm__(".globl _start\n_start: mov %rsp, %rdi\nand $-16, %rsp\ncall begin\n");

static long call(long number, long a, long b, long c, long d, long e)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
enum { READ = 63, WRITE = 64, CLOSE = 57, FSTAT = 80, FCHDIR = 50, LSETXATTR = 6, GETXATTR = 8, LGETXATTR = 9,
       LISTXATTR = 11, LLISTXATTR = 12, GETDENTS64 = 61, EXIT_GROUP = 94, OPENAT = 56, NEWFSTATAT = 79, RENAMEAT = 38,
       LINKAT = 37, UTIMENSAT = 88, DIRECTORY = 040000, NOFOLLOW = 0100000 };
__asm__(".globl _start\n_start: mov x0, sp\nbl begin\n");

static long call(long number, long a, long b, long c, long d, long e)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
}
#endif

enum { HERE = -100, CLOEXEC = 02000000, NOENTRY = -2, NOTDIR = -20, LOOP = -40, NOTSUPPORTED = -95 };
enum { A_DIRECTORY = 4, UNKNOWN = 0 };
enum { DEEPEST = 4000, LONGEST_PATH = 1 << 20, LARGEST = 1 << 16, LONGEST_LINE = 1 << 19 };

/* What both architectures have in the same place of a struct stat; sizes in words. */
enum { STAT_SIZE = 32, DEVICE_AT = 0, INODE_AT = 1, ACCESSED_AT = 9 };

static char path[LONGEST_PATH];
static word length;
static char names[LARGEST];
static char value[LARGEST];
static char old[LARGEST];
static char out[LARGEST];
static word filled;
static char in[LARGEST];
static word given, taken;
static char line[LONGEST_LINE];
static int changed;
static word device;

static void end(int status)
{
    for (;;)
        call(EXIT_GROUP, status, 0, 0, 0, 0);
}

static void flush(void)
{
    word done = 0;
    while (done < filled) {
        long n = call(WRITE, 1, (long)(out + done), filled - done, 0, 0);
        if (n <= 0)
            end(2);
        done += n;
    }
    filled = 0;
}

static void put(char c)
{
    if (filled == sizeof out)
        flush();
    out[filled++] = c;
}

static void put_hex(const char *bytes, word count)
{
    for (word i = 0; i < count; i++) {
        put("0123456789abcdef"[bytes[i] >> 4 & 15]);
        put("0123456789abcdef"[bytes[i] & 15]);
    }
}

static word size(const char *text)
{
    word n = 0;
    while (text[n])
        n++;
    return n;
}

static int begins(const char *text, const char *with)
{
    while (*with)
        if (*text++ != *with++)
            return 0;
    return 1;
}

static int has_other_names(const word *status)
{
    const unsigned *half = (const unsigned *)status;
#if defined(__x86_64__)
    unsigned mode = half[6], names = half[4];
#else
    unsigned mode = half[4], names = half[5];
#endif
    return (mode & 0170000) != 0040000 && names > 1;
}

/* The two calls are those that follow links, or those that do not. */
static void show(const char *name, long list, long get)
{
    word status[STAT_SIZE];
    long n = call(list, (long)name, (long)names, sizeof names, 0, 0);
    if (n == NOTSUPPORTED)
        return;
    if (n < 0)
        end(3);
    for (const char *attribute = names; attribute < names + n; attribute += size(attribute) + 1) {
        if (!begins(attribute, "user.") || begins(attribute, "user.overlay."))
            continue;
        long m = call(get, (long)name, (long)attribute, (long)value, sizeof value, 0);
        if (m < 0)
            end(3);
        put_hex(path, length);
        put(' ');
        put_hex(attribute, size(attribute));
        put(' ');
        put_hex(value, m);
        if (call(NEWFSTATAT, HERE, (long)name, (long)status, 0, 0) < 0)
            end(3);
        put(' ');
        if (has_other_names(status))
            put_hex((const char *)(status + INODE_AT), sizeof(word));
        put('\n');
    }
}

static word device_of(int file)
{
    word status[STAT_SIZE];
    if (call(FSTAT, file, (long)status, 0, 0, 0) < 0)
        end(4);
    return status[DEVICE_AT];
}

/* The working directory is the directory. */
static void walk(int directory, int depth)
{
    char entries[1024];
    long n;
    if (depth > DEEPEST)
        end(5);
    while ((n = call(GETDENTS64, directory, (long)entries, sizeof entries, 0, 0)) > 0) {
        for (char *entry = entries; entry < entries + n; entry += *(unsigned short *)(entry + 16)) {
            char type = entry[18];
            const char *name = entry + 19;
            word before = length, more = size(name);
            if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
                continue;
            if (length + more + 1 > sizeof path)
                end(5);
            if (length)
                path[length++] = '/';
            for (word i = 0; i < more; i++)
                path[length++] = name[i];
            show(name, LLISTXATTR, LGETXATTR);
            if (type == A_DIRECTORY || type == UNKNOWN) {
                long below = call(OPENAT, HERE, (long)name, DIRECTORY | NOFOLLOW | CLOEXEC, 0, 0);
                if (below >= 0) {
                    if (device_of(below) == device) {
                        if (call(FCHDIR, below, 0, 0, 0, 0) < 0)
                            end(4);
                        walk(below, depth + 1);
                        if (call(FCHDIR, directory, 0, 0, 0, 0) < 0)
                            end(4);
                    }
                    call(CLOSE, below, 0, 0, 0, 0);
                } else if (type == A_DIRECTORY) {
                    end(4);
                }
            }
            length = before;
        }
    }
    if (n < 0)
        end(4);
}

static void list(const char *place)
{
    long directory = call(OPENAT, HERE, (long)place, DIRECTORY | CLOEXEC, 0, 0);
    word status[STAT_SIZE];
    if (directory == NOENTRY || directory == NOTDIR || directory == LOOP) {
        if (call(NEWFSTATAT, HERE, (long)place, (long)status, 0, 0) == 0)
            show(place, LISTXATTR, GETXATTR);
    } else if (directory < 0 || call(FCHDIR, directory, 0, 0, 0, 0) < 0) {
        end(4);
    } else {
        device = device_of(directory);
        show(".", LISTXATTR, GETXATTR);
        walk(directory, 0);
    }
    flush();
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    end(6);
    return 0;
}

/* Writes over the digits what they say, ended by a 0, and gives what follows the field; count is without the 0. */
static char *decode(char *field, char last, word *count)
{
    char *from = field;
    word n = 0;
    while (*from != last) {
        field[n++] = digit(from[0]) << 4 | digit(from[1]);
        from += 2;
    }
    field[n] = 0;
    *count = n;
    return from + 1;
}

static void give(char *at)
{
    word ignored, count;
    char *attribute = decode(at, ' ', &ignored);
    char *bytes = decode(attribute, ' ', &ignored);
    decode(bytes, '\n', &count);
    if (!*at)
        at = ".";
    long n = call(LGETXATTR, (long)at, (long)attribute, (long)old, sizeof old, 0);
    int same = n == (long)count;
    for (long i = 0; same && i < n; i++)
        same = old[i] == bytes[i];
    if (!same && call(LSETXATTR, (long)at, (long)attribute, (long)bytes, count, 0) < 0)
        end(3);
    changed |= !same;
}

/* An overlay file system makes a file of its own of a name that is written to: the other names get it too. */
static void link_again(char *to)
{
    static const char suffix[] = ".kiln-link";
    word ignored, count, status[STAT_SIZE];
    char *name = decode(to, ' ', &ignored);
    decode(name, '\n', &count);
    if (!changed)
        return;
    if (count + sizeof suffix > sizeof value || count + 2 > sizeof path)
        end(5);
    word slash = 0;
    for (word i = 0; i < count; i++) {
        path[i] = value[i] = name[i];
        if (name[i] == '/')
            slash = i;
    }
    for (word i = 0; i < sizeof suffix; i++)
        value[count + i] = suffix[i];
    if (!slash)
        path[slash++] = '.';
    path[slash] = 0;
    if (call(NEWFSTATAT, HERE, (long)path, (long)status, 0, 0) < 0
        || call(LINKAT, HERE, (long)to, HERE, (long)value, 0) < 0
        || call(RENAMEAT, HERE, (long)value, HERE, (long)name, 0) < 0
        || call(UTIMENSAT, HERE, (long)path, (long)(status + ACCESSED_AT), 0, 0) < 0)
        end(7);
}

static void take(void)
{
    if (line[0] == '-')
        changed = 0;
    else if (line[0] == '=')
        link_again(line + 1);
    else
        give(line);
}

static void set(const char *file)
{
    word used = 0;
    long input = call(OPENAT, HERE, (long)file, CLOEXEC, 0, 0);
    long root = call(OPENAT, HERE, (long)"/", DIRECTORY | CLOEXEC, 0, 0);
    if (input < 0 || root < 0 || call(FCHDIR, root, 0, 0, 0, 0) < 0)
        end(4);
    for (;;) {
        if (taken == given) {
            long n = call(READ, input, (long)in, sizeof in, 0, 0);
            if (n < 0)
                end(4);
            if (n == 0)
                break;
            given = n;
            taken = 0;
        }
        if (used == sizeof line)
            end(5);
        line[used++] = in[taken++];
        if (line[used - 1] == '\n') {
            take();
            used = 0;
        }
    }
    if (used)
        end(6);
}

void begin(word *stack)
{
    char **arguments = (char **)(stack + 1);
    if (stack[0] != 3)
        end(1);
    if (begins(arguments[1], "list"))
        list(arguments[2]);
    else
        set(arguments[2]);
    end(0);
}
