package io.kiln.cli;

import io.kiln.build.BuiltTarget;
import io.kiln.build.DeliveredImage;
import java.util.List;

/** The last words of a build, on standard output: what there is now, one line each. */
final class Summary {

    private Summary() {}

    static void print(List<DeliveredImage> delivered, List<BuiltTarget> built) {
        if (delivered.isEmpty()) {
            built.forEach(target -> System.out.println("built " + target.id()));
        }
        for (DeliveredImage image : delivered) {
            System.out.println(
                    (image.pushed() ? "pushed " : "made ") + image.reference().withDigest(image.digest()));
        }
    }
}
