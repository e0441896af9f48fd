package io.kiln.kmod;

import io.kiln.oci.Image;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files of an image, as its container would see them: a later layer's file hides an earlier one. A tree is
 * visited and not opened by path, so that it can be a stream of layers as well as a directory.
 */
public interface FileTree {

    /** What to call the image in a message, for example {@code 127.0.0.1:5005/user/kernel:v1}. */
    String name();

    /** The directory that becomes the root of a machine when the image is a system extension. */
    String EXTENSION_ROOT = "rootfs";

    /**
     * Hands over each file that is wanted, in no particular order. A symbolic link that is wanted has the content of the
     * file that it leads to inside the image, whatever that one's name is; one below {@value #EXTENSION_ROOT} does not
     * leave that directory. Links to directories are not entered: what is behind them has a path of its own.
     *
     * @param wanted asked with paths relative to the root, separated by {@code /}, without a leading one; not asked for
     *     directories
     */
    void visit(Predicate<String> wanted, FileVisitor visitor) throws IOException, InterruptedException;

    /**
     * Hands over those of these paths that are there, as a process would find them whose root is the image: all links on
     * the way are followed inside it.
     */
    void read(Set<String> paths, FileVisitor visitor) throws IOException, InterruptedException;

    /** Those of these paths that lead to a regular file, found as {@link #read} finds them; no content is read. */
    Set<String> files(Set<String> paths) throws IOException, InterruptedException;

    /** The tree below one directory. */
    static FileTree ofDirectory(String name, Path root) throws IOException {
        return new MergedFileTree(name, MergedTree.of(List.of(root)));
    }

    /** The tree of layers on top of each other. */
    static FileTree of(String name, MergedTree layers) {
        return new MergedFileTree(name, layers);
    }

    /**
     * The tree of an OCI image. Every layer is read once, and again each time that content in it is wanted, and its digest
     * is checked each time, so a distant image is better pulled first.
     */
    static FileTree ofImage(String name, Image image) {
        return new ImageTree(name, image);
    }

    /** Takes the files of a tree. */
    @FunctionalInterface
    interface FileVisitor {

        /** Takes one file. The content is closed by the tree, whether it was read or not. */
        void file(String path, InputStream content) throws IOException, InterruptedException;

        /**
         * Takes a file without content, such as a link that leads nowhere. Who does not expect one gets the exception.
         */
        default void unusable(UnusableFile file) throws IOException, InterruptedException {
            throw new KmodFormatException("/" + file.path() + ": " + file.message());
        }
    }
}
