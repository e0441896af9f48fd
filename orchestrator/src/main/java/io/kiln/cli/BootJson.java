package io.kiln.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.boot.BootVerdict;
import io.kiln.boot.ConsoleReport;
import java.util.Locale;

/** The verdict of a boot as JSON. */
final class BootJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private BootJson() {}

    static String of(BootVerdict verdict) throws JsonProcessingException {
        ConsoleReport report = verdict.report();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("met", verdict.met());
        root.put("end", word(verdict.end()));
        root.put("seconds", verdict.took().toMillis() / 1000.0);
        root.put("log", verdict.log().toAbsolutePath().toString());
        root.put("kernelRelease", report.release().orElse(null));
        ArrayNode expectations = root.putArray("expectations");
        verdict.findings()
                .forEach(f -> expectations
                        .addObject()
                        .put("expected", f.expected())
                        .put("met", f.met())
                        .put("seen", f.seen()));
        ArrayNode extensions = root.putArray("extensions");
        report.extensions()
                .forEach(e -> extensions.addObject().put("name", e.name()).put("version", e.version()));
        ArrayNode modules = root.putArray("modules");
        report.modules()
                .forEach(m -> modules.addObject()
                        .put("name", m.name())
                        .put("size", m.size())
                        .put("flags", m.flags()));
        ArrayNode requested = root.putArray("requested");
        report.requested()
                .forEach(m -> requested
                        .addObject()
                        .put("name", m.name())
                        .put("outcome", word(m.outcome()))
                        .put("text", m.text()));
        ArrayNode refused = root.putArray("refused");
        report.refused()
                .forEach(r -> refused.addObject()
                        .put("name", r.name().orElse(null))
                        .put("reason", r.reason())
                        .put("message", r.message()));
        ArrayNode parameters = root.putArray("parameters");
        report.parameters()
                .forEach(p -> parameters
                        .addObject()
                        .put("module", p.module())
                        .put("name", p.name())
                        .put("value", p.value()));
        report.taint()
                .ifPresentOrElse(
                        taint -> {
                            ObjectNode node = root.putObject("tainted");
                            node.put("value", taint.value()).put("letters", taint.letters());
                            taint.words().forEach(node.putArray("words")::add);
                        },
                        () -> root.putNull("tainted"));
        report.installation()
                .ifPresent(i -> root.putObject("installation")
                        .put("disk", i.disk())
                        .put("outcome", word(i.outcome()))
                        .put("text", i.text()));
        report.notes().forEach(root.putArray("notes")::add);
        report.problems().forEach(root.putArray("problems")::add);
        return MAPPER.writeValueAsString(root);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
