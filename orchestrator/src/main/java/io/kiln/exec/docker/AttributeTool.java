package io.kiln.exec.docker;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * The program that tells and sets the attributes of files in a container, written into it by the container's shell: the
 * root may have none. It is made of {@code attributes.c}, for the architecture of the root, and lies where no layer can
 * have it: in the {@code /dev} of the container, a file system of its own.
 */
final class AttributeTool {

    private static final String PLACE = "/dev/.kiln-attributes";
    private static final int PRINTABLE_FROM = 0x20;
    private static final int PRINTABLE_TO = 0x7e;
    private static final Map<String, String> WRITING = new TreeMap<>();

    private AttributeTool() {}

    /**
     * A script for the shell of a container that runs the program with arguments that are words of the shell. Its status
     * is 126 or 127 where the root has no program {@code chmod}.
     *
     * @param architecture as in a platform
     */
    static String script(String architecture, String arguments) throws IOException {
        return "PATH=/usr/sbin:/usr/bin:/sbin:/bin\n"
                + "[ -x " + PLACE + " ] || { printf '" + writing(architecture) + "' >" + PLACE
                + " && chmod 700 " + PLACE + "; } && " + PLACE + " " + arguments;
    }

    /** The program as a format of {@code printf}, to be put between single quotes. */
    static synchronized String writing(String architecture) throws IOException {
        String known = WRITING.get(architecture);
        if (known != null) {
            return known;
        }
        try (InputStream in = AttributeTool.class.getResourceAsStream("attributes-" + architecture)) {
            if (in == null) {
                throw new IOException("Kiln cannot read the attributes of files in a container for " + architecture);
            }
            String text = escaped(in.readAllBytes());
            WRITING.put(architecture, text);
            return text;
        }
    }

    private static String escaped(byte[] program) {
        StringBuilder text = new StringBuilder(program.length * 3);
        for (int i = 0; i < program.length; i++) {
            if (isPlain(program[i])) {
                text.append((char) program[i]);
            } else {
                boolean digitFollows = i + 1 < program.length && program[i + 1] >= '0' && program[i + 1] <= '7';
                text.append('\\');
                text.append(
                        digitFollows
                                ? String.format("%03o", program[i] & 0xff)
                                : Integer.toOctalString(program[i] & 0xff));
            }
        }
        return text.toString();
    }

    /** Whether it stands for itself in a format of printf between single quotes. */
    private static boolean isPlain(byte b) {
        return b >= PRINTABLE_FROM && b <= PRINTABLE_TO && b != '\\' && b != '\'' && b != '%';
    }
}
