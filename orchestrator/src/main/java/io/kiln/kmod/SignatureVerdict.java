package io.kiln.kmod;

import java.util.List;

/** What the check of a module's signature against a kernel came to. */
public sealed interface SignatureVerdict {

    /** The kernel's own key made this signature over these bytes. */
    record Verified(TrustedCertificate by) implements SignatureVerdict {}

    /** There is no signature. */
    record Unsigned(List<TrustedCertificate> wanted) implements SignatureVerdict {}

    /** The signature was made with a key that the kernel does not know. */
    record UnknownKey(SignerId found, List<TrustedCertificate> wanted) implements SignatureVerdict {}

    /** The signature names a key of the kernel, but does not fit the bytes. */
    record BadSignature(TrustedCertificate key) implements SignatureVerdict {}

    /** What stands where a signature belongs is none that a kernel accepts. */
    record Malformed(String reason) implements SignatureVerdict {}
}
