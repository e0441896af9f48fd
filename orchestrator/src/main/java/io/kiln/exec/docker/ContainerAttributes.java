package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import io.kiln.oci.layer.ByteNames;
import io.kiln.oci.layer.TarEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code user.*} attributes of files in a container. An engine has them in no archive and in no image that it makes
 * of a container, so they are asked for beforehand.
 *
 * @param ofPaths by path, relative to the place that was asked for, then by name
 * @param names the paths of each file that has several
 */
record ContainerAttributes(Map<String, Map<String, byte[]>> ofPaths, Collection<List<String>> names) {

    /** Of a root in which the program that tells them cannot be started: it has no chmod, and so hardly a setfattr. */
    private static final ContainerAttributes NONE = new ContainerAttributes(Map.of(), List.of());

    private static final String ROOT = "/";
    private static final String ODD = "the container tells something else than the attributes of its files";
    private static final String UNCHANGED = "-\n";
    private static final String SAME_FILE = "=";
    private static final String SET_LIST = "/dev/.kiln-attributes-set";
    private static final int FIELDS = 4;
    private static final int MOST_BYTES = 16 << 20;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    /**
     * Asks for those at and below a place of a running container in which nothing else runs. Links to the place are
     * followed; nothing is told of what is not there.
     */
    static ContainerAttributes of(StageContainer container, String place)
            throws BuildException, IOException, InterruptedException {
        Told told = new Told(place);
        int status = container.shell().ask(script(container, "list " + ShellCommand.quoted(place)), told);
        if (status == NOT_EXECUTABLE || status == NOT_FOUND) {
            return NONE;
        }
        if (status != 0) {
            throw new IOException(
                    "the attributes of the files in " + place + " of the container cannot be read (" + status + ")");
        }
        return told.parse();
    }

    /** Those of the whole root. */
    static ContainerAttributes ofRoot(StageContainer container)
            throws BuildException, IOException, InterruptedException {
        return of(container, ROOT);
    }

    /** Gives them, told of a whole root, to the files of another container with the same ones. */
    void giveTo(StageContainer container) throws BuildException, IOException, InterruptedException {
        if (ofPaths.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        Map<String, Map<String, byte[]>> others = new LinkedHashMap<>(ofPaths);
        for (List<String> paths : names) {
            String first = paths.get(0);
            lines.append(UNCHANGED);
            addTo(lines, first, others.getOrDefault(first, Map.of()));
            for (String path : paths.subList(1, paths.size())) {
                lines.append(SAME_FILE)
                        .append(hex(first))
                        .append(' ')
                        .append(hex(path))
                        .append('\n');
            }
            paths.forEach(others::remove);
        }
        others.forEach((path, attributes) -> addTo(lines, path, attributes));
        String list = "printf '%s' '" + lines + "' >" + SET_LIST + "\n";
        int status = container.shell().ask(list + script(container, "set " + SET_LIST), (bytes, offset, length) -> {});
        if (status != 0) {
            throw new IOException("the attributes of files cannot be handed on to the next container (" + status + ")");
        }
    }

    private static void addTo(StringBuilder lines, String path, Map<String, byte[]> attributes) {
        attributes.forEach((name, value) -> lines.append(hex(path))
                .append(' ')
                .append(hex(name))
                .append(' ')
                .append(HexFormat.of().formatHex(value))
                .append('\n'));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(ByteNames.encode(text));
    }

    /** The entry with those of a path. */
    TarEntry on(String path, TarEntry entry) {
        Map<String, byte[]> own = ofPaths.get(path);
        if (own == null) {
            return entry;
        }
        Map<String, byte[]> all = new HashMap<>(entry.xattrs());
        all.putAll(own);
        return entry.withXattrs(all);
    }

    private static String script(StageContainer container, String arguments) throws IOException {
        return AttributeTool.script(container.platform().architecture(), arguments);
    }

    /** What the program has told, which a hostile root may have written. */
    private static final class Told implements ShellOutput.Sink {

        private final String place;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();

        Told(String place) {
            this.place = place;
        }

        @Override
        public void take(byte[] bytes, int offset, int length) throws IOException {
            if (text.size() + length > MOST_BYTES) {
                throw new IOException("the files in " + place + " of the container have more than " + (MOST_BYTES >> 20)
                        + " MiB of user.* attributes");
            }
            text.write(bytes, offset, length);
        }

        ContainerAttributes parse() throws IOException {
            Map<String, Map<String, byte[]>> found = new LinkedHashMap<>();
            Map<String, Set<String>> names = new LinkedHashMap<>();
            for (String line : text.toString(StandardCharsets.US_ASCII).lines().toList()) {
                String[] fields = line.split(" ", -1);
                if (fields.length != FIELDS) {
                    throw new IOException(ODD);
                }
                try {
                    String path = decode(fields[0]);
                    found.computeIfAbsent(path, any -> new LinkedHashMap<>())
                            .put(decode(fields[1]), HexFormat.of().parseHex(fields[2]));
                    if (!fields[3].isEmpty()) {
                        names.computeIfAbsent(fields[3], any -> new LinkedHashSet<>())
                                .add(path);
                    }
                } catch (IllegalArgumentException e) {
                    throw new IOException(ODD, e);
                }
            }
            return new ContainerAttributes(
                    found, names.values().stream().map(List::copyOf).toList());
        }

        private static String decode(String digits) {
            return ByteNames.decode(HexFormat.of().parseHex(digits));
        }
    }
}
