package io.kiln.imager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kiln.exec.BuildException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine configuration that goes into an image: any number of YAML documents, each a mapping. */
final class MachineConfiguration {

    private static final int MOST_BYTES = 4 << 20;

    private MachineConfiguration() {}

    /** The bytes of the file, once it is known to be a configuration. */
    static byte[] read(Path file) throws BuildException, IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw refusal(file, "it has more than " + MOST_BYTES + " bytes");
        }
        int documents = 0;
        try (MappingIterator<JsonNode> all =
                new YAMLMapper().readerFor(JsonNode.class).readValues(bytes)) {
            while (all.hasNextValue()) {
                JsonNode document = all.nextValue();
                boolean machine = document.has("machine") || document.has("cluster");
                boolean typed = document.path("apiVersion").isTextual()
                        && document.path("kind").isTextual();
                if (!document.isNull() && !machine && !typed) {
                    throw refusal(
                            file,
                            "document " + (documents + 1) + " has neither 'machine:' nor 'apiVersion:' with 'kind:'");
                }
                documents += document.isNull() ? 0 : 1;
            }
        } catch (JsonProcessingException e) {
            throw refusal(file, "it is not YAML: " + e.getOriginalMessage());
        }
        if (documents == 0) {
            throw refusal(file, "it is empty");
        }
        return bytes;
    }

    private static BuildException refusal(Path file, String problem) {
        return new BuildException(2, "--machine-config=" + file + " is no machine configuration: " + problem);
    }
}
