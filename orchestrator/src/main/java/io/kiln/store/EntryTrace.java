package io.kiln.store;

import io.kiln.oci.Digest;
import io.kiln.oci.layer.ByteNames;
import io.kiln.oci.layer.TarEntry;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/** Stands for a row of entries, without their contents: two are equal if the entries are, in the same order. */
final class EntryTrace {

    private final MessageDigest hash = Digest.newSha256();
    private final DataOutputStream out =
            new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), hash));

    void add(TarEntry entry) throws IOException {
        bytes(ByteNames.encode(entry.path()));
        bytes(ByteNames.encode(entry.linkName()));
        out.writeInt(entry.type().ordinal());
        out.writeInt(entry.mode());
        out.writeLong(entry.uid());
        out.writeLong(entry.gid());
        out.writeLong(entry.mtime().getEpochSecond());
        out.writeInt(entry.mtime().getNano());
        out.writeLong(entry.size());
        out.writeInt(entry.deviceMajor());
        out.writeInt(entry.deviceMinor());
        out.writeInt(entry.xattrs().size());
        for (Map.Entry<String, byte[]> xattr : new TreeMap<>(entry.xattrs()).entrySet()) {
            bytes(ByteNames.encode(xattr.getKey()));
            bytes(xattr.getValue());
        }
    }

    /** To be asked once, after the last entry. */
    Digest digest() {
        return Digest.ofSha256(hash.digest());
    }

    private void bytes(byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
