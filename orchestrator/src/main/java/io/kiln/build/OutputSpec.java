package io.kiln.build;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Where results go beside a registry: {@code type=T,dest=D}.
 *
 * @param destination a folder for {@link Type#LOCAL}, else a file
 */
public record OutputSpec(Type type, Path destination) {

    /** Whether one image goes into one file. */
    public boolean isArchive() {
        return type != Type.LOCAL;
    }

    /** The kinds of output. */
    public enum Type {
        /** The files themselves. */
        LOCAL,
        /** An archive of an OCI image layout. */
        OCI,
        /** An archive that {@code docker load} takes. */
        DOCKER
    }

    /**
     * Reads {@code type=T,dest=D}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static OutputSpec parse(String text) {
        String type = "";
        String destination = "";
        for (String part : text.split(",(?=type=|dest=)")) {
            if (part.startsWith("type=")) {
                type = part.substring("type=".length());
            } else if (part.startsWith("dest=")) {
                destination = part.substring("dest=".length());
            } else {
                type = "";
                break;
            }
        }
        if (type.isEmpty() || destination.isEmpty()) {
            throw new IllegalArgumentException("it takes type=local|oci|docker,dest=PATH, not '" + text + "'");
        }
        for (Type known : Type.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(type)) {
                return new OutputSpec(known, Path.of(destination));
            }
        }
        throw new IllegalArgumentException("there is no type '" + type + "' (local, oci, docker)");
    }
}
