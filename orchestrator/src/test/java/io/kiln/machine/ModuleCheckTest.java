package io.kiln.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleCheckTest {

    private final Problems problems = new Problems(false);

    @Test
    void hyphensAndUnderscoresAreTheSame() {
        check("hello_module:times=3", "in-tree");

        assertThat(problems.all()).isEmpty();
    }

    @Test
    void unknownModulesAndParametersComeWithWhatWasMeant() {
        check("helo-module", "hello-module:tims=3", "in_tree:x=1");

        assertThat(problems.all())
                .extracting(Diagnostic::message, d -> d.hint().orElse(""))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "module helo-module is neither in the kernel's modules nor in an extension (3 modules are)",
                                "did you mean \"hello-module\"?"),
                        org.assertj.core.groups.Tuple.tuple(
                                "module hello-module (extension hello) has no parameter tims",
                                "did you mean \"times\"?"),
                        org.assertj.core.groups.Tuple.tuple(
                                "module in-tree (the machine's root) has no parameter x", "it has none at all"));
    }

    @Test
    void moduleThatIsDeniedOrNamedTwiceIsReported() {
        check("in-tree", "in_tree");
        assertThat(problems.all())
                .singleElement()
                .extracting(Diagnostic::message)
                .isEqualTo("module in_tree is named twice");

        ModuleCheck denying = new ModuleCheck(inventory(), List.of("in_tree", "ext4"), problems);
        denying.check(ModuleRequest.parse("in-tree"), Position.ofFile("x"));
        denying.checkDenied(Position.ofFile("x"));
        assertThat(problems.all())
                .extracting(Diagnostic::message)
                .contains(
                        "module in-tree is to be loaded and is on the deny list",
                        "module ext4 is built into the kernel, where no deny list keeps it out");
    }

    @Test
    void builtInModuleTakesItsParametersOnTheCommandLine() {
        check("ext4:debug=1");

        assertThat(problems.all())
                .singleElement()
                .satisfies(d -> assertThat(d.hint()).hasValue("put ext4.debug=1 on the kernel command line"));
    }

    private void check(String... requests) {
        ModuleCheck check = new ModuleCheck(inventory(), List.of(), problems);
        for (int i = 0; i < requests.length; i++) {
            check.check(ModuleRequest.parse(requests[i]), new Position("config.yaml", i + 1, 1));
        }
    }

    private static ModuleInventory inventory() {
        ModuleInventory.Builder builder = ModuleInventory.builder();
        builder.add(new KnownModule("hello-module", "extension hello", false, Set.of("times", "greeting")));
        builder.add(new KnownModule("in-tree", "the machine's root", false, Set.of()));
        builder.add(new KnownModule("ext4", "built into the kernel", true, Set.of("debug")));
        return builder.build();
    }
}
