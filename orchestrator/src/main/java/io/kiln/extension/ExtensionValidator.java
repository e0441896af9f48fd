package io.kiln.extension;

import io.kiln.kmod.FileTree;
import io.kiln.kmod.ModuleFinding;
import io.kiln.kmod.ModuleProof;
import io.kiln.model.extension.ExtensionManifest;
import io.kiln.oci.Image;
import io.kiln.progress.BuildEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Applies every rule to an extension, and reports all that it breaks at once. Thread-safe. */
public final class ExtensionValidator {

    private static final Comparator<ExtensionFinding> BY_PATH = Comparator.comparing(ExtensionFinding::path)
            .thenComparingInt(finding -> finding.at().map(at -> at.line()).orElse(0));

    private final Expectation expectation;

    public ExtensionValidator(Expectation expectation) {
        this.expectation = expectation;
    }

    /** Checks an image, also that it is for the platform that is expected. */
    public ExtensionReport validateImage(String name, Image image) throws IOException, InterruptedException {
        Findings findings = new Findings(name);
        ArchitectureRule.checkImage(image.config().platform(), expectation.platform(), findings);
        return validate(ExtensionSource.ofImage(name, image), FileTree.ofImage(name, image), findings);
    }

    /**
     * Checks an extension. Its layers are read once.
     *
     * @param tree the same files, for the proof against a kernel where one was named
     * @throws ExtensionFormatException if it cannot be read at all
     */
    public ExtensionReport validate(ExtensionSource source, FileTree tree) throws IOException, InterruptedException {
        return validate(source, tree, new Findings(source.name()));
    }

    private ExtensionReport validate(ExtensionSource source, FileTree tree, Findings findings)
            throws IOException, InterruptedException {
        ExtensionContent content = ExtensionContent.read(source);
        LayoutRules.check(content, findings);
        Optional<ExtensionManifest> manifest = new TextRules(source.name(), expectation).check(content, findings);
        FileRules.check(content, findings);
        ArchitectureRule.check(content, expectation.platform(), findings);
        List<ModuleFinding> modules = expectation.kernel().isPresent()
                ? ModuleProof.against(expectation.kernel().get()).check(tree, BuildEvents.NONE)
                : soundness(content);
        ModuleRules.check(content, modules, findings);
        List<ExtensionFinding> all = new ArrayList<>(findings.all());
        all.sort(BY_PATH);
        return new ExtensionReport(source.name(), manifest, List.copyOf(all), modules);
    }

    private static List<ModuleFinding> soundness(ExtensionContent content) {
        List<ModuleFinding> modules = new ArrayList<>();
        content.forEach((path, place, facts) -> facts.module().ifPresent(modules::add));
        return modules;
    }
}
