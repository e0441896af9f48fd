package io.kiln.kmod;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds texts in an unpacked kernel. */
final class KernelStrings {

    private static final Pattern RELEASE = Pattern.compile("[0-9]+\\.[0-9]+[-+._~A-Za-z0-9]{0,58}");
    private static final Pattern BANNER = Pattern.compile("Linux version ([^ ]+) ");
    private static final byte[] BANNER_START = "Linux version ".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_TEXT = 256;

    private final Bytes image;

    KernelStrings(Bytes image) {
        this.image = image;
    }

    /** Whether this can be what {@code uname -r} prints. */
    static boolean isRelease(String text) {
        return RELEASE.matcher(text).matches();
    }

    /** The release that the banner names. */
    Optional<String> release() throws IOException {
        PatternScan scan = new PatternScan(image);
        OptionalLong at = scan.next(BANNER_START, 0);
        while (at.isPresent()) {
            Matcher banner = BANNER.matcher(text(at.getAsLong()));
            if (banner.lookingAt() && isRelease(banner.group(1))) {
                return Optional.of(banner.group(1));
            }
            at = scan.next(BANNER_START, at.getAsLong() + 1);
        }
        return Optional.empty();
    }

    /** The text that the kernel compares with a module's {@code vermagic}. */
    Optional<String> vermagic(String release) throws IOException {
        byte[] start = ("\0" + release + " ").getBytes(StandardCharsets.US_ASCII);
        Pattern whole = Pattern.compile(Pattern.quote(release) + " [-_A-Za-z0-9 ]*");
        PatternScan scan = new PatternScan(image);
        OptionalLong at = scan.next(start, 0);
        while (at.isPresent()) {
            String text = text(at.getAsLong() + 1);
            if (whole.matcher(text).matches()) {
                return Optional.of(text.strip());
            }
            at = scan.next(start, at.getAsLong() + 1);
        }
        return Optional.empty();
    }

    private String text(long at) throws IOException {
        byte[] bytes = image.read(at, (int) Math.min(MAX_TEXT, image.size() - at), "a text");
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }
}
