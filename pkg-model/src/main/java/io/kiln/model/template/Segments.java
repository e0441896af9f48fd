package io.kiln.model.template;

import java.util.Arrays;

/** Which part of a rendered text was written by which part of the template. Not thread-safe while it is being filled. */
final class Segments {

    private int[] outputs = new int[16];
    private int[] sources = new int[16];
    private boolean[] copies = new boolean[16];
    private int count;

    /** Records that the text from an offset on comes from an offset in the template: copied from there, or written by the action there. */
    void add(int output, int source, boolean isCopy) {
        if (count > 0 && outputs[count - 1] == output) {
            count--;
        } else if (count > 0 && !isCopy && !copies[count - 1] && sources[count - 1] == source) {
            return;
        }
        if (count == outputs.length) {
            outputs = Arrays.copyOf(outputs, count * 2);
            sources = Arrays.copyOf(sources, count * 2);
            copies = Arrays.copyOf(copies, count * 2);
        }
        outputs[count] = output;
        sources[count] = source;
        copies[count++] = isCopy;
    }

    int sourceOffset(int output) {
        int found = Arrays.binarySearch(outputs, 0, count, output);
        int index = found >= 0 ? found : -found - 2;
        if (index < 0) {
            return 0;
        }
        return copies[index] ? sources[index] + output - outputs[index] : sources[index];
    }
}
