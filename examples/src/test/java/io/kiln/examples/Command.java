package io.kiln.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A program to run as a user would: arguments, directory, environment on top of ours, and a deadline. */
record Command(List<String> arguments, Path directory, Map<String, String> environment, Duration deadline) {

    /** What came of it; standard output and standard error are one text. */
    record Result(int exitCode, String output) {

        Result expectSuccess() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + ":\n" + output);
            }
            return this;
        }
    }

    static Command of(Path directory, Object... arguments) {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        return new Command(List.copyOf(texts), directory, Map.of(), Duration.ofMinutes(2));
    }

    Command with(String name, Object value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value.toString());
        return new Command(arguments, directory, more, deadline);
    }

    Command within(Duration time) {
        return new Command(arguments, directory, environment, time);
    }

    Result run() throws IOException, InterruptedException {
        Path output = Files.createTempFile("command-", ".log");
        try {
            Process process = start(output);
            try {
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(arguments + " did not end within " + deadline + ":\n" + read(output));
                }
            } finally {
                end(process);
            }
            return new Result(process.exitValue(), read(output));
        } finally {
            Files.delete(output);
        }
    }

    /** Starts it and returns at once; the caller ends it with {@link #end}. */
    Process start(Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
