package io.kiln.build;

import io.kiln.image.ImageFacts;
import io.kiln.image.ImageKinds;
import io.kiln.image.ImageSnapshots;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.ModuleFinding;
import io.kiln.kmod.ModuleProblem;
import io.kiln.kmod.SignatureVerdict;
import io.kiln.kmod.SignerId;
import io.kiln.kmod.SoundModules;
import io.kiln.model.graph.StageDependency;
import io.kiln.oci.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The modules of the images that a target was made of, where the kernel that they are for is in no stage: their signers
 * are the only ones that the target's modules can have.
 *
 * @param images names of those images that have modules
 * @param certificates what they say of the certificate that theirs are for
 */
record ImageModules(List<String> images, Set<SignerId> signers, Set<String> certificates) {

    /** Looks into the images behind these dependencies. */
    static ImageModules of(List<StageDependency> dependencies, ImageSnapshots images)
            throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        Set<SignerId> signers = new LinkedHashSet<>();
        Set<String> certificates = new LinkedHashSet<>();
        for (StageDependency dependency : dependencies) {
            String name = dependency.image().orElseThrow();
            Image image =
                    images.resolve(name, dependency.platform(), dependency.at()).image();
            ImageFacts facts = ImageKinds.of(name, image);
            if (facts.kernelRelease().isPresent()) {
                names.add(name);
                SoundModules.check(FileTree.ofImage(name, image))
                        .forEach(module -> signer(module).ifPresent(signers::add));
                facts.certificate().ifPresent(certificates::add);
            }
        }
        return new ImageModules(List.copyOf(names), signers, certificates);
    }

    boolean isEmpty() {
        return images.isEmpty();
    }

    /** The modules of a target as far as they can be judged without their kernel. */
    List<ModuleFinding> check(FileTree target) throws IOException, InterruptedException {
        List<ModuleFinding> findings = new ArrayList<>();
        for (ModuleFinding module : SoundModules.check(target)) {
            Optional<SignerId> stranger = signer(module).filter(id -> !signers.isEmpty() && !signers.contains(id));
            if (stranger.isEmpty()) {
                findings.add(module);
            } else {
                List<ModuleProblem> problems = new ArrayList<>(module.problems());
                problems.add(new ModuleProblem.OtherSigner(stranger.get(), String.join(", ", images), signers));
                findings.add(new ModuleFinding(
                        module.image(), module.path(), module.kernel(), module.signature(), List.copyOf(problems)));
            }
        }
        return findings;
    }

    /**
     * The certificate that the target's modules are for, once they were found to be of the images' signers. Of two
     * signers a label names only one: which module is whose would be a guess.
     */
    Optional<String> certificate(List<ModuleFinding> findings) {
        boolean ofOneSigner = !findings.isEmpty() && signers.size() == 1 && certificates.size() == 1;
        return ofOneSigner ? certificates.stream().findFirst() : Optional.empty();
    }

    private static Optional<SignerId> signer(ModuleFinding module) {
        return module.signature()
                .filter(SignatureVerdict.UnknownKey.class::isInstance)
                .map(verdict -> ((SignatureVerdict.UnknownKey) verdict).found());
    }
}
