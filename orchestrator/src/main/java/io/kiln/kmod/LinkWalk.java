package io.kiln.kmod;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Follows a path with its links as a process does whose root is the tree's: neither links nor {@code ..} lead out. */
final class LinkWalk {

    /** What Linux follows at most. */
    static final int MOST_LINKS = 40;

    private LinkWalk() {}

    /**
     * Where a path led; to a link, if there were too many of them.
     *
     * @param link where the path itself points, if it is a link
     */
    record End<N extends TreeNode<?, N>>(N node, Optional<String> link) {

        boolean isFile() {
            return node.kind() == TreeNode.Kind.FILE;
        }

        /** Whether the path names nothing, not even a link. */
        boolean isNothing() {
            return node.kind() == TreeNode.Kind.ABSENT && link.isEmpty();
        }

        UnusableFile unusable(String path) {
            UnusableFile.Reason reason = switch (node.kind()) {
                case DIRECTORY -> UnusableFile.Reason.DIRECTORY;
                case SPECIAL -> UnusableFile.Reason.SPECIAL;
                case LINK -> UnusableFile.Reason.ENDLESS;
                default -> UnusableFile.Reason.ABSENT;
            };
            return new UnusableFile(path, link, reason);
        }
    }

    static <K, N extends TreeNode<K, N>> End<N> follow(N root, List<K> path) throws IOException {
        Deque<K> left = new ArrayDeque<>(path);
        Deque<N> above = new ArrayDeque<>();
        N at = root;
        Optional<String> link = Optional.empty();
        int links = 0;
        while (!left.isEmpty()) {
            K part = left.removeFirst();
            String name = part.toString();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = above.isEmpty() ? root : above.removeLast();
                continue;
            }
            N next = at.child(part);
            if (next.kind() == TreeNode.Kind.LINK) {
                TreeNode.Target<K> target = next.target();
                if (left.isEmpty() && link.isEmpty()) {
                    link = Optional.of(target.text());
                }
                if (++links > MOST_LINKS) {
                    return new End<>(next, link);
                }
                if (target.absolute()) {
                    above.clear();
                    at = root;
                }
                for (int i = target.names().size() - 1; i >= 0; i--) {
                    left.addFirst(target.names().get(i));
                }
            } else if (next.kind() == TreeNode.Kind.DIRECTORY) {
                above.addLast(at);
                at = next;
            } else {
                // a file with names after it leads nowhere
                return new End<>(left.isEmpty() ? next : next.nothing(), link);
            }
        }
        return new End<>(at, link);
    }
}
