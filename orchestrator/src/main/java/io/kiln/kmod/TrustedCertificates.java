package io.kiln.kmod;

import java.util.List;
import java.util.Optional;

/**
 * The certificates built into a kernel.
 *
 * @param found how they were found, which says how far the list can be trusted to be exact
 */
public record TrustedCertificates(Found found, List<TrustedCertificate> list) {

    /** How the list was found in the image. */
    public enum Found {
        /** At the address that System.map gives for {@code system_certificate_list}. */
        BY_SYMBOL,
        /** By its form: certificates without a gap, followed by the number of their bytes. */
        BY_STRUCTURE,
        /** Any certificate in the image: may hold some that the kernel does not trust, so that it proves no module. */
        BY_SEARCH
    }

    /** That of the key by which the build signed its modules, where it is certain that the kernel trusts it. */
    public Optional<TrustedCertificate> own() {
        return found == Found.BY_SEARCH ? Optional.empty() : list.stream().findFirst();
    }
}
