package io.kiln.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The directory of verified sources. Beside each file lies a proof, its SHA-512 and its size, so that a file of gigabytes
 * need not be hashed each time it is asked for. The caller holds the lock of a sum.
 */
final class VerifiedFiles {

    private final Path home;
    private final Path directory;

    VerifiedFiles(Path home) {
        this.home = home;
        this.directory = home.resolve("sources").resolve("sha256");
    }

    Path directory() {
        return directory;
    }

    Path file(String sha256) {
        return directory.resolve(sha256);
    }

    /** The sums of the file with this SHA-256, if a whole one is there; a damaged one is removed. */
    Optional<Checksums> find(String sha256) throws IOException {
        Path file = file(sha256);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Path proof = proof(sha256);
        if (Files.isRegularFile(proof)) {
            String[] fields = Files.readString(proof).strip().split(" ");
            if (fields.length == 2 && fields[1].equals(Long.toString(Files.size(file)))) {
                return Optional.of(new Checksums(sha256, fields[0]));
            }
        }
        Checksums actual = hash(file);
        if (!actual.sha256().equals(sha256)) {
            Files.delete(file);
            Files.deleteIfExists(proof);
            return Optional.empty();
        }
        writeProof(actual, Files.size(file));
        return Optional.of(actual);
    }

    /** Starts a file, after removing what a crash left of an earlier attempt at the same sum. */
    IncomingFile incoming(String sha256, long maxBytes) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, sha256 + ".*.part")) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        return new IncomingFile(directory.resolve(sha256 + "." + UUID.randomUUID() + ".part"), maxBytes);
    }

    /** Takes a finished file whose sums were found right. */
    Path keep(IncomingFile incoming, Checksums sums) throws IOException {
        Files.setPosixFilePermissions(incoming.file(), PosixFilePermissions.fromString("rw-r--r--"));
        writeProof(sums, incoming.size()); // first: a proof without a file is harmless
        return Files.move(incoming.file(), file(sums.sha256()), StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeProof(Checksums sums, long size) throws IOException {
        Path part = directory.resolve(sums.sha256() + "." + UUID.randomUUID() + ".part");
        Files.writeString(part, sums.sha512() + " " + size + "\n");
        Files.move(part, proof(sums.sha256()), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path proof(String sha256) {
        return directory.resolve(sha256 + ".sha512");
    }

    private static Checksums hash(Path file) throws IOException {
        MessageDigest sha256 = IncomingFile.digest("SHA-256");
        MessageDigest sha512 = IncomingFile.digest("SHA-512");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                sha256.update(buffer, 0, count);
                sha512.update(buffer, 0, count);
            }
        }
        return new Checksums(
                HexFormat.of().formatHex(sha256.digest()), HexFormat.of().formatHex(sha512.digest()));
    }
}
