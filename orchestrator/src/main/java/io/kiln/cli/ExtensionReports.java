package io.kiln.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.extension.ExtensionFinding;
import io.kiln.extension.ExtensionReport;
import java.util.List;

/** What {@code kiln extension validate} prints. */
final class ExtensionReports {

    private ExtensionReports() {}

    static String text(List<ExtensionReport> reports) {
        StringBuilder text = new StringBuilder();
        for (ExtensionReport report : reports) {
            report.findings().forEach(finding -> text.append(finding.render()).append('\n'));
            long errors =
                    report.findings().stream().filter(ExtensionFinding::isError).count();
            String called = report.manifest()
                    .map(manifest -> " (" + manifest.name() + " " + manifest.version() + ")")
                    .orElse("");
            text.append(report.name())
                    .append(called.replaceAll("\\p{Cc}", "?"))
                    .append(
                            errors == 0
                                    ? ": a machine takes it; "
                                            + modules(report.modules().size())
                                    : ": " + errors + (errors == 1 ? " finding" : " findings"))
                    .append('\n');
        }
        return text.toString();
    }

    private static String modules(int count) {
        return count == 0 ? "no modules" : count == 1 ? "1 module" : count + " modules";
    }

    static String json(List<ExtensionReport> reports) throws JsonProcessingException {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ArrayNode all = mapper.createArrayNode();
        for (ExtensionReport report : reports) {
            ObjectNode node = all.addObject();
            node.put("extension", report.name()).put("sound", report.isSound());
            report.manifest()
                    .ifPresent(manifest -> node.put("name", manifest.name()).put("version", manifest.version()));
            node.put("modules", report.modules().size());
            ArrayNode findings = node.putArray("findings");
            report.findings().forEach(finding -> add(findings.addObject(), finding));
        }
        return mapper.writeValueAsString(all) + "\n";
    }

    private static void add(ObjectNode node, ExtensionFinding finding) {
        node.put("rule", finding.rule().word())
                .put("severity", finding.isError() ? "error" : "warning")
                .put("path", "/" + finding.path())
                .put("message", finding.message());
        finding.advice().ifPresent(advice -> node.put("advice", advice));
        finding.at()
                .ifPresent(at -> node.putObject("at")
                        .put("file", at.file())
                        .put("line", at.line())
                        .put("column", at.column()));
    }
}
