package io.kiln.imager;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What depends on the version of the system on the machine. */
final class TalosVersion {

    private static final Pattern FORM = Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})(\\.\\d{1,9}.*)?");

    private TalosVersion() {}

    /** Whether an installer carries a unified kernel image, as from 1.10 on; so does one of no version. */
    static boolean hasUnifiedKernelImages(Optional<String> version) {
        Matcher form = FORM.matcher(version.orElse(""));
        if (!form.matches()) {
            return true;
        }
        int major = Integer.parseInt(form.group(1));
        return major > 1 || (major == 1 && Integer.parseInt(form.group(2)) >= 10);
    }
}
