package io.kiln.extension;

import io.kiln.kmod.KernelImage;
import io.kiln.model.Platform;
import io.kiln.model.extension.TalosVersion;
import java.util.Optional;

/**
 * What an extension is held against beside its own rules.
 *
 * @param platform that its programs and modules must be for
 * @param talos that its constraint must accept, where one was named
 * @param kernel that must load its modules, where one was named
 * @param texts where the user's own files are looked for
 */
public record Expectation(
        Platform platform, Optional<TalosVersion> talos, Optional<KernelImage> kernel, UserTexts texts) {

    /** Nothing but the rules. */
    public static Expectation of(Platform platform) {
        return new Expectation(platform, Optional.empty(), Optional.empty(), UserTexts.NONE);
    }
}
