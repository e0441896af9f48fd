package io.kiln.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.kiln.model");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.kiln.(**)")
                .should()
                .beFreeOfCycles()
                .because("a tangle of packages can only be understood as a whole")
                .check(CLASSES);
    }

    @Test
    void moduleKnowsNothingOfTheOthers() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.kiln.model..", "java..", "org.snakeyaml.engine..", "com.google.re2j..", "org.jspecify..")
                .because("pkg-model is a leaf: it knows neither containers nor registries")
                .check(CLASSES);
    }

    @Test
    void yamlKnowsNothingOfPackages() {
        noClasses()
                .that()
                .resideInAPackage("io.kiln.model.yaml")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.kiln.model",
                        "io.kiln.model.workspace..",
                        "io.kiln.model.graph..",
                        "io.kiln.model.template..")
                .because("reading YAML with positions is of use for any file")
                .check(CLASSES);
    }

    @Test
    void templatesKnowNothingOfTrees() {
        noClasses()
                .that()
                .resideInAPackage("io.kiln.model.template..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.kiln.model", "io.kiln.model.yaml", "io.kiln.model.workspace..", "io.kiln.model.graph..")
                .allowEmptyShould(true)
                .because("the template language stands on its own")
                .check(CLASSES);
    }

    @Test
    void parserStaysBehindTheYamlPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kiln.model.yaml")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml..")
                .because("the parser's words must not spread: YamlNode is what others see")
                .check(CLASSES);
    }

    @Test
    void loadingDoesNotKnowTheGraph() {
        noClasses()
                .that()
                .resideInAnyPackage("io.kiln.model", "io.kiln.model.workspace..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.kiln.model.graph..")
                .because("data moves from the workspace to the graph and never back")
                .check(CLASSES);
    }
}
