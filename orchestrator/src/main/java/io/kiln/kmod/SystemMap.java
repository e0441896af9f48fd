package io.kiln.kmod;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses in a {@code System.map} that tell where the kernel keeps its certificates.
 *
 * @param addresses by symbol; only the few that matter here
 */
record SystemMap(Map<String, Long> addresses) {

    static final SystemMap NONE = new SystemMap(Map.of());

    private static final long MAX_SIZE = 64L << 20;
    private static final java.util.Set<String> WANTED =
            java.util.Set.of("_text", "system_certificate_list", "system_certificate_list_size");

    /** Reads lines of {@code address type name}; others are passed over, since distributions ship stubs. */
    static SystemMap read(InputStream in) throws IOException {
        Map<String, Long> addresses = new HashMap<>();
        try (Bytes bytes = Spool.of(in, MAX_SIZE, "System.map");
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(bytes.stream(0, bytes.size()), StandardCharsets.ISO_8859_1))) {
            String line;
            while ((line = lines.readLine()) != null) {
                String[] fields = line.split(" ", 3);
                if (fields.length == 3 && WANTED.contains(fields[2]) && fields[0].matches("[0-9a-fA-F]{1,16}")) {
                    addresses.put(fields[2], Long.parseUnsignedLong(fields[0], 16));
                }
            }
        }
        return new SystemMap(Map.copyOf(addresses));
    }

    Optional<Long> address(String symbol) {
        return Optional.ofNullable(addresses.get(symbol));
    }
}
