package io.kiln.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.model.yaml.Problems;
import org.junit.jupiter.api.Test;

class MachineConfigTest {

    private final Problems problems = new Problems(false);

    @Test
    void modulesOfAllDocumentsKeepTheirPlaceInTheFile() {
        MachineConfig config = MachineConfig.read("c.yaml", """
                version: v1alpha1
                machine:
                  install:
                    extraKernelArgs: [quiet, "module_blacklist=a,b"]
                  kernel:
                    modules:
                      - name: one
                        parameters: [x=1]
                ---
                apiVersion: v1alpha1
                kind: OtherConfig
                ---
                apiVersion: v1alpha1
                kind: KernelModuleConfig
                name: two
                """, problems);

        assertThat(problems.all()).isEmpty();
        assertThat(config.modules())
                .extracting(e -> e.module().name() + e.module().parameters() + " " + e.at())
                .containsExactly("one[x=1] c.yaml:7:15", "two[] c.yaml:15:7");
        assertThat(config.denied()).containsExactly("a", "b");
    }

    @Test
    void allThatIsWrongIsReportedAtItsPlace() {
        MachineConfig.read("c.yaml", """
                machine:
                  kernel:
                    modules:
                      - parameters: [x=1]
                      - name: a/b
                      - name: c
                        parameters: [{x: 1}]
                """, problems);

        assertThat(problems.all())
                .extracting(d -> d.at() + " " + d.message())
                .containsExactly(
                        "c.yaml:4:9 a kernel module needs a \"name\"",
                        "c.yaml:5:15 'a/b' is not the name of a module; write for example 'hello-module', without path and .ko",
                        "c.yaml:7:22 a parameter must be a text, such as times=3");
    }
}
