package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.cli.LauncherCheckout.Started;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with this Java and the jars of this build; only the compiling is left out. */
class LauncherIT {

    @TempDir
    Path folder;

    @Test
    void anyFileNameWorksInAnyLocaleOfTheCaller() throws Exception {
        LauncherCheckout checkout = LauncherCheckout.in(folder)
                .withMaven("cp '" + Path.of("target", "kiln").toAbsolutePath() + "'/*.jar orchestrator/target/kiln/")
                .with("JAVA_HOME", System.getProperty("java.home"))
                .with("LC_ALL", "POSIX")
                .with("LANG", "en_US.ISO-8859-1");
        Path tree = folder.resolve("größe-木");
        Path pakket = Files.createDirectories(tree.resolve("pakket-é"));
        Files.writeString(tree.resolve("Pkgfile"), "format: v1alpha2\n");
        Files.writeString(pakket.resolve("pkg.yaml"), "name: pakket\nvariant: scratch\nkey-ü: 1\n");

        Started first = checkout.start("version");
        Started second = checkout.start("validate", "--root", tree.toString());

        assertThat(first.err()).contains("building Kiln itself").hasLineCount(1);
        assertThat(first.out()).startsWith("kiln ");
        assertThat(first.exit()).isZero();
        assertThat(second.exit()).isZero();
        assertThat(second.out() + second.err()).contains("pakket-é/pkg.yaml:3:1: warning: unknown key \"key-ü\"");
        assertThat(checkout.file("orchestrator/target/kiln/kiln.jsa"))
                .as("classes that are loaded fast")
                .isNotEmptyFile();
    }
}
