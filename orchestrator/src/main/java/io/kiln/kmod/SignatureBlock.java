package io.kiln.kmod;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What is appended to a module: the signature, twelve bytes that describe it, and a marker line (in the kernel's sources:
 * {@code include/linux/module_signature.h}).
 *
 * @param contentLength the bytes before it, which are what is signed
 */
record SignatureBlock(long contentLength, Kind kind, byte[] pkcs7, String reason) {

    enum Kind {
        NONE,
        PKCS7,
        BROKEN
    }

    private static final byte[] MARKER = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DESCRIPTION = 12;
    private static final int ID_PKCS7 = 2;
    private static final int MAX_SIGNATURE = 1 << 20;

    static SignatureBlock read(Bytes file) throws IOException {
        if (!file.matches(file.size() - MARKER.length, MARKER)) {
            return new SignatureBlock(file.size(), Kind.NONE, new byte[0], "");
        }
        long end = file.size() - MARKER.length;
        if (end <= DESCRIPTION) {
            return broken(end, "the file ends before the description of the signature");
        }
        ByteBuffer description =
                file.buffer(end - DESCRIPTION, DESCRIPTION, ByteOrder.BIG_ENDIAN, "the description of the signature");
        long length = description.getInt(8) & 0xffffffffL;
        if (length >= end - DESCRIPTION) {
            return broken(end, "the signature is said to have " + length + " bytes, more than the file");
        }
        if (description.get(2) != ID_PKCS7) {
            return broken(
                    end, "the signature is of type " + description.get(2) + "; kernels accept only type 2, PKCS#7");
        }
        if ((description.getInt(0) & 0xffff00ff) != 0 || description.getInt(4) != 0) {
            return broken(end, "the description of the signature has bytes set that must be zero");
        }
        if (length > MAX_SIGNATURE) {
            return broken(end, "the signature has " + length + " bytes");
        }
        long content = end - DESCRIPTION - length;
        return new SignatureBlock(content, Kind.PKCS7, file.read(content, (int) length, "the signature"), "");
    }

    private static SignatureBlock broken(long contentLength, String reason) {
        return new SignatureBlock(contentLength, Kind.BROKEN, new byte[0], reason);
    }
}
