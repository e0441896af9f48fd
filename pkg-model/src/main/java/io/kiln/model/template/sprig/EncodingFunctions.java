package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.Adler32;

/** Checksums and the encodings with 32 and 64 letters. */
final class EncodingFunctions {

    private static final Base BASE64 =
            new Base("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, 4, "base64");
    private static final Base BASE32 = new Base("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, 8, "base32");

    private EncodingFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("b64enc", a -> encode(BASE64, a));
        table.put("b64dec", a -> decode(BASE64, a));
        table.put("b32enc", a -> encode(BASE32, a));
        table.put("b32dec", a -> decode(BASE32, a));
        table.put("sha1sum", a -> digest("SHA-1", a.string(0)));
        table.put("sha256sum", a -> digest("SHA-256", a.string(0)));
        table.put("sha512sum", a -> digest("SHA-512", a.string(0)));
        table.put("adler32sum", a -> adler32(a.string(0)));
    }

    private static Value encode(Base base, Arguments a) throws CallException {
        a.budget().bytes(a.string(0).length() * 2L);
        return Value.of(base.encode(a.string(0)));
    }

    private static Value decode(Base base, Arguments a) throws CallException {
        a.budget().bytes(a.string(0).length());
        return Value.of(base.decode(a.string(0)));
    }

    private static Value digest(String algorithm, String bytes) {
        try {
            return Value.of(HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(Utf8.toBytes(bytes))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static Value adler32(String bytes) {
        Adler32 sum = new Adler32();
        sum.update(Utf8.toBytes(bytes));
        return Value.of(Long.toString(sum.getValue()));
    }
}
