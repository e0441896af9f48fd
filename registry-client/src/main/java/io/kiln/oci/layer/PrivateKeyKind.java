package io.kiln.oci.layer;

/** The forms in which a private key lies in a file. */
public enum PrivateKeyKind {
    PKCS1_RSA("an RSA key, PKCS#1"),
    PKCS8("a PKCS#8 key"),
    PKCS8_ENCRYPTED("an encrypted PKCS#8 key"),
    SEC1_EC("an elliptic curve key, SEC 1"),
    DSA("a DSA key"),
    PEM_ENCRYPTED("a key with PEM encryption"),
    OPENSSH("an OpenSSH key"),
    PGP("an OpenPGP key"),
    PKCS12("a PKCS#12 file with a key");

    private final String description;

    PrivateKeyKind(String description) {
        this.description = description;
    }

    @Override
    public String toString() {
        return description;
    }
}
