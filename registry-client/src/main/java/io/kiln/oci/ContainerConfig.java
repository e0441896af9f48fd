package io.kiln.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * How a container of an image starts: the {@code config} part of an image configuration.
 *
 * @param env {@code NAME=value} each
 * @param user empty for root
 * @param workingDir empty for {@code /}
 */
public record ContainerConfig(
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        Map<String, String> labels,
        String workingDir,
        String user) {

    public ContainerConfig {
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        labels = Map.copyOf(labels);
    }

    public static ContainerConfig empty() {
        return new ContainerConfig(List.of(), List.of(), List.of(), Map.of(), "", "");
    }

    static ContainerConfig read(DocumentNode node) throws MalformedDocumentException {
        return new ContainerConfig(
                node.texts("Env"),
                node.texts("Entrypoint"),
                node.texts("Cmd"),
                node.textMap("Labels"),
                node.text("WorkingDir").orElse(""),
                node.text("User").orElse(""));
    }

    /** Sets what this record knows and leaves the rest, such as exposed ports, as it is. */
    void writeTo(ObjectNode json) {
        CanonicalJson.setText(json, "User", user);
        CanonicalJson.setTexts(json, "Env", env);
        CanonicalJson.setTexts(json, "Entrypoint", entrypoint);
        CanonicalJson.setTexts(json, "Cmd", cmd);
        CanonicalJson.setText(json, "WorkingDir", workingDir);
        CanonicalJson.setMap(json, "Labels", labels);
    }
}
