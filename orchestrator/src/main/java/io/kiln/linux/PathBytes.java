package io.kiln.linux;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * File names as bytes, which is what they are on Linux. A {@link Path} keeps the bytes as long as it is not turned into a
 * {@code String}; its URI form gives them back even where they are not valid in the character set of the JVM.
 */
public final class PathBytes {

    private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private PathBytes() {}

    /** The bytes of a path name, without a terminating zero. */
    public static byte[] of(Path path) {
        String text = path.toString();
        if (text.indexOf('\uFFFD') < 0) {
            return text.getBytes(NAMES);
        }
        byte[] absolute = decode(path.toUri().getRawPath());
        if (path.isAbsolute()) {
            return absolute;
        }
        byte[] prefix = of(Path.of("").toAbsolutePath());
        return Arrays.copyOfRange(absolute, prefix.length + 1, absolute.length);
    }

    /** A path of these bytes below a directory; the bytes are a relative name, with or without slashes. */
    public static Path resolve(Path directory, byte[] name) {
        try {
            return directory.resolve(NAMES.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(name))
                    .toString());
        } catch (CharacterCodingException e) {
            return directory.resolve(outOfUri(name));
        }
    }

    /** A path of these bytes, absolute or relative, such as a symbolic link has; doubled slashes become one. */
    public static Path path(byte[] bytes) {
        if (bytes.length > 0 && bytes[0] == '/') {
            return resolve(Path.of("/"), Arrays.copyOfRange(bytes, 1, bytes.length));
        }
        return resolve(Path.of(""), bytes);
    }

    static byte[] zeroTerminated(Path path) {
        byte[] name = of(path);
        return Arrays.copyOf(name, name.length + 1);
    }

    private static Path outOfUri(byte[] relative) {
        StringBuilder uri = new StringBuilder("file:///");
        for (byte b : relative) {
            uri.append(b == '/' ? "/" : "%" + HexFormat.of().toHexDigits(b));
        }
        return Path.of("/").relativize(Path.of(URI.create(uri.toString())));
    }

    private static byte[] decode(String rawPath) {
        byte[] in = rawPath.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                out.write(HexFormat.fromHexDigits(rawPath, i + 1, i + 3));
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        byte[] bytes = out.toByteArray();
        int length = bytes.length > 1 && bytes[bytes.length - 1] == '/' ? bytes.length - 1 : bytes.length;
        return Arrays.copyOf(bytes, length);
    }
}
