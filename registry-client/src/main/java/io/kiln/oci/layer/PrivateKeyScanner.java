package io.kiln.oci.layer;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds private keys in the content of one file while it streams by: PEM blocks and OpenPGP armor anywhere, and DER,
 * PKCS#12 and OpenPGP packets when the file starts with them. Only what decodes as a key counts, since programs that read keys hold the header lines as text. Memory is
 * bounded. Not thread-safe; one instance for each file.
 */
public final class PrivateKeyScanner {

    private static final byte[] BEGIN = {'-', '-', '-', '-', '-', 'B', 'E', 'G', 'I', 'N'};
    private static final int[] SHIFT = shifts();
    private static final int WINDOW = 256 * 1024;

    /** No key is longer in PEM form: RSA with 16384 bits takes 13 KiB. */
    static final int LONGEST = 64 * 1024;

    private byte[] window = new byte[8 * 1024];
    private int filled;
    private boolean atStart = true;

    /** Takes the next bytes of the file; what it gives is the first key that is complete in sight. */
    public Optional<PrivateKeyKind> accept(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (filled == window.length && window.length < WINDOW) {
                window = Arrays.copyOf(window, Math.min(WINDOW, window.length * 4));
            }
            int count = Math.min(length - done, window.length - filled);
            System.arraycopy(bytes, offset + done, window, filled, count);
            filled += count;
            done += count;
            if (filled == WINDOW) {
                Optional<PrivateKeyKind> found = search(false);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Says that the file has ended; later calls find nothing more. */
    public Optional<PrivateKeyKind> finish() {
        return search(true);
    }

    private Optional<PrivateKeyKind> search(boolean last) {
        if (atStart && filled > 0) {
            atStart = false;
            Optional<PrivateKeyKind> binary = DerKeys.kindOf(window, filled)
                    .or(() -> Pkcs12Keys.kindOf(window, filled))
                    .or(() -> PgpKeys.kindOfFile(window, filled));
            if (binary.isPresent()) {
                return binary;
            }
        }
        int at = indexOfBegin(0);
        while (at >= 0) {
            if (!last && filled - at < LONGEST) {
                keepFrom(at);
                return Optional.empty();
            }
            Optional<PrivateKeyKind> found = PemBlock.kindOf(window, at + BEGIN.length, Math.min(filled, at + LONGEST));
            if (found.isPresent()) {
                return found;
            }
            at = indexOfBegin(at + BEGIN.length);
        }
        keepFrom(Math.max(0, filled - BEGIN.length + 1));
        return Optional.empty();
    }

    private void keepFrom(int start) {
        System.arraycopy(window, start, window, 0, filled - start);
        filled -= start;
    }

    /** Horspool's search: most windows are passed ten bytes at a time. */
    private int indexOfBegin(int from) {
        byte[] text = window;
        int end = filled;
        int i = from + BEGIN.length - 1;
        while (i < end) {
            byte b = text[i];
            if (b == 'N' && Arrays.equals(text, i - BEGIN.length + 1, i + 1, BEGIN, 0, BEGIN.length)) {
                return i - BEGIN.length + 1;
            }
            i += SHIFT[b & 0xff];
        }
        return -1;
    }

    private static int[] shifts() {
        int[] shifts = new int[256];
        Arrays.fill(shifts, BEGIN.length);
        for (int i = 0; i < BEGIN.length - 1; i++) {
            shifts[BEGIN[i]] = BEGIN.length - 1 - i;
        }
        return shifts;
    }
}
