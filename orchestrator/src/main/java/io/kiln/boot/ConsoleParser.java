package io.kiln.boot;

import io.kiln.machine.ModuleName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a console line by line: the report of an init that makes one, and the messages of any kernel. Holds a bounded number
 * of facts, whatever a machine prints. Not thread-safe.
 */
final class ConsoleParser {

    private static final int MOST_FACTS = 2000;
    private static final String REPORT = "[kiln] ";

    private static final Pattern STAMP =
            Pattern.compile("^(?:<\\d+>)?\\[\\s*\\d+\\.\\d+](?:\\[\\s*[TC]\\d+])?\\s*(?:kernel: )?");
    private static final Pattern VERSION = Pattern.compile("Linux version (\\S+) .*");
    private static final Pattern EXTENSION = Pattern.compile(".*enabling system extension (\\S+)(?: (\\S+))?.*");
    private static final Pattern OUT_OF_TREE = Pattern.compile("(\\S+): loading out-of-tree module taints kernel.*");
    private static final Pattern UNVERIFIED = Pattern.compile("(\\S+): module verification failed: .*");
    private static final Pattern TAINTED = Pattern.compile(".*\\bTainted: ([A-Z ]+).*");
    private static final Pattern PROBLEM = Pattern.compile("Kernel panic - not syncing.*|.*\\bOops: .*|BUG: .*"
            + "|.*Out of memory: Killed process.*|.*invoked oom-killer.*|Initramfs unpacking failed.*"
            + "|.*No working init found.*|Requested init .* failed.*|Failed to execute /init.*"
            + "|VFS: Unable to mount root fs.*|.*rejecting I/O to dead device.*");
    private static final Pattern NOTE =
            Pattern.compile("(\\S+: module verification failed: .*|\\S+: unknown parameter '.*' ignored.*)");

    private static final Pattern REQUESTED =
            Pattern.compile("module-requested (\\S+) (loaded|refused|missing|blacklisted)\\b:?\\s*(.*)");
    private static final Pattern MODULE = Pattern.compile("module (\\S+) (\\d{1,18})(?:\\s+(\\S+))?");
    private static final Pattern PARAMETER = Pattern.compile("parameter (\\S+) ([^\\s=]+)=(.*)");
    private static final Pattern INSTALL = Pattern.compile("install (\\S+) (done|refused|failed)\\b:?\\s*(.*)");
    private static final Pattern NUMBER = Pattern.compile("tainted (\\d{1,18})");

    private @Nullable String release;
    private final List<EnabledExtension> extensions = new ArrayList<>();
    private final Map<String, RequestedModule> requested = new LinkedHashMap<>();
    private final Map<String, LoadedModule> modules = new LinkedHashMap<>();
    private final List<String> announced = new ArrayList<>();
    private final Refusals refusals = new Refusals();
    private final Map<String, ModuleParameter> parameters = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Taint taint;
    private @Nullable Installation installation;
    private Taint seen = new Taint(0);
    private boolean ready;
    private int lines;
    private @Nullable Ending ending;

    /** What a line may say of the end of a boot. */
    enum Ending {
        READY,
        POWER_OFF,
        PANIC
    }

    /** What the lines until now say of the end; a panic is final, whatever comes after it. */
    Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    void line(String text) {
        lines++;
        String line = STAMP.matcher(text).replaceFirst("");
        int report = line.indexOf(REPORT);
        if (report >= 0) {
            report(line.substring(report + REPORT.length()).strip());
        } else {
            message(line);
        }
    }

