package io.kiln.imager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineConfigurationTest {

    @TempDir
    Path temp;

    private byte[] read(String text) throws Exception {
        return MachineConfiguration.read(Files.writeString(temp.resolve("machine.yaml"), text));
    }

    @Test
    void oldAndNewDocumentsAreTakenAsTheyStand() throws Exception {
        String text = "machine: {type: worker} # x\n---\napiVersion: v1alpha1\nkind: KernelModuleConfig\nname: hello\n";

        assertThat(read(text)).asString().isEqualTo(text);
    }

    @Test
    void whatIsNoConfigurationIsRefused() {
        assertThatThrownBy(() -> read("hello"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("document 1 has neither 'machine:' nor");
        assertThatThrownBy(() -> read("a: [b")).hasMessageContaining("it is not YAML");
        assertThatThrownBy(() -> read("")).hasMessageContaining("it is empty");
    }
}
