package io.kiln.build;

import io.kiln.extension.Expectation;
import io.kiln.extension.ExtensionFinding;
import io.kiln.extension.ExtensionRefusedException;
import io.kiln.extension.ExtensionReport;
import io.kiln.extension.ExtensionSource;
import io.kiln.extension.ExtensionValidator;
import io.kiln.kmod.FileTree;
import io.kiln.model.extension.TalosVersion;
import io.kiln.oci.Digest;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Actions;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds every target that is a system extension against the rules of a machine, whether it leaves or stays. One in which
 * nothing was found is not looked at again.
 */
final class ExtensionGate {

    /** Raised whenever the rules change, so that what passed older ones is checked again. */
    private static final String RULES = "1 ";

    private static final Path MANIFEST = Path.of("/manifest.yaml");
    private static final Path ROOTFS = Path.of("/rootfs");

    private final Actions actions;
    private final StageResults results;
    private final BuildEvents events;

    ExtensionGate(Actions actions, StageResults results, BuildEvents events) {
        this.actions = actions;
        this.results = results;
        this.events = events;
    }

    /** Whether a result is an extension: by what it has at its root. */
    static boolean isExtension(MergedTree result) throws IOException {
        return result.find(MANIFEST).isPresent()
                && result.find(ROOTFS).filter(MergedNode::isDirectory).isPresent();
    }

    /** @throws ExtensionRefusedException with all findings of all targets */
    void check(List<BuiltTarget> built, Optional<TalosVersion> talos)
            throws ExtensionRefusedException, IOException, InterruptedException {
        List<ExtensionFinding> findings = new ArrayList<>();
        for (BuiltTarget target : built) {
            if (isExtension(results.tree(target.result()))) {
                findings.addAll(check(target, talos));
            }
        }
        if (findings.stream().anyMatch(ExtensionFinding::isError)) {
            throw new ExtensionRefusedException(findings);
        }
        findings.forEach(warning -> events.on(new BuildEvent.Warned(warning.render())));
    }

    private List<ExtensionFinding> check(BuiltTarget target, Optional<TalosVersion> talos)
            throws IOException, InterruptedException {
        String key = key(target, talos);
        if (actions.find(key).isPresent()) {
            return List.of();
        }
        ExtensionReport report = new ExtensionValidator(
                        new Expectation(target.id().platform(), talos, Optional.empty(), ContextTexts.of(target.pkg())))
                .validate(
                        ExtensionSource.ofLayers(target.name(), results.contents(target.result())),
                        FileTree.of(target.name(), results.tree(target.result())));
        if (report.findings().isEmpty()) {
            actions.put(key, Actions.newRecord().put("extension", target.id().toString()));
        }
        return report.findings();
    }

    /** An identity stands for one content for ever. */
    private static String key(BuiltTarget target, Optional<TalosVersion> talos) {
        String inputs = RULES + target.id() + " " + target.result().outputId() + " "
                + talos.map(TalosVersion::tag).orElse("");
        return "extension-" + Digest.of(inputs.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