    private void report(String fact) {
        Matcher matcher;
        if (fact.equals("ready")) {
            ready = true;
            end(Ending.READY);
        } else if (fact.startsWith("release ")) {
            release = fact.substring("release ".length()).strip();
        } else if ((matcher = REQUESTED.matcher(fact)).matches()) {
            var outcome = RequestedModule.Outcome.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
            requested(new RequestedModule(matcher.group(1), outcome, matcher.group(3)));
        } else if ((matcher = MODULE.matcher(fact)).matches()) {
            String flags = matcher.group(3) == null ? "-" : matcher.group(3);
            put(modules, matcher.group(1), new LoadedModule(matcher.group(1), Long.parseLong(matcher.group(2)), flags));
        } else if ((matcher = PARAMETER.matcher(fact)).matches()) {
            put(
                    parameters,
                    matcher.group(1) + " " + matcher.group(2),
                    new ModuleParameter(matcher.group(1), matcher.group(2), matcher.group(3)));
        } else if ((matcher = NUMBER.matcher(fact)).matches()) {
            taint = new Taint(Long.parseLong(matcher.group(1)));
        } else if ((matcher = INSTALL.matcher(fact)).matches()) {
            var outcome = Installation.Outcome.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
            installation = new Installation(matcher.group(1), outcome, matcher.group(3));
        }
    }

    private void requested(RequestedModule module) {
        put(requested, ModuleName.normal(module.name()), module);
        if (module.outcome() != RequestedModule.Outcome.LOADED) {
            String text = module.text().isEmpty()
                    ? module.outcome().name().toLowerCase(Locale.ROOT)
                    : KernelMessages.errno(module.text());
            refusals.byReport(new RefusedModule(
                    Optional.of(module.name()),
                    text,
                    REPORT + "module-requested " + module.name() + ": " + module.text()));
        }
    }

    private void message(String line) {
        Matcher matcher;
        if ((matcher = VERSION.matcher(line)).matches()) {
            release = release == null ? matcher.group(1) : release;
        } else if ((matcher = EXTENSION.matcher(line)).matches()) {
            add(extensions, new EnabledExtension(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2)));
        } else if ((matcher = OUT_OF_TREE.matcher(line)).matches()) {
            announce(matcher.group(1));
            seen = seen.and(Taint.ofLetters("O"));
        } else if (PROBLEM.matcher(line).matches()) {
            add(problems, line);
            if (line.startsWith("Kernel panic")) {
                end(Ending.PANIC);
            }
        } else if (NOTE.matcher(line).matches()) {
            note(line);
        } else if (line.matches("reboot: (Power down|System halted|Restarting system|machine restart).*")) {
            end(Ending.POWER_OFF);
        } else {
            KernelMessages.refusal(line).ifPresent(r -> refusals.byKernel(r, lines));
            KernelMessages.failure(line).ifPresent(f -> refusals.byProgram(f, lines));
        }
        matcher = TAINTED.matcher(line);
        if (matcher.matches()) {
            seen = seen.and(Taint.ofLetters(matcher.group(1)));
        }
    }

    private void note(String line) {
        add(notes, line);
        Matcher matcher = UNVERIFIED.matcher(line);
        if (matcher.matches()) {
            announce(matcher.group(1));
            seen = seen.and(Taint.ofLetters("E"));
        }
    }

    private void announce(String module) {
        if (!announced.contains(module)) {
            add(announced, module);
        }
    }

    private void end(Ending how) {
        if (ending != Ending.PANIC) {
            ending = how;
        }
    }

    private static <T> void add(List<T> facts, T fact) {
        if (facts.size() < MOST_FACTS) {
            facts.add(fact);
        }
    }

    private static <T> void put(Map<String, T> facts, String key, T fact) {
        if (facts.size() < MOST_FACTS || facts.containsKey(key)) {
            facts.put(key, fact);
        }
    }

    /** All that is known by now. */
    ConsoleReport report() {
        return new ConsoleReport(
                Optional.ofNullable(release),
                List.copyOf(extensions),
                List.copyOf(requested.values()),
                List.copyOf(modules.values()),
                List.copyOf(announced),
                refusals.all(),
                List.copyOf(parameters.values()),
                taint != null ? Optional.of(taint) : Optional.of(seen).filter(t -> t.value() != 0),
                Optional.ofNullable(installation),
                List.copyOf(notes),
                List.copyOf(problems),
                ready);
    }
}
