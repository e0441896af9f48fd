package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kiln says of a module before the boot, and what the example kernel says of it when it runs. */
class RefusedModulesIT {

    /**
     * A module that must be refused, and why, as a pattern.
     *
     * @param before in the words of {@code kiln module verify}
     * @param running in those of {@code kiln boot}
     */
    private record Refusal(String name, String before, String running) {}

    private static final List<Refusal> REFUSALS = List.of(
            new Refusal("unsigned", "it is not signed; \\S+ wants 'CN=Throw-away key.*", "it is not signed"),
            new Refusal(
                    "wrong-key",
                    "it is signed by a key that the kernel does not trust: found 'CN=Key of somebody else'.*",
                    "it is signed with a key that this kernel does not trust"),
            new Refusal(
                    "changed",
                    "its signature by 'CN=Throw-away key.* does not fit its bytes",
                    "its signature was rejected \\(EKEYREJECTED: .*"),
            // Of a damaged signature the kernel says no more than EBADMSG.
            new Refusal(
                    "signature-cut",
                    "its signature cannot be used: the signature is not a PKCS#7 message: .*",
                    ".*Bad message.*"),
            new Refusal(
                    "signature-halved",
                    "its signature cannot be used: the signature is not a PKCS#7 message: .*",
                    ".*Bad message.*"),
            new Refusal(
                    "signature-too-long",
                    "its signature cannot be used: the signature is said to have \\d+ bytes, more than the file",
                    ".*Bad message.*"),
            new Refusal("stripped", "no kernel loads it: it has no table of symbols", ".*invalid module format.*"),
            new Refusal(
                    "other-release",
                    "its vermagic is '\\S+-other SMP .*', but the kernel's is '\\S+ SMP .*'",
                    "it was built for '\\S+-other SMP .*', and this kernel is '\\S+ SMP .*'"));

    @TempDir
    static Path directory;

    static Registry registry;
    static Pair pair;
    static Path kernelModules;
    static ModuleVariants variants;

    @BeforeAll
    static void makeModules() throws Exception {
        registry = Registry.embedded(Files.createDirectory(directory.resolve("embedded")));
        pair = Pair.in(Pair.push(registry).output(), registry);
        pair.pullTo(directory);
        try (Stream<Path> releases = Files.list(directory.resolve("kernel/usr/lib/modules"))) {
            kernelModules = releases.toList().get(0);
        }
        Path signed = directory
                .resolve("module/usr/lib/modules")
                .resolve(kernelModules.getFileName())
                .resolve("extras/hello-module.ko");
        variants = ModuleVariants.of(signed, directory.resolve("built"));
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Test
    void theRunningKernelLoadsTheSignedModuleAloneAndEachOtherIsRefusedForItsOwnReason() throws Exception {
        List<Object> options = new ArrayList<>(List.of(
                "--module-param", "hello-module.greeting=Moin",
                "--module-param", "hello-module.times=3",
                "--module", "dummy",
                "--blacklist", "dummy"));
        for (Refusal refusal : REFUSALS) {
            options.addAll(List.of("--module", refusal.name(), "--expect-refused", refusal.name()));
        }
        QemuBoot.Seen seen = new QemuBoot(directory.resolve("kernel/boot/vmlinuz"), variants)
                .run(
                        List.of(kernelModule("dummy.ko")),
                        Files.createDirectory(directory.resolve("boot")),
                        options.toArray());

        assertThat(seen.console())
                .contains("hello_module: loading out-of-tree module taints kernel.")
                .contains("hello-module: Hello from QEMU")
                .contains("Unloading hello-module driver module v0.1");
        assertThat(seen.console().lines().filter(line -> line.endsWith("hello-module: Moin")))
                .hasSize(3);
        String verdict = seen.verdict().expectSuccess().output();
        assertThat(verdict.lines())
                .contains(
                        "ok          module dummy is not loaded: refused: it is on the deny list (module_blacklist)",
                        "ok          parameter hello-module.greeting is Moin: it is Moin",
                        "ok          parameter hello-module.times is 3: it is 3",
                        "the verdict is met");
        assertThat(verdict.lines().filter(line -> line.startsWith("loaded ")))
                .containsExactly("loaded      hello_module 16384 (O)");
        for (Refusal refusal : REFUSALS) {
            assertThat(verdict.lines())
                    .filteredOn(line -> line.contains(" module " + refusal.name() + " is refused: "))
                    .singleElement()
                    .asString()
                    .matches("ok +module \\S+ is refused: refused: " + refusal.running());
        }
    }

    @Test
    void kilnRefusesTheSameModulesBeforehand() throws Exception {
        Command.Result run = Kiln.command("module", "verify", "--kernel", pair.kernel(), image())
                .run();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output())
                .contains("/extras/hello-module.ko: proved against ")
                .endsWith(REFUSALS.size() + " of " + (REFUSALS.size() + 1) + " modules would not be loaded\n");
        for (Refusal refusal : REFUSALS) {
            assertThat(run.output().lines())
                    .filteredOn(line -> line.contains("/extras/" + refusal.name() + ".ko: "))
                    .singleElement()
                    .asString()
                    .matches("\\S+ \\S+\\.ko: " + refusal.before());
        }
    }

    private static Path kernelModule(String file) throws IOException {
        try (Stream<Path> tree = Files.walk(kernelModules)) {
            return tree.filter(path -> path.endsWith(file)).findFirst().orElseThrow();
        }
    }

    /** An image in the store, with the modules where a module package has them. */
    private static String image() throws IOException, InterruptedException {
        Path root = directory.resolve("variants");
        variants.writeTo(root.resolve("usr/lib/modules")
                .resolve(kernelModules.getFileName())
                .resolve("extras"));
        Path tar = directory.resolve("variants.tar");
        Command.of(root, "tar", "-cf", tar, "usr").run().expectSuccess();
        String reference = "kiln.local/refused-modules:latest";
        Kiln.command("image", "import", tar, reference).run().expectSuccess();
        return reference;
    }
}
