package io.kiln.containers;

import io.kiln.extension.LayeredImage;
import io.kiln.oci.Image;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Images whose layers do not compress, the same for the same seed. */
public final class RandomImage {

    private RandomImage() {}

    /** An image with one file of so many bytes in each layer. */
    public static Image of(long seed, int... sizes) throws IOException {
        Random random = new Random(seed);
        LayeredImage image = new LayeredImage("linux/amd64");
        for (int i = 0; i < sizes.length; i++) {
            byte[] content = new byte[sizes[i]];
            random.nextBytes(content);
            (i == 0 ? image : image.layer()).file("file" + i, 0644, content);
        }
        return image.build();
    }

    /** Writes an image into a new layout, under the name {@code v1}. */
    public static Path layout(Image image, Path folder) throws IOException {
        OciLayout layout = OciLayout.openOrCreate(folder);
        layout.setRef("v1", layout.write(image));
        return folder;
    }
}
