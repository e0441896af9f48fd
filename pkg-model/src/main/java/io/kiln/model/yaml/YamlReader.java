package io.kiln.model.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads the first document of a YAML text into nodes that know their place in the user's file. */
public final class YamlReader {

    private static final int MOST_ALIASES = 50;
    private static final int LONGEST_TEXT = 16 << 20;

    private YamlReader() {}

    /**
     * Reads a text; what is wrong with it is reported.
     *
     * @return nothing for an empty text, and for one that is not YAML
     */
    public static Optional<YamlNode> read(String text, PositionMap positions, Problems problems) {
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setAllowNonScalarKeys(true)
                .setCodePointLimit(LONGEST_TEXT)
                .build();
        try {
            // not setParseComments: the comments of real trees are long and nobody reads them
            BoundedComposer composer = new BoundedComposer(settings, withoutMark(text));
            if (!composer.hasNext()) {
                return Optional.empty();
            }
            Node root = composer.next();
            composer.checkEnd();
            return Optional.ofNullable(new NodeConverter(composer, positions, problems).convert(root));
        } catch (MarkedYamlEngineException e) {
            report(e, positions, problems);
        } catch (ReaderException e) {
            problems.add(YamlFaults.unprintable(text, e.getPosition(), e.getCodePoint(), positions));
        } catch (YamlVersionException e) {
            problems.error(positions.at(1, 1), "not valid YAML: this version of YAML is not known", "use 1.2");
        } catch (YamlEngineException e) {
            problems.error(
                    positions.at(1, 1), "not valid YAML: " + YamlFaults.sentence(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private static void report(MarkedYamlEngineException e, PositionMap positions, Problems problems) {
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        Position at = mark == null ? positions.at(1, 1) : positions.at(mark.getLine() + 1, mark.getColumn() + 1);
        problems.add(YamlFaults.diagnostic(at, String.valueOf(e.getProblem()), String.valueOf(e.getContext())));
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
