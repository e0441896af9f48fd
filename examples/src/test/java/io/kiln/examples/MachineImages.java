package io.kiln.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that a machine is made of, built and pushed to a registry as the guide types it.
 *
 * @param directory for what tests make of it
 */
record MachineImages(
        Path directory, Registry registry, Pair pair, String extension, String installerBase, String imager) {

    /** So that a disk, too, says on its serial console what it does. */
    private static final String CONSOLE = "--extra-kernel-arg=console=ttyS0";

    static MachineImages in(Path directory) throws Exception {
        Registry registry = Registry.embedded(Files.createDirectory(directory.resolve("embedded")));
        try {
            Pair pair = Pair.in(Pair.push(registry).output(), registry);
            String extension = Pair.pushed(
                    make(registry, Repository.EXTENSIONS, "hello-module", "PUSH=true", "PKG_IMAGE=" + pair.module())
                            .output(),
                    registry.address() + "/user/hello-module:0.1");
            String pushed = make(
                            registry,
                            Repository.OS,
                            "installer-base",
                            "imager",
                            "PLATFORM=linux/amd64",
                            "INSTALLER_ARCH=amd64",
                            "PKG_KERNEL=" + pair.kernel(),
                            "PUSH=true")
                    .output();
            return new MachineImages(
                    directory,
                    registry,
                    pair,
                    extension,
                    Pair.pushed(pushed, registry.address() + "/user/installer-base:v1.11.0"),
                    Pair.pushed(pushed, registry.address() + "/user/imager:v1.11.0"));
        } catch (Exception | Error e) {
            registry.close();
            throw e;
        }
    }

    /** {@code make image-installer} with these extensions; the archive is {@code installer-amd64.tar} in the folder. */
    Command.Result makeInstaller(Path folder, String base, List<String> extensions)
            throws IOException, InterruptedException {
        StringBuilder arguments = new StringBuilder("--base-installer-image=" + base + " " + CONSOLE);
        extensions.forEach(
                reference -> arguments.append(" --system-extension-image=").append(reference));
        return command(registry, Repository.OS, "image-installer", "DEST=" + folder, "IMAGER_ARGS=" + arguments)
                .run();
    }

    /** An installer image with these extensions, pushed under this tag. */
    String installer(String tag, String... extensions) throws IOException, InterruptedException {
        Path folder = directory.resolve("installer-" + tag);
        makeInstaller(folder, installerBase, List.of(extensions)).expectSuccess();
        String reference = registry.address() + "/user/installer:" + tag;
        Kiln.command("image", "push", folder.resolve("installer-amd64.tar"), reference)
                .run()
                .expectSuccess();
        return reference;
    }

    /** {@code kiln boot}, not yet run, with the console's text in the given file. */
    static Command boot(Path console, Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(List.of("boot", "--log", console));
        all.addAll(Arrays.asList(arguments));
        return Kiln.command(all.toArray()).within(Duration.ofMinutes(3));
    }

    private static Command.Result make(Registry registry, Path tree, Object... arguments)
            throws IOException, InterruptedException {
        return command(registry, tree, arguments).run().expectSuccess();
    }

    private static Command command(Registry registry, Path tree, Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(List.of("REGISTRY=" + registry.address(), "USERNAME=user"));
        all.addAll(Arrays.asList(arguments));
        return Kiln.make(tree, all.toArray());
    }
}
