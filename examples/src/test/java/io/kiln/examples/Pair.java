package io.kiln.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The example kernel and module, as one registry has them.
 *
 * @param kernel reference with digest
 * @param module reference with digest
 */
record Pair(String kernel, String module) {
    private static final Pattern PUSHED = Pattern.compile("pushing manifest for (\\S+@sha256:[0-9a-f]{64})");

    /** Types what the guide prints, for a registry of our own. */
    static Command.Result push(Registry registry, Object... arguments) throws IOException, InterruptedException {
        Object[] all = new Object[arguments.length + 6];
        all[0] = "kernel";
        all[1] = "hello-module-pkg";
        all[2] = "REGISTRY=" + registry.address();
        all[3] = "PLATFORM=linux/amd64";
        all[4] = "PUSH=true";
        all[5] = "USERNAME=user";
        System.arraycopy(arguments, 0, all, 6, arguments.length);
        return Kiln.make(all).run().expectSuccess();
    }

    /** The two references in what a push printed. */
    static Pair in(String output, Registry registry) {
        return new Pair(
                pushed(output, registry.address() + "/user/kernel:v0.1.0"),
                pushed(output, registry.address() + "/user/hello-module-pkg:v0.1.0"));
    }

    /** Pulls both images without Kiln, into the directories {@code kernel} and {@code module}. */
    void pullTo(Path directory) throws IOException, InterruptedException {
        pull(kernel, directory.resolve("kernel"));
        pull(module, directory.resolve("module"));
    }

    static String digest(String reference) {
        return reference.substring(reference.indexOf('@') + 1);
    }

    private static void pull(String reference, Path directory) throws IOException, InterruptedException {
        String tagged = reference.substring(0, reference.indexOf('@'));
        String answer = Command.of(Repository.ROOT, Repository.SETUP.resolve("pull-image.sh"), tagged, directory)
                .run()
                .expectSuccess()
                .output();
        if (!answer.strip().equals(reference)) {
            throw new AssertionError("pushed as " + reference + ", pulled as " + answer);
        }
    }

    /** The reference, with digest, under which a push says that it pushed an image of this name and tag. */
    static String pushed(String output, String name) {
        Matcher matcher = PUSHED.matcher(output);
        while (matcher.find()) {
            if (matcher.group(1).startsWith(name + "@")) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("no reference of " + name + " in:\n" + output);
    }
}
