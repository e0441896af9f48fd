package io.kiln.boot;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentences in which kernels, and the programs that load modules, say that a module is not loaded. */
final class KernelMessages {

    /** The reason, with {@code $1} and so on for what stands in the message after the name; {@code module} is the group of the name, or 0. */
    private record Sentence(Pattern pattern, int module, String reason) {}

    private static final List<Sentence> REFUSALS = List.of(
            sentence("(?:module: )?Loading of unsigned module is rejected", 0, "it is not signed"),
            sentence(
                    "(?:module: )?Loading of module with unavailable key is rejected",
                    0,
                    "it is signed with a key that this kernel does not trust"),
            sentence(
                    "(?:module: )?Loading of module with unsupported crypto is rejected",
                    0,
                    "its signature uses an algorithm that this kernel does not have"),
            sentence("(?:module: )?Loading of (.+) is rejected", 0, "the kernel rejects it: $1"),
            sentence(
                    "Lockdown: .*unsigned module loading is restricted.*",
                    0,
                    "it is not signed, and the kernel is locked down"),
            sentence(
                    "(\\S+): version magic '(.*)' should be '(.*)'",
                    1,
                    "it was built for '$2', and this kernel is '$3'"),
            sentence(
                    "(\\S+): disagrees about version of symbol (\\S+)",
                    1,
                    "it was built for another version of the symbol $2"),
            sentence(
                    "(\\S+): Unknown symbol (\\S+) \\(err (-?\\d+)\\)",
                    1,
                    "the kernel and its modules have no symbol $2"),
            sentence("(\\S+): exports duplicate symbol (\\S+) .*", 1, "the symbol $2 is there already"),
            sentence("Module (\\S+) is blacklisted", 1, "it is on the deny list (module_blacklist)"),
            sentence("(\\S+): [`']?(.*)' invalid for parameter [`'](.*)'", 1, "parameter $3 does not take '$2'"),
            sentence(
                    "(\\S+): [`'](.*)' too large for parameter [`'](.*)'",
                    1,
                    "parameter $3 does not take '$2': too large"));

    private static final List<Sentence> FAILURES = List.of(
            sentence("insmod: can't insert '(?:.*/)?([^'/]+?)(?:\\.ko\\S*)?': (.*)", 1, "$2"),
            sentence("insmod: ERROR: could not insert module (?:\\S*/)?([^\\s/]+?)(?:\\.ko\\S*)?: (.*)", 1, "$2"),
            sentence("modprobe: ERROR: could not insert '(\\S+)': (.*)", 1, "$2"),
            sentence("modprobe: can't load module (\\S+) \\(\\S+\\): (.*)", 1, "$2"),
            sentence("modprobe: FATAL: Module (\\S+) not found.*", 1, "there is no such module"),
            sentence("modprobe: module (\\S+) not found.*", 1, "there is no such module"),
            sentence(".*error loading module \"?([^\\s\":]+)\"?: (.*)", 1, "$2"));

    private KernelMessages() {}

    /** A refusal by the kernel; it may not say of which module. */
    static Optional<RefusedModule> refusal(String line) {
        return first(REFUSALS, line);
    }

    /** The failure of a program that was to load a module; it comes after the kernel's own message, if there is one. */
    static Optional<RefusedModule> failure(String line) {
        return first(FAILURES, line).map(f -> new RefusedModule(f.name(), errno(f.reason()), f.message()));
    }

    /** What the text of an errno means where a module was to be loaded. */
    static String errno(String text) {
        if (text.contains("Key was rejected") || text.contains("key was rejected")) {
            return "its signature was rejected (EKEYREJECTED: " + text + ")";
        }
        if (text.contains("Required key not available") || text.contains("required key not available")) {
            return "it is signed with a key that this kernel does not trust (ENOKEY: " + text + ")";
        }
        if (text.contains("Bad message")) {
            return "its signature is damaged (EBADMSG: " + text + ")";
        }
        if (text.matches("(?i).*(exec format error|invalid module format).*")) {
            return "it is no module, or none that this kernel can load (ENOEXEC: " + text + ")";
        }
        return text;
    }

    private static Optional<RefusedModule> first(List<Sentence> sentences, String line) {
        for (Sentence sentence : sentences) {
            Matcher matcher = sentence.pattern.matcher(line);
            if (matcher.matches()) {
                Optional<String> name =
                        sentence.module == 0 ? Optional.empty() : Optional.of(matcher.group(sentence.module));
                return Optional.of(new RefusedModule(name, filled(sentence.reason, matcher), line));
            }
        }
        return Optional.empty();
    }

    private static String filled(String reason, Matcher matcher) {
        String text = reason;
        for (int group = 1; group <= matcher.groupCount(); group++) {
            text = text.replace("$" + group, matcher.group(group));
        }
        return text;
    }

    private static Sentence sentence(String pattern, int module, String reason) {
        return new Sentence(Pattern.compile(pattern), module, reason);
    }
}
