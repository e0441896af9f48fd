package io.kiln.kmod;

import io.kiln.linux.Stat;
import io.kiln.store.MergedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a stack of layers has at a path; without a node, nothing. */
record MergedTreeNode(Optional<MergedNode> node) implements TreeNode<Path, MergedTreeNode> {

    private static final MergedTreeNode NOTHING = new MergedTreeNode(Optional.empty());

    static MergedTreeNode of(MergedNode node) {
        return new MergedTreeNode(Optional.of(node));
    }

    MergedNode require() {
        return node.orElseThrow();
    }

    @Override
    public Kind kind() {
        return node.map(MergedNode::stat).map(MergedTreeNode::kind).orElse(Kind.ABSENT);
    }

    @Override
    public Target<Path> target() throws IOException {
        Path target = require().linkTarget();
        List<Path> names = new ArrayList<>();
        target.forEach(names::add);
        return new Target<>(target.isAbsolute(), names, target.toString());
    }

    @Override
    public MergedTreeNode child(Path name) throws IOException {
        return new MergedTreeNode(require().child(name));
    }

    @Override
    public MergedTreeNode nothing() {
        return NOTHING;
    }

    private static Kind kind(Stat stat) {
        if (stat.isDirectory()) {
            return Kind.DIRECTORY;
        } else if (stat.isRegular()) {
            return Kind.FILE;
        }
        return stat.isSymbolicLink() ? Kind.LINK : Kind.SPECIAL;
    }
}
