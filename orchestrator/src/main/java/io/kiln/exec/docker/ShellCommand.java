package io.kiln.exec.docker;

import static java.util.stream.Collectors.joining;

import io.kiln.exec.HostNames;
import io.kiln.exec.WorkingDirectory;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a shell is told to run a program, in the words that every POSIX shell knows by itself: the root may have no other
 * program.
 *
 * @param text a complete command
 * @param end what the shell writes when the program has ended and nothing else runs; then comes the exit status or
 *     {@link #MISSING}, and the end of the line. Nobody can guess it, and its first byte does not occur in it again
 */
record ShellCommand(String text, String end) {

    /** Instead of an exit status if there is no shell any more. */
    static final String MISSING = "missing";

    /** To be sent before the first command: a shell may tell of jobs that were killed. */
    static final String PRELUDE = "exec 3<&0 2>/dev/null\n";

    /** Writes the names of hosts where the engine does not; a link may lead to a file that is the stage's. */
    static final String HOST_NAMES =
            "[ -L /etc/hosts ] || echo " + quoted(HostNames.FILE.stripTrailing()) + " >/etc/hosts\n";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int GUESSES_BYTES = 16;
    private static final Pattern PART = Pattern.compile("\\b(PROGRAM|DIRECTORY|EXPORTS|ARGUMENTS|MISSING)\\b|END");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** What bash does not let anybody set; assigning ends some shells. */
    private static final Set<String> INHERITED =
            Set.of("BASHOPTS", "BASH_VERSINFO", "EUID", "PPID", "SHELLOPTS", "UID");

    /*
     * One command as a whole, since the watcher would read what comes after it. The watcher reads while the program runs,
     * when nothing is sent: it hears that the connection ends, and ends everything but the shell, which then hears it too.
     * HOME is what runc makes of a root's own users. What a program leaves behind may itself have children, and the dead
     * ones of others are the shell's to bury, which some shells do only when they have a child of their own: so it looks
     * more than once.
     */
    private static final String TEXT = """
            {
            if [ -f PROGRAM ] && [ -x PROGRAM ]; then
            ( read -r line; kill -9 -1 ) <&3 &
            (
            exec 3<&-
            {
            cd DIRECTORY || { mkdir -p DIRECTORY && cd DIRECTORY; }
            home=/
            while IFS=: read -r name line id group line place line || [ "$name" ]; do
            if [ "$id" = 0 ]; then home=$place; break; fi
            done </etc/passwd
            HOME=$home
            unset name line id group place home IFS PWD OLDPWD SHLVL PATH HOSTNAME
            export HOME
            EXPORTS
            } 2>/dev/null
            exec ARGUMENTS
            ) </dev/null 2>&1
            status=$?
            again=0
            while kill -9 -1 && [ "$again" -lt 1000 ]; do again=$((again+1)); ( : ); done
            else status=MISSING
            fi
            echo "END$status"
            }
            """;

    private static final String SCRIPT = """
            {
            (
            %s
            ) </dev/null
            echo "%s$?"
            }
            """;

    /** What a shell does by itself, in one of its own. */
    static ShellCommand ofScript(String script) {
        String end = unguessable();
        return new ShellCommand(SCRIPT.formatted(script, end), end);
    }

    private static String unguessable() {
        byte[] guess = new byte[GUESSES_BYTES];
        RANDOM.nextBytes(guess);
        return "=" + HexFormat.of().formatHex(guess);
    }

    /**
     * A command that runs a program.
     *
     * @param arguments the program, by its absolute path, and its arguments
     * @param environment the whole of it, {@link #unspeakable} variables excepted: those the shell itself has to have
     */
    static ShellCommand of(List<String> arguments, Map<String, String> environment) {
        String end = unguessable();
        Map<String, String> parts = Map.of(
                "PROGRAM", quoted(arguments.get(0)),
                "DIRECTORY", quoted(WorkingDirectory.PATH),
                "EXPORTS", exports(environment),
                "ARGUMENTS", arguments.stream().map(ShellCommand::quoted).collect(joining(" ")),
                "MISSING", MISSING,
                "END", end);
        String text = PART.matcher(TEXT).replaceAll(part -> Matcher.quoteReplacement(parts.get(part.group())));
        return new ShellCommand(text, end);
    }

    private static String exports(Map<String, String> environment) {
        StringBuilder exports = new StringBuilder();
        environment.forEach((name, value) -> {
            if (isSpeakable(name)) {
                exports.append("export " + name + "=" + quoted(value) + "\n");
            }
        });
        return exports.toString();
    }

    /** The variables whose names no shell can say, and those that some shells only inherit. */
    static Map<String, String> unspeakable(Map<String, String> environment) {
        Map<String, String> odd = new TreeMap<>(environment);
        odd.keySet().removeIf(ShellCommand::isSpeakable);
        return odd;
    }

    private static boolean isSpeakable(String name) {
        return NAME.matcher(name).matches() && !INHERITED.contains(name);
    }

    /** As one word of a command. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
