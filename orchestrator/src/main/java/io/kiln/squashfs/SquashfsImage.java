package io.kiln.squashfs;

import io.kiln.oci.layer.ByteNames;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A squashfs file system, version 4.0, compressed with gzip, xz or zstd. Every number in it is taken as hostile. Not
 * thread-safe; the owner closes it.
 *
 * @see <a href="https://docs.kernel.org/filesystems/squashfs.html">Squashfs</a>
 */
public final class SquashfsImage implements Closeable {

    private static final int DEEPEST = 64;
    private static final int MOST_ENTRIES = 1_000_000;
    private static final int FRAGMENTS_IN_A_BLOCK = 512;

    /** Takes the files of an image. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * Takes one regular file.
         *
         * @param path relative to the root, separated by {@code /}
         * @param content valid during the call; need not be read
         */
        void file(String path, InputStream content) throws IOException;
    }

    private final ImageFile file;
    private final Superblock superblock;
    private final Metadata metadata;
    private int entries;
    private int lastFragment = -1;
    private byte[] fragment = new byte[0];

    private SquashfsImage(ImageFile file, Superblock superblock) {
        this.file = file;
        this.superblock = superblock;
        this.metadata = new Metadata(file, superblock.codec());
    }

    /**
     * Opens an image.
     *
     * @throws SquashfsException if it is none that Kiln can read
     */
    public static SquashfsImage open(Path path) throws IOException {
        ImageFile file = new ImageFile(path);
        try {
            return new SquashfsImage(file, Superblock.read(file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Hands over each regular file that is wanted, in the order of the directories. Links are not followed. */
    public void visit(Predicate<String> wanted, Visitor visitor) throws IOException {
        entries = 0;
        if (!(inode(superblock.rootInode()) instanceof Inode.Directory root)) {
            throw new SquashfsException("its root is not a directory");
        }
        visit(root, "", wanted, visitor, new HashSet<>(), 0);
    }

    private void visit(
            Inode.Directory directory,
            String path,
            Predicate<String> wanted,
            Visitor visitor,
            Set<Long> above,
            int depth)
            throws IOException {
        if (directory.size() <= 3) {
            return; // an empty listing counts three bytes for . and ..
        }
        long place = directory.block() << 16 | directory.offset();
        if (depth > DEEPEST || !above.add(place)) {
            throw new SquashfsException("its directories lie in each other without end");
        }
        Metadata.Cursor in = metadata.at(superblock.directoryTable() + directory.block(), directory.offset());
        long left = directory.size() - 3;
        while (left > 0) {
            ByteBuffer header = in.take(12);
            left -= 12;
            long count = (header.getInt(0) & 0xffffffffL) + 1;
            long inodes = header.getInt(4) & 0xffffffffL;
            if (count > 256) {
                throw new SquashfsException("a directory has a run of " + count + " entries");
            }
            for (long i = 0; i < count; i++) {
                ByteBuffer entry = in.take(8);
                byte[] raw = in.take((entry.getShort(6) & 0xffff) + 1).array();
                left -= 8 + raw.length;
                String name = name(raw);
                Inode inode = inode(inodes << 16 | (entry.getShort(0) & 0xffff));
                String child = path.isEmpty() ? name : path + "/" + name;
                if (inode instanceof Inode.Directory below) {
                    visit(below, child, wanted, visitor, above, depth + 1);
                } else if (inode instanceof Inode.File regular && wanted.test(child)) {
                    hand(child, regular, visitor);
                }
            }
        }
        above.remove(place);
    }

    private void hand(String path, Inode.File regular, Visitor visitor) throws IOException {
        if (regular.size() < 0 || regular.size() > Inode.LARGEST_FILE) {
            throw new SquashfsException("/" + path + " says that it has " + regular.size() + " bytes");
        }
        visitor.file(path, new FileContent(this, regular));
    }

    private String name(byte[] raw) throws SquashfsException {
        String name = ByteNames.decode(raw);
        if (++entries > MOST_ENTRIES) {
            throw new SquashfsException("it has more than " + MOST_ENTRIES + " entries");
        }
        if (raw.length > 256 || name.contains("/") || name.contains("\0") || name.equals(".") || name.equals("..")) {
            throw new SquashfsException("a directory has an entry that cannot be the name of a file");
        }
        return name;
    }

    private Inode inode(long reference) throws IOException {
        return Inode.read(
                metadata.at(superblock.inodeTable() + (reference >>> 16), (int) (reference & 0xffff)),
                superblock.blockSize());
    }

    int blockSize() {
        return superblock.blockSize();
    }

    byte[] block(long offset, int length, boolean compressed) throws IOException {
        if (length > superblock.blockSize()) {
            throw new SquashfsException("a block of a file says that it has " + length + " bytes");
        }
        byte[] raw = file.read(offset, length, "a block of a file").array();
        return compressed ? superblock.codec().unpack(raw, superblock.blockSize(), "a block of a file") : raw;
    }

    /** The block that holds the tails of several files; the last one is kept, since neighbours share it. */
    byte[] fragment(int number) throws IOException {
        if (number < 0 || number >= superblock.fragments()) {
            throw new SquashfsException("a file has its tail in fragment " + number + ", which is not there");
        }
        if (number != lastFragment) {
            long pointer = superblock.fragmentTable() + 8L * (number / FRAGMENTS_IN_A_BLOCK);
            long table = file.read(pointer, 8, "the table of fragments").getLong(0);
            ByteBuffer entry =
                    metadata.at(table, 16 * (number % FRAGMENTS_IN_A_BLOCK)).take(16);
            int stored = entry.getInt(8);
            fragment = block(entry.getLong(0), stored & ((1 << 24) - 1), (stored & 1 << 24) == 0);
            lastFragment = number;
        }
        return fragment;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
