package io.kiln.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.build.ExecutorFinding;
import io.kiln.build.ExecutorSurvey;
import io.kiln.exec.docker.DockerEndpoint;
import io.kiln.exec.docker.EngineFacts;

/** What {@code kiln doctor} prints. */
final class DoctorReport {

    private DoctorReport() {}

    static String text(ExecutorSurvey survey) {
        StringBuilder text = new StringBuilder();
        for (ExecutorFinding finding : survey.findings()) {
            line(text, finding.executor(), finding.usable() ? "can run builds here" : "cannot run builds here");
            finding.lacking().forEach(sentence -> line(text, "", "- " + sentence));
            finding.notes().forEach(note -> line(text, "", "note: " + note));
            finding.engine().ifPresent(engine -> {
                finding.endpoint().ifPresent(endpoint -> line(text, "", "endpoint  " + endpoint));
                add(text, engine);
            });
        }
        line(
                text,
                "auto",
                survey.choice()
                        .map(choice -> "takes " + choice.executor() + ", the first of them that can run builds here")
                        .orElse("takes none: no executor can run builds here"));
        return text.toString();
    }

    private static void add(StringBuilder text, EngineFacts engine) {
        line(
                text,
                "",
                "engine    " + engine.version() + ", API " + engine.apiVersion() + ", " + engine.platform()
                        + (engine.rootless() ? ", rootless" : "") + (engine.usernsRemap() ? ", userns-remap" : ""));
        line(
                text,
                "",
                "storage   " + engine.storageDriver() + (engine.containerdStore() ? " of containerd" : "") + " in "
                        + engine.dataRoot());
    }

    private static void line(StringBuilder text, String what, String fact) {
        text.append("%-9s ".formatted(what)).append(fact).append('\n');
    }

    static String json(ExecutorSurvey survey) throws JsonProcessingException {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode root = mapper.createObjectNode();
        root.put("auto", survey.choice().map(ExecutorFinding::executor).orElse(null));
        var executors = root.putArray("executors");
        for (ExecutorFinding finding : survey.findings()) {
            ObjectNode node = executors.addObject();
            node.put("name", finding.executor()).put("usable", finding.usable());
            finding.lacking().forEach(node.putArray("lacking")::add);
            finding.notes().forEach(node.putArray("notes")::add);
            finding.endpoint().ifPresent(endpoint -> add(node.putObject("endpoint"), endpoint));
            finding.engine().ifPresent(engine -> add(node.putObject("engine"), engine));
        }
        return mapper.writeValueAsString(root) + "\n";
    }

    private static void add(ObjectNode node, DockerEndpoint endpoint) {
        node.put("address", endpoint.address().toString())
                .put("origin", endpoint.origin())
                .put("tls", endpoint.tls().isPresent());
    }

    private static void add(ObjectNode node, EngineFacts engine) {
        node.put("id", engine.id())
                .put("version", engine.version())
                .put("apiVersion", engine.apiVersion())
                .put("platform", engine.platform().toString())
                .put("storageDriver", engine.storageDriver())
                .put("containerdStore", engine.containerdStore())
                .put("dataRoot", engine.dataRoot())
                .put("rootless", engine.rootless())
                .put("usernsRemap", engine.usernsRemap());
        engine.securityOptions().forEach(node.putArray("securityOptions")::add);
    }
}
