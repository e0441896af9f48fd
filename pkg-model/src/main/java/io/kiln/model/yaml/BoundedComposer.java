package io.kiln.model.yaml;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Composes nodes as the engine does, but refuses deep nesting, and remembers which scalars carry a tag of their own. */
final class BoundedComposer extends Composer {

    /** The package format itself needs six levels. */
    static final int DEEPEST = 64;

    private final Set<Node> tagged = Collections.newSetFromMap(new IdentityHashMap<>());
    private int depth;

    BoundedComposer(LoadSettings settings, String text) {
        super(settings, new ParserImpl(settings, new StreamReader(settings, text)));
    }

    boolean isTagged(Node scalar) {
        return tagged.contains(scalar);
    }

    /** Reads on to where the next document would start, so that nothing behind the first one is dropped in silence. */
    void checkEnd() {
        try {
            parser.peekEvent();
        } catch (ParserException e) {
            throw e;
        } catch (YamlEngineException inAnotherDocument) {
            // only the first document counts, so what is wrong with the next one does not matter
        }
    }

    @Override
    protected Node composeScalarNode(Optional<Anchor> anchor, List<CommentLine> comments) {
        boolean explicit = parser.peekEvent() instanceof ScalarEvent scalar
                && scalar.getTag().isPresent();
        Node node = super.composeScalarNode(anchor, comments);
        if (explicit) {
            tagged.add(node);
        }
        return node;
    }

    @Override
    protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
        descend();
        SequenceNode node = super.composeSequenceNode(anchor);
        depth--;
        return node;
    }

    @Override
    protected Node composeMappingNode(Optional<Anchor> anchor) {
        descend();
        Node node = super.composeMappingNode(anchor);
        depth--;
        return node;
    }

    private void descend() {
        if (++depth > DEEPEST) {
            throw new TooDeepException(parser.peekEvent().getStartMark());
        }
    }

    /** Thrown for nesting below {@link #DEEPEST} levels. */
    static final class TooDeepException extends ParserException {
        TooDeepException(Optional<Mark> at) {
            super("values are nested more than " + DEEPEST + " levels deep", at);
        }
    }
}
