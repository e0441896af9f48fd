package io.kiln.exec.runc;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import io.kiln.store.LinkedTree;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Puts a file or the content of a directory at a place of a new layer, as {@code from} and {@code to} mean it. */
final class Placement {

    private static final Path ROOT = Path.of("/");

    private final MergedTree below;
    private final Path layer;

    /** Writes into {@code layer}, an empty directory that will lie on top of {@code below}. */
    Placement(MergedTree below, Path layer) {
        this.below = below;
        this.layer = layer;
    }

    /**
     * Links what {@code from} is.
     *
     * @param name the last part of {@code from} as the user wrote it
     */
    void put(MergedNode from, Path name, String to, LinkedTree links) throws IOException {
        Path place = locate(ROOT.resolve(to).normalize());
        if (!from.isDirectory() && (place.equals(ROOT) || to.endsWith("/") || isDirectory(place))) {
            place = place.resolve(name);
        }
        Path target = makeParents(place);
        if (!from.isDirectory()) {
            links.write(from, target);
        } else if (place.equals(ROOT)) {
            for (MergedNode child : from.children()) {
                links.write(child, target.resolve(child.path().getFileName()));
            }
        } else {
            links.write(from, target);
        }
    }

    /** Makes a place for a new file, and returns where it is on disk. */
    Path makeRoomFor(String path) throws IOException {
        return makeParents(locate(ROOT.resolve(path).normalize()));
    }

    /* Links in the layers below are followed as far as they lead to a directory: /lib/x goes to /usr/lib/x. */
    private Path locate(Path to) throws IOException {
        return locate(below, to);
    }

    /** Where a path leads in a tree: absolute, with no link in it that leads to a directory there. */
    static Path locate(MergedTree below, Path to) throws IOException {
        Path at = ROOT;
        for (Path name : to) {
            Path next = at.resolve(name);
            Optional<MergedNode> node = below.resolve(next);
            at = node.filter(MergedNode::isDirectory).map(MergedNode::path).orElse(next);
        }
        return at;
    }

    private boolean isDirectory(Path place) throws IOException {
        return below.find(place).filter(MergedNode::isDirectory).isPresent();
    }

    /* A directory that exists below keeps its attributes: they would be hidden by those of the new one. */
    private Path makeParents(Path place) throws IOException {
        Path at = layer;
        Path walked = ROOT;
        for (int i = 0; i < place.getNameCount() - 1; i++) {
            at = at.resolve(place.getName(i));
            walked = walked.resolve(place.getName(i));
            if (Linux.find(at).isPresent()) {
                continue;
            }
            Files.createDirectory(at);
            Optional<Stat> known =
                    below.find(walked).filter(MergedNode::isDirectory).map(MergedNode::stat);
            if (known.isPresent()) {
                Linux.lchown(at, known.get().uid(), known.get().gid());
            }
            Linux.chmod(at, known.map(Stat::permissions).orElse(0755));
        }
        return place.equals(ROOT) ? layer : layer.resolve(ROOT.relativize(place));
    }
}
