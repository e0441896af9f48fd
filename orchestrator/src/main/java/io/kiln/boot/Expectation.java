package io.kiln.boot;

import io.kiln.machine.ModuleName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Something that a boot is to show. */
public sealed interface Expectation {

    /** What is expected, as a clause. */
    String text();

    /** What the console shows about it. */
    Finding check(ConsoleReport report);

    /** Whether an expectation is met, and what was seen that says so. */
    record Finding(String expected, boolean met, String seen) {}

    /** The module is loaded at the end, or is part of the kernel. */
    record Loaded(String module) implements Expectation {
        public Loaded {
            ModuleName.check(module);
        }

        @Override
        public String text() {
            return "module " + module + " is loaded";
        }

        @Override
        public Finding check(ConsoleReport report) {
            return new Finding(text(), report.loaded(module), Seen.of(module, report));
        }
    }

    /** The machine was asked to load the module and refused it. */
    record Refused(String module) implements Expectation {
        public Refused {
            ModuleName.check(module);
        }

        @Override
        public String text() {
            return "module " + module + " is refused";
        }

        @Override
        public Finding check(ConsoleReport report) {
            if (report.requested(module)
                    .filter(r -> r.text().contains("File exists"))
                    .isPresent()) {
                return new Finding(text(), false, "a module that calls itself the same is loaded already");
            }
            boolean refused = report.requested(module)
                            .filter(r -> r.outcome() == RequestedModule.Outcome.REFUSED
                                    || r.outcome() == RequestedModule.Outcome.BLACKLISTED)
                            .isPresent()
                    || (report.requested(module).isEmpty()
                            && report.refusal(module).isPresent());
            return new Finding(text(), refused && !report.loaded(module), Seen.of(module, report));
        }
    }

    /** The module is not in the machine's list of modules. */
    record Absent(String module) implements Expectation {
        public Absent {
            ModuleName.check(module);
        }

        @Override
        public String text() {
            return "module " + module + " is not loaded";
        }

        @Override
        public Finding check(ConsoleReport report) {
            return new Finding(text(), !report.loaded(module), Seen.of(module, report));
        }
    }

    /** The parameter of a loaded module has this value. */
    record Parameter(ModuleParameter wanted) implements Expectation {
        @Override
        public String text() {
            return "parameter " + wanted.module() + "." + wanted.name() + " is " + wanted.value();
        }

        @Override
        public Finding check(ConsoleReport report) {
            Optional<ModuleParameter> found = report.parameter(wanted.module(), wanted.name());
            // Strings are quoted on the way in, and truth values come back as Y and N.
            boolean met = found.filter(p -> same(p.value(), wanted.value())).isPresent();
            return new Finding(
                    text(),
                    met,
                    found.map(p -> "it is " + p.value())
                            .orElse(
                                    "the machine reported no such parameter; one that no file in /sys shows cannot be seen"));
        }

        private static boolean same(String found, String wanted) {
            String plain = wanted.replaceAll("^\"(.*)\"$", "$1");
            return found.equals(plain)
                    || (found.equals("Y") && plain.matches("(?i)1|y|yes|true|on"))
                    || (found.equals("N") && plain.matches("(?i)0|n|no|false|off"));
        }
    }

    /** The machine ran its installer image, and this came of it. */
    record Installed(Installation.Outcome outcome) implements Expectation {
        @Override
        public String text() {
            return switch (outcome) {
                case DONE -> "the installer does its work";
                case REFUSED -> "the installer refuses before it writes anything";
                case FAILED -> "the installer fails";
            };
        }

        @Override
        public Finding check(ConsoleReport report) {
            return new Finding(
                    text(),
                    report.installation().filter(i -> i.outcome() == outcome).isPresent(),
                    report.installation()
                            .map(i -> (i.outcome() == Installation.Outcome.FAILED ? "it failed: " : "") + i.text())
                            .orElse("the machine reported no installation"));
        }
    }

    /** What the console says of one module, in words. */
    final class Seen {
        private Seen() {}

        static String of(String module, ConsoleReport report) {
            if (report.module(module).isPresent()) {
                return "it is in /proc/modules"
                        + report.module(module)
                                .filter(m -> !m.flags().equals("-"))
                                .map(m -> " with " + m.flags())
                                .orElse("");
            }
            Optional<RefusedModule> refusal = report.refusal(module);
            if (refusal.isPresent()) {
                return "refused: " + refusal.get().reason();
            }
            if (report.loaded(module)) {
                return report.requested(module).isPresent() ? "it was loaded, or is built in" : "the kernel loaded it";
            }
            List<RefusedModule> unnamed =
                    report.refused().stream().filter(r -> r.name().isEmpty()).toList();
            if (!unnamed.isEmpty()) {
                return "nothing by that name; of a module that it did not name the kernel said: "
                        + unnamed.stream()
                                .map(RefusedModule::message)
                                .distinct()
                                .collect(Collectors.joining("; "));
            }
            return report.ready() ? "the machine did not try to load it" : "nothing about it";
        }
    }
}
