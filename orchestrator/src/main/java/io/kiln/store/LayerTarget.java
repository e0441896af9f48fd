package io.kiln.store;

import io.kiln.oci.layer.TarEntry;
import java.io.IOException;
import java.io.InputStream;

/**
 * Where a checked layer is written to. The rules are those of {@link LayerTree}; this does as it is told. Names are in the
 * form of {@link io.kiln.oci.layer.ByteNames}. Directories that are made have mode 0755, owner 0:0 and the time 0.
 *
 * @param <P> a place: something that is there, or a name in a directory under which nothing is
 */
interface LayerTarget<P> {

    /** What is at a place. */
    enum Kind {
        ABSENT,
        DIRECTORY,
        WHITEOUT,
        OTHER
    }

    P root();

    /** The place of a name in a directory. */
    P child(P directory, String name);

    Kind kind(P place) throws IOException;

    /** Makes a directory where nothing is. */
    void makeDirectory(P place) throws IOException;

    /** Makes the mark for a removed name where nothing is. */
    void makeWhiteout(P place) throws IOException;

    /** Marks a directory so that it hides what is below. */
    void makeOpaque(P directory) throws IOException;

    /** Removes what is at a place, with all that is in it. */
    void remove(P place) throws IOException;

    /** Makes anything but a directory or a hard link, where nothing is; the entry has its final attributes. */
    void create(P place, TarEntry entry, InputStream content) throws IOException;

    /** Gives a file one more name, where nothing is. */
    void link(P existing, P place, TarEntry entry) throws IOException;

    /** Gives what is at a place the attributes of an entry, all of whose extended attributes are fit for it. */
    void attributes(P place, TarEntry entry) throws IOException;

    /** Told of the mark that the last call has set, as the archive has it. */
    default void marked(String path) throws IOException {}

    /** Called after the last entry. */
    void finish() throws IOException;
}
