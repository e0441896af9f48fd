package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.imager.Shell;
import io.kiln.registry.server.RegistryServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kiln imager} with images that are in no store, and with programs that the imager image does not bring. */
class ImagerInputsIT {

    private static final String FILE = "installer-amd64.tar";

    @TempDir
    static Path shared;

    private static MachineFixture machine;
    private static RegistryServer registry;
    private static String address;
    private static String imager;
    private static String bareImager;
    private static String tools;
    private static String base;
    private static String extension;

    /** What the imager image with its own tools makes, out of a store that has all. */
    private static Path expected;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeImages() throws Exception {
        machine = MachineFixture.in(shared);
        registry = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), shared.resolve("registry"));
        address = "127.0.0.1:" + registry.address().getPort();
        String dummy = machine.moduleExtension("dummy", "dummy");
        imager = machine.push(MachineFixture.IMAGER, address);
        bareImager = machine.push(machine.imagerWithoutTools(), address);
        tools = machine.push(machine.tools(), address);
        base = machine.push(MachineFixture.BASE, address);
        extension = machine.push(dummy, address);
        KilnRun run = machine.imager(
                "installer",
                "--base-installer-image",
                MachineFixture.BASE,
                "--system-extension-image",
                dummy,
                "--output",
                shared.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        expected = shared.resolve(FILE);
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    /** Runs {@code kiln imager installer} with images of the registry, in a store that has nothing yet. */
    private KilnRun installer(String with, String basedOn, String extended, String... more) {
        List<String> all = new ArrayList<>(List.of("imager", "installer", "--arch", "amd64", "--imager-image", with));
        all.addAll(List.of("--base-installer-image", basedOn, "--system-extension-image", extended));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        all.addAll(List.of("--output", folder.toString()));
        all.addAll(List.of(more));
        return KilnRun.of(all.toArray(String[]::new));
    }

    @Test
    void imagesThatAreInARegistryOnlyGiveWhatThoseOfTheStoreGive() throws Exception {
        KilnRun run = installer(imager, base, extension);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(assetsOf(folder.resolve(FILE))).isEqualTo(assetsOf(expected));
        assertThat(installer(imager, base, extension).err().strip()).isEqualTo("=> " + FILE + ": nothing changed");
    }

    @Test
    void programsComeFromTheToolsImageWhenTheImagerImageHasNone() throws Exception {
        KilnRun run = installer(bareImager, base, extension, "--tools-image", tools);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(assetsOf(folder.resolve(FILE))).isEqualTo(assetsOf(expected));
    }

    @Test
    void toolsImageWithoutTheProgramsIsRefusedWithTheirNames() {
        KilnRun run = installer(bareImager, base, extension, "--tools-image", base);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--tools-image=" + base + " has no sh, mksquashfs, unsquashfs, depmod; ");
        assertThat(folder.resolve(FILE)).doesNotExist();
    }

    @Test
    void plainHttpOutsideOfThisMachineMustBeAskedFor() throws Exception {
        try (Relay relay = Relay.to(registry.address())) {
            String with = imager.replace(address, relay.name());
            String basedOn = base.replace(address, relay.name());
            String extended = extension.replace(address, relay.name());
            KilnRun refused = installer(with, basedOn, extended);
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.err()).contains(relay.name()).contains("with --insecure, plain http is spoken to it");
            assertThat(folder.resolve(FILE)).doesNotExist();

            KilnRun run = installer(with, basedOn, extended, "--insecure");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(assetsOf(folder.resolve(FILE))).isEqualTo(assetsOf(expected));
        }
    }

    /** The last layer of an installer: by its digest, since the layers below may have been packed by others. */
    private static String assetsOf(Path installer) throws Exception {
        return Shell.run(
                Files.createTempDirectory(shared, "unpacked"),
                "tar -xf " + installer + " && jq -r '.[0].Layers[-1]' manifest.json | xargs sha256sum");
    }
}
