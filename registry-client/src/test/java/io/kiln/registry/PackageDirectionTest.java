package io.kiln.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackageDirectionTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.kiln");

    @Test
    void jibStaysBehindItsPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kiln.registry.jib")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google..")
                .because("only credentials and Kiln's own image come through jib-core")
                .check(CLASSES);
    }

    @Test
    void theClientKnowsNeitherTheServerNorWhereCredentialsComeFrom() {
        noClasses()
                .that()
                .resideInAPackage("io.kiln.registry")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kiln.registry.server", "io.kiln.registry.jib")
                .because("the client works with any registry and any source of credentials")
                .check(CLASSES);
    }

    @Test
    void theServerDoesNotNeedTheClient() {
        noClasses()
                .that()
                .resideInAPackage("io.kiln.registry.server")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kiln.registry", "io.kiln.registry.jib")
                .because("it serves and asks nobody")
                .check(CLASSES);
    }

    @Test
    void documentsKnowNothingOfRegistries() {
        noClasses()
                .that()
                .resideInAPackage("io.kiln.oci..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.kiln.registry..")
                .because("data moves one way")
                .check(CLASSES);
    }
}
