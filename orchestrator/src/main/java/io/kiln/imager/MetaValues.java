package io.kiln.imager;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values that a machine finds in its META partition, {@code 0x0a=...} each. Immutable. */
record MetaValues(List<String> list) {

    private static final Pattern FORM = Pattern.compile("(0x[0-9a-fA-F]{1,2}|\\d{1,3})=(.*)", Pattern.DOTALL);

    /**
     * Reads what the user wrote.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static MetaValues parse(List<String> texts) {
        List<String> list = new ArrayList<>();
        for (String text : texts) {
            Matcher form = FORM.matcher(text);
            int key = form.matches() ? Integer.decode(form.group(1)) : -1;
            if (key < 1 || key > 255 || form.group(2).contains(";")) {
                throw new IllegalArgumentException(
                        "--meta takes KEY=VALUE with a key from 0x01 to 0xff and no ';' in the value, not '" + text
                                + "'");
            }
            list.add(String.format(java.util.Locale.ROOT, "0x%x=%s", key, form.group(2)));
        }
        return new MetaValues(List.copyOf(list));
    }

    /** The kernel argument by which an installer learns of them. */
    List<String> kernelArguments() {
        if (list.isEmpty()) {
            return List.of();
        }
        String encoded =
                Base64.getEncoder().encodeToString(String.join(";", list).getBytes(StandardCharsets.UTF_8));
        return List.of("talos.environment=INSTALLER_META_BASE64=" + encoded);
    }
}
