package io.kiln.image;

import io.kiln.exec.BuildException;
import java.util.Optional;

/** An image was given to an option that wants one of another kind. */
public final class WrongKindException extends BuildException {

    private static final long serialVersionUID = 1L;
    private static final int INPUT_IS_WRONG = 2;

    private final ImageKind wanted;
    private final ImageKind found;

    /** @param instead the option that takes the kind it is */
    WrongKindException(String option, String name, ImageKind wanted, ImageKind found, Optional<String> instead) {
        super(
                INPUT_IS_WRONG,
                option + ": " + name + " is " + found.phrase() + ", and " + wanted.phrase() + " is wanted here."
                        + instead.map(other -> " Give it to " + other + ", and " + option + " the " + wanted.word()
                                        + " image.")
                                .orElse(" Name the " + wanted.word() + " image with " + option + "."));
        this.wanted = wanted;
        this.found = found;
    }

    public ImageKind wanted() {
        return wanted;
    }

    public ImageKind found() {
        return found;
    }
}
