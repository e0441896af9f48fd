package io.kiln.oci.layer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of file names. A Path keeps them, but its string form loses those that the locale cannot show; its URI form
 * has them all.
 */
final class RawNames {

    private RawNames() {}

    /** The last component, in the form of {@link ByteNames}. */
    static String of(Path file) {
        String name = String.valueOf(file.getFileName());
        if (isAscii(name)) {
            return name;
        }
        String uri = file.toUri().getRawPath();
        return EntryPaths.name(decode(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri));
    }

    static String ofTarget(Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        String text = target.toString();
        if (isAscii(text)) {
            return text;
        }
        if (target.isAbsolute()) {
            return withoutSlash(decode(target.toUri().getRawPath()));
        }
        // A relative path has a URI only below a root; the root's own length is cut off again.
        return withoutSlash(decode(Path.of("/").resolve(target).toUri().getRawPath()))
                .substring(1);
    }

    private static String withoutSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String decode(String uri) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%') {
                out.write(Integer.parseInt(uri.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.write(c);
            }
        }
        return ByteNames.decode(out.toByteArray());
    }
}
