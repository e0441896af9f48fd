package io.kiln.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.model.yaml.Problems;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModuleRequestTest {

    @Test
    void parametersAreSeparatedByCommasThatAreNotEscapedOrQuoted() {
        assertThat(ModuleRequest.parse("hello-module:times=3,ports=80\\,443,text=\"a,b\""))
                .isEqualTo(new ModuleRequest("hello-module", List.of("times=3", "ports=80,443", "text=\"a,b\"")));
        assertThat(ModuleRequest.parse("sctp")).isEqualTo(new ModuleRequest("sctp", List.of()));
    }

    @Test
    void namesThatNoModuleHasAreRefused() {
        for (String wrong : List.of("", "a/b", "hello module", "-x", "a\nb", "x:", "x:,", "x:a b=c", "x:=3")) {
            assertThatThrownBy(() -> ModuleRequest.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void bothFormsAreReadBackAsTheyWereWritten() {
        List<ModuleRequest> modules = List.of(
                new ModuleRequest("hello-module", List.of("greeting=\"Hi \\ there: #1\"", "times=3", "on")),
                new ModuleRequest("sctp", List.of()),
                new ModuleRequest("8021q", List.of()));
        MachinePatch patch =
                new MachinePatch(modules, Optional.of("127.0.0.1:5005/user/installer:v1"), List.of("bad-one", "dccp"));

        for (String text : List.of(patch.v1alpha1(), patch.documents())) {
            Problems problems = new Problems(true);
            MachineConfig config = MachineConfig.read("config.yaml", text, problems);
            assertThat(problems.all()).as(text).isEmpty();
            assertThat(config.modules()).extracting(MachineConfig.Entry::module).isEqualTo(modules);
            assertThat(config.denied()).containsExactly("bad_one", "dccp");
        }
    }

    @Test
    void patchIsWhatTheMachinesDocumentationShows() {
        MachinePatch patch = new MachinePatch(
                List.of(new ModuleRequest("hello-module", List.of("times=3"))), Optional.empty(), List.of());

        assertThat(patch.v1alpha1()).isEqualTo("""
                machine:
                  kernel:
                    modules:
                      - name: hello-module
                        parameters:
                          - times=3
                """);
        assertThat(patch.documents()).isEqualTo("""
                apiVersion: v1alpha1
                kind: KernelModuleConfig
                name: hello-module
                parameters:
                  - times=3
                """);
    }
}
