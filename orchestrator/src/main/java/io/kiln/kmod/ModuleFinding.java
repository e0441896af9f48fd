package io.kiln.kmod;

import io.kiln.progress.BuildEvent;
import java.util.List;
import java.util.Optional;

/**
 * What the proof of one module came to.
 *
 * @param image the image that holds the module
 * @param path relative to the root of that image
 * @param kernel the image whose kernel it was held against
 * @param signature empty when the file was not read as a module
 * @param problems empty when that kernel will load it
 */
public record ModuleFinding(
        String image, String path, String kernel, Optional<SignatureVerdict> signature, List<ModuleProblem> problems) {

    public boolean proved() {
        return problems.isEmpty();
    }

    BuildEvent toEvent() {
        return new BuildEvent.ModuleProved(image, path, kernel);
    }

    /** The finding as the user reads it: a line for each problem, each followed by what to do. */
    public String render() {
        if (proved()) {
            return image + ": /" + path + ": proved against " + kernel;
        }
        StringBuilder text = new StringBuilder();
        for (ModuleProblem problem : problems) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(image)
                    .append(": /")
                    .append(printable(path + ": " + problem.message()))
                    .append("\n  hint: ")
                    .append(problem.advice());
        }
        return text.toString();
    }

    /** Paths and names in modules are not ours: none of them may steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }
}
