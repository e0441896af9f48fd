package io.kiln.oci.layer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * File names as strings without loss. A name on Linux is any bytes; those that are not UTF-8 become lone low surrogates
 * U+DC80 to U+DCFF, one for each byte, and turn back into these bytes.
 */
public final class ByteNames {

    private static final int ESCAPE = 0xdc00;

    private ByteNames() {}

    /** The string for these bytes; {@link #encode} gives exactly these bytes back. */
    public static String decode(byte[] name) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer out = CharBuffer.allocate(name.length);
        CoderResult result = utf8.decode(in, out, true);
        while (result.isError()) {
            for (int i = result.length(); i > 0; i--) {
                out.put((char) (ESCAPE + (in.get() & 0xff)));
            }
            result = utf8.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /**
     * The bytes for this string.
     *
     * @throws IllegalArgumentException if it holds a surrogate that stands for nothing
     */
    public static byte[] encode(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(name.length() + 16);
        int start = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < name.length() && Character.isLowSurrogate(name.charAt(i + 1))) {
                i++;
            } else if (c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff) {
                out.writeBytes(name.substring(start, i).getBytes(StandardCharsets.UTF_8));
                out.write(c - ESCAPE);
                start = i + 1;
            } else {
                throw new IllegalArgumentException("the name '" + name + "' is not valid text");
            }
        }
        out.writeBytes(name.substring(start).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
