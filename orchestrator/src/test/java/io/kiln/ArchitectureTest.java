package io.kiln;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses KILN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.kiln");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.kiln.(**)").should().beFreeOfCycles().check(KILN);
    }

    @Test
    void theModelKnowsNothingOfRegistriesAndBuilds() {
        noClasses()
                .that()
                .resideInAPackage("io.kiln.model..")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "live in another module",
                        type -> type.getPackageName().startsWith("io.kiln.")
                                && !type.getPackageName().startsWith("io.kiln.model")))
                .because("pkg-model reads files and nothing else")
                .check(KILN);
    }

    @Test
    void theRegistryClientKnowsNothingOfPackagesAndBuilds() {
        noClasses()
                .that()
                .resideInAnyPackage("io.kiln.oci..", "io.kiln.registry..", "io.kiln.tls..")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "live in another module",
                        type -> type.getPackageName().startsWith("io.kiln.")
                                && !type.getPackageName().startsWith("io.kiln.oci")
                                && !type.getPackageName().startsWith("io.kiln.registry")
                                && !type.getPackageName().startsWith("io.kiln.tls")))
                .because("registry-client serves whoever has images")
                .check(KILN);
    }

    @Test
    void onlyTheCommandLineUsesPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kiln.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(KILN);
    }

    @Test
    void onlyTheCommandLineIsAboveTheSession() {
        classes()
                .that()
                .resideInAPackage("io.kiln.build..")
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("io.kiln.build..", "io.kiln.cli..")
                .check(KILN);
    }

    @Test
    void executorsKnowNothingOfPlansAndImages() {
        noClasses()
                .that()
                .resideInAPackage("io.kiln.exec..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kiln.plan..", "io.kiln.build..", "io.kiln.image..", "io.kiln.cli..")
                .check(KILN);
    }

    @Test
    void nativeCallsAreInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kiln.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(KILN);
    }

    @Test
    void jibIsBehindItsAdapter() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kiln.registry.jib..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.cloud..")
                .check(KILN);
    }

    @Test
    void dockerJavaIsBehindItsExecutor() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kiln.exec.docker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(KILN);
    }
}
