package io.kiln.model.workspace;

import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Decodes UTF-8 and says where a text stops being it. */
final class Utf8 {

    private Utf8() {}

    /** The text, or nothing if the bytes are not UTF-8, which is reported with {@code message}. */
    static Optional<String> decode(byte[] bytes, PositionMap positions, String message, Problems problems) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        out.flip();
        if (!result.isError()) {
            return Optional.of(out.toString());
        }
        String before = out.toString();
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = before.length() - before.lastIndexOf('\n');
        problems.error(
                positions.at(line, column),
                String.format("%s (byte 0x%02X)", message, bytes[in.position()] & 0xff),
                "save the file as UTF-8");
        return Optional.empty();
    }
}
