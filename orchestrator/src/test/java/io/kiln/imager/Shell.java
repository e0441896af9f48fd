package io.kiln.imager;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs a foreign tool and gives what it printed; a failure of the tool fails the test. */
public final class Shell {

    private Shell() {}

    public static String run(Path directory, byte[] input, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        Thread feeder = new Thread(() -> {
            try (OutputStream out = process.getOutputStream()) {
                out.write(input);
            } catch (IOException e) {
                // the tool does not want the rest
            }
        });
        feeder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        feeder.join();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new AssertionError(script + " ended with " + exit + ": " + printed);
        }
        return printed;
    }

    public static String run(Path directory, String script) throws IOException, InterruptedException {
        return run(directory, new byte[0], script);
    }
}
