package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.cli.LauncherCheckout.Started;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher with a Java and a Maven that only say that they were called. */
class LauncherTest {

    private static final String BUILT = "touch orchestrator/target/kiln/kiln.jar";

    @TempDir
    Path folder;

    private LauncherCheckout checkout;

    @BeforeEach
    void start() throws Exception {
        checkout = LauncherCheckout.in(folder).withMaven(BUILT);
    }

    @Test
    void aFreshCloneIsBuiltOnceSayingSo() throws Exception {
        checkout.withJava("17.0.12");

        Started first = checkout.start("version");
        Started second = checkout.start("version");

        assertThat(first.err()).contains("kiln: building Kiln itself").contains("target/build.log");
        assertThat(first.exit()).isZero();
        assertThat(second).isEqualTo(new Started(0, "Java 17.0.12, LC_ALL=C.UTF-8: version\n", ""));
        assertThat(checkout.builds()).isOne();
        assertThat(checkout.javaStarts())
                .as("what asks for the version, the archive of classes, two starts")
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "pkg-model/pom.xml",
                "pkg-model/src/main/A.java",
                "registry-client/src/main/B.java",
                "orchestrator/src/main/C.java"
            })
    void aChangedSourceIsBuilt(String source) throws Exception {
        checkout.withJava("17.0.12").start("version");

        Files.writeString(checkout.file(source), "changed");

        assertThat(checkout.start("version").err()).contains("building Kiln itself");
        assertThat(checkout.start("version").err()).isEmpty();
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void aRemovedSourceIsBuiltAndATestIsNot() throws Exception {
        checkout.withJava("17.0.12").start("version");
        Files.createDirectories(checkout.file("orchestrator/src/test"));
        Files.createFile(checkout.file("orchestrator/src/test/CTest.java"));
        checkout.start("version");
        assertThat(checkout.builds()).isOne();

        Files.delete(checkout.file("orchestrator/src/main/C.java"));
        checkout.start("version");
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void aSourceThatChangesDuringTheBuildIsBuiltAgain() throws Exception {
        checkout.withJava("17.0.12").withMaven(BUILT + "; cat /dev/null >> pom.xml; touch pom.xml");
        checkout.start("version");
        checkout.withMaven(BUILT).start("version");

        assertThat(checkout.builds()).isEqualTo(2);
        checkout.start("version");
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void aJarThatIsNoLongerNeededLeavesTheClassPath() throws Exception {
        checkout.withJava("17.0.12")
                .withMaven("touch orchestrator/target/kiln/library-1.jar")
                .start("version");
        Files.setLastModifiedTime(
                checkout.file("pom.xml"), FileTime.from(Instant.now().plusSeconds(1)));
        checkout.withMaven("touch orchestrator/target/kiln/library-2.jar").start("version");

        String classpath = Files.readString(checkout.file("orchestrator/target/kiln/classpath"));
        assertThat(classpath).contains("library-2.jar").doesNotContain("library-1.jar");
    }

    @Test
    void aCloneThatWasMovedIsBuiltThere() throws Exception {
        checkout.withJava("17.0.12").start("version");

        LauncherCheckout moved = checkout.movedTo(folder.resolve("else where"));

        assertThat(moved.start("version").err()).contains("building Kiln itself");
        assertThat(moved.start("version")).isEqualTo(new Started(0, "Java 17.0.12, LC_ALL=C.UTF-8: version\n", ""));
    }

    @Test
    void withoutJavaItSaysWhatToInstall() throws Exception {
        Started started = checkout.start("version");

        assertThat(started.exit()).isEqualTo(3);
        assertThat(started.err())
                .startsWith("kiln: no Java found.")
                .contains("apt-get install openjdk-17-jdk-headless")
                .contains("JAVA_HOME")
                .hasLineCount(1);
    }

    @Test
    void withoutMavenAFreshCloneSaysWhatToInstall() throws Exception {
        Files.delete(folder.resolve("bin/mvn"));
        Started started = checkout.withJava("17.0.12").start("version");

        assertThat(started.exit()).isEqualTo(3);
        assertThat(started.err()).startsWith("kiln: no Maven found").contains("apt-get install maven");
        assertThat(started.err()).hasLineCount(1);
    }

    @Test
    void whatIsBuiltNeedsNoMaven() throws Exception {
        checkout.withJava("17.0.12").start("version");
        Files.delete(folder.resolve("bin/mvn"));

        assertThat(checkout.start("version").exit()).isZero();
    }

    @Test
    void aFailedBuildShowsTheEndOfItsLogAndIsTriedAgain() throws Exception {
        checkout.withJava("17.0.12").withMaven("echo '[ERROR] C.java:1: not Java'; exit 1");

        Started failed = checkout.start("version");

        assertThat(failed.exit()).isEqualTo(3);
        assertThat(failed.err()).contains("[ERROR] C.java:1: not Java").contains("the whole log is");
        assertThat(checkout.withMaven(BUILT).start("version").exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_412", "11.0.2", "16"})
    void anOldJavaIsRefusedBeforeAnythingIsBuilt(String version) throws Exception {
        Started started = checkout.withJava(version).start("version");

        assertThat(started.exit()).isEqualTo(3);
        assertThat(started.err())
                .matches("(?s)kiln: \\S+/bin/java is Java (8|11|16), and Kiln needs 17 or later\\. .*JAVA_HOME.*")
                .hasLineCount(1);
        assertThat(checkout.builds()).isZero();
    }

    @Test
    void anOldJavaIsRefusedThoughAnotherBuiltIt() throws Exception {
        checkout.withJava("17.0.12").start("version");
        Path old = checkout.javaHome("11.0.2");

        assertThat(checkout.with("JAVA_HOME", old.toString()).start("version").exit())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "21.0.1", "26-ea"})
    void laterVersionsOfJavaWillDo(String version) throws Exception {
        assertThat(checkout.withJava(version).start("version").out()).startsWith("Java " + version);
    }

    @Test
    void theJavaOfJavaHomeComesBeforeThatOnThePath() throws Exception {
        Path home = checkout.withJava("17.0.12").javaHome("21.0.1");

        assertThat(checkout.with("JAVA_HOME", home.toString()).start("version").out())
                .startsWith("Java 21.0.1");
        assertThat(checkout.with("JAVA_HOME", folder.resolve("absent").toString())
                        .start("version")
                        .out())
                .as("a home without a Java")
                .startsWith("Java 17.0.12");
    }

    @Test
    void argumentsReachKilnAsTheyWereGiven() throws Exception {
        checkout.withJava("17.0.12").with("LC_ALL", "C");

        assertThat(checkout.start("render", "größe *  $HOME.yaml").out())
                .isEqualTo("Java 17.0.12, LC_ALL=C.UTF-8: größe *  $HOME.yaml\n");
    }

    @Test
    void aLinkToTheLauncherStartsTheCloneItIsIn() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("kiln"), checkout.launcher());
        checkout.withJava("17.0.12");

        assertThat(checkout.startBy(link, "version").out()).endsWith("version\n");
        assertThat(checkout.builds()).isOne();
    }
}
